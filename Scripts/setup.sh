#!/bin/sh
# Installs what Turnpike needs from the system and is missing, and says what it does.
set -eu

command -v swift >/dev/null 2>&1 || {
    echo "setup: no 'swift' on the PATH; install a Swift 6.3 toolchain first (https://swift.org/install)" >&2
    exit 1
}

[ "$(uname -s)" = Linux ] || {
    echo "setup: on this system install libyaml yourself (macOS: brew install libyaml)"
    exit 0
}
command -v dpkg-query >/dev/null 2>&1 || {
    echo "setup: no Debian packages here; make sure that the headers of libyaml and sqlite3 and the tz database are installed"
    exit 0
}

missing=""
for package in libyaml-dev libsqlite3-dev tzdata pkg-config git ca-certificates; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "setup: these packages are missing and need root to install:$missing" >&2
        exit 1
    }
    sudo=sudo
fi
echo "setup: installing$missing ($sudo apt-get install)"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # the list is words on purpose
$sudo apt-get install -y --no-install-recommends $missing >/dev/null 2>&1 || {
    $sudo apt-get update -qq
    $sudo apt-get install -y --no-install-recommends $missing >/dev/null
}

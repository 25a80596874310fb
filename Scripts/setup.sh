#!/bin/sh
# Installs what Turnpike needs from the system and is missing, and says what it does.
set -eu

say() { echo "setup: $*"; }
fail() {
    say "$@" >&2
    exit 1
}

command -v swift >/dev/null 2>&1 ||
    fail "no 'swift' on the PATH; install a Swift 6.3 toolchain first (https://swift.org/install)"

[ "$(uname -s)" = Linux ] || {
    say "on this system install libyaml yourself (macOS: brew install libyaml)"
    exit 0
}
command -v dpkg-query >/dev/null 2>&1 || {
    say "no Debian packages here; make sure that the headers of libyaml and sqlite3 and the tz database are installed"
    exit 0
}

missing=""
for package in libyaml-dev libsqlite3-dev tzdata pkg-config git ca-certificates; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
done
# `pkgconf` has taken the place of pkg-config on newer systems.
case "$missing" in
*" pkg-config"*)
    if command -v pkg-config >/dev/null 2>&1; then missing=$(echo "$missing" | sed 's/ pkg-config//'); fi
    ;;
esac
[ -n "$missing" ] || exit 0

sudo=""
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "missing:$missing; there is no sudo, so ask somebody who is root for: apt-get install$missing"
    sudo="sudo "
fi
say "missing:$missing"
say "running: ${sudo}apt-get install -y --no-install-recommends$missing"
export DEBIAN_FRONTEND=noninteractive
install() {
    # shellcheck disable=SC2086 # the list is words on purpose
    ${sudo}apt-get install -y --no-install-recommends $missing
}
# A fresh image has no package lists; the first attempt tells.
if ! install >/dev/null 2>&1; then
    say "running: ${sudo}apt-get update, and the same again"
    ${sudo}apt-get update -qq || say "apt-get update failed; trying with the lists that are there" >&2
    install >/dev/null || fail "could not install$missing; what apt-get said stands above. Install them yourself, then start again"
fi
say "installed"

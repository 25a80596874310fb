#!/usr/bin/env bash
# Starts the servers of Tests/Servers, runs the tests of Tests/Integration against them and ends the servers again.
# With arguments: only these servers, as in `Scripts/test_plugins.sh http_sink slack -- --filter SlackTests`.
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}

servers=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    servers+=("$1")
    shift
done
[ "${1:-}" = -- ] && shift
if [ ${#servers[@]} = 0 ]; then
    for start in Tests/Servers/*/start.sh; do servers+=("$(basename "$(dirname "$start")")"); done
fi

folder=$(mktemp -d)
chmod 755 "$folder"
finish() {
    local pid
    if [ -f "$folder/pids" ]; then
        while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$folder/pids"
    fi
    rm -rf "$folder" 2>/dev/null || true
}
trap finish EXIT

# Building comes first: a server that waits for it only takes memory away.
if [ -z "${TURNPIKE_TESTS_ARE_BUILT:-}" ]; then
    "$swift" build --package-path Tests/Integration --build-tests
fi
for name in "${servers[@]}"; do
    if ! "Tests/Servers/$name/start.sh" "$folder" >"$folder/$name.lines"; then
        echo "the tests are not run, since a server does not start: $name" >&2
        exit 1
    fi
    while IFS= read -r line; do
        case $line in
        [A-Z]*=*) export "${line?}" ;;
        *) echo "$name: $line" ;;
        esac
    done <"$folder/$name.lines"
done
Scripts/run_tests.sh --package-path Tests/Integration "$@"

# What only the whole tool shows: the examples, and a worker that is killed while it reads. Not where tests were named.
if [ $# = 0 ] && [ -n "${TURNPIKE_IMAP_PORT:-}" ]; then
    tool=$("$swift" build --package-path Tests/Integration --show-bin-path)/turnpike
    Examples/mail_cadence/run.sh "$tool"
    Scripts/mail_kill.sh "$tool"
    if [ -n "${TURNPIKE_MATRIX:-}" ] && [ -n "${TURNPIKE_CALDAV:-}" ] && [ -n "${TURNPIKE_TRYTON:-}" ]; then
        Examples/full_stack/run.sh "$tool"
    fi
fi

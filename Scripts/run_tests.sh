#!/usr/bin/env bash
# run_tests.sh ARGUMENTS: `swift test --skip-build ARGUMENTS`; where tests fail, their findings stand once more at the end, since
# tests that run at the same time print in between.
set -euo pipefail
swift=${SWIFT:-swift}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
# What is tested runs as it does for everybody: sets and dictionaries in an order of chance.
env -u SWIFT_DETERMINISTIC_HASHING "$swift" test --skip-build "$@" 2>&1 | tee "$log" || status=$?
if [ "$status" != 0 ]; then
    echo
    echo "what failed (exit status $status):"
    grep -aE '✘|error: |Fatal error|Program crashed' "$log" | tail -n 60 || true
fi
exit "$status"

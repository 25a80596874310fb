#!/usr/bin/env bash
# Looks for data races with the thread sanitizer in what works on several threads, each module by itself: beside others its
# threads hardly meet. Usage: races.sh [MODULE…]
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- TurnpikeSQLiteTests TurnpikeRuntimeTests TurnpikeNotificationsTests TurnpikePluginsTests \
    TurnpikeWebTests TurnpikeCRMTests WebhookTests
mkdir -p .build-races
clang -c -O1 -fPIC -Wno-unused-parameter -o .build-races/swift_order.o Tests/ThreadSanitizer/swift_order.c
options=(--sanitize=thread --scratch-path .build-races
    -Xlinker "$PWD/.build-races/swift_order.o" -Xlinker --wrap=__tsan_external_write)
export TSAN_OPTIONS="suppressions=$PWD/Tests/ThreadSanitizer/suppressions"
# First whether it tells a race, and is quiet about what a Mutex keeps.
swiftc -sanitize=thread Tests/ThreadSanitizer/control.swift -o .build-races/control \
    -Xlinker "$PWD/.build-races/swift_order.o" -Xlinker --wrap=__tsan_external_write
.build-races/control unordered >.build-races/unordered.log 2>&1 || true
if ! grep -q 'WARNING: ThreadSanitizer' .build-races/unordered.log; then
    echo "the sanitizer does not tell a race: nothing that follows would mean anything" >&2
    exit 1
fi
.build-races/control ordered >.build-races/ordered.log 2>&1 || { cat .build-races/ordered.log >&2; exit 1; }
swift build --build-tests "${options[@]}"
failed=()
for module in "$@"; do
    log=.build-races/$module.log
    if swift test --skip-build "${options[@]}" --filter "^$module\\." >"$log" 2>&1 &&
        ! grep -q 'Test run with 0 tests' "$log"; then
        printf '%s: %s\n' "$module" "$(tail -n 1 "$log")"
    else
        failed+=("$module")
        grep -A 60 'WARNING: ThreadSanitizer' "$log" | head -n 300 || tail -n 40 "$log"
    fi
done
[ ${#failed[@]} -eq 0 ] || { echo "races or failures in: ${failed[*]} (.build-races/*.log)"; exit 1; }

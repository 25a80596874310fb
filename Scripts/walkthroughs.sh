#!/bin/sh
# Runs the script of every example process with the tool given.
set -eu
TURNPIKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
export TURNPIKE
cd "$(dirname "$0")/../Examples/processes"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
count=0
for script in */walkthrough.sh; do
    count=$((count + 1))
    if sh "$script" >"$log" 2>&1; then
        echo "ok      $script"
    else
        status=$?
        failed=$((failed + 1))
        echo "FAILED  $script (status $status)"
        tail -n 40 "$log"
    fi
done
echo "$((count - failed)) passed, $failed failed"
[ "$failed" = 0 ]

#!/bin/sh
# Runs the scenarios of the example processes with the tool given, and sees that they notice every change of them.
set -eu
TURNPIKE=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
cd "$(dirname "$0")/../Examples/processes"
failed=0
for file in */*.scenarios.yaml; do
    if log=$("$TURNPIKE" test "${file%.scenarios.yaml}.process.yaml" "$file" --coverage --mutate 2>&1); then
        echo "ok      $file"
    else
        failed=1
        echo "FAILED  $file"
        echo "$log"
    fi
done
exit "$failed"

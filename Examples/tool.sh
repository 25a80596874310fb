#!/usr/bin/env bash
# Builds the command with all that talks to servers, and prints where it is. The examples share the build, which takes some
# minutes the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
swift=${SWIFT:-swift}
# The names of traits reach the compiler in the order of a set, and another order would build everything anew.
export SWIFT_DETERMINISTIC_HASHING=1
settings=(--traits SQLite,CLI,HTTP,Mail --scratch-path .build-servers)
"$swift" build --product turnpike "${settings[@]}" >&2
echo "$("$swift" build --show-bin-path "${settings[@]}")/turnpike"

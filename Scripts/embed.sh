#!/bin/sh
# Builds Examples/minimal_embed as a customer would, runs it, and proves that nothing was fetched for it.
set -eu
cd "$(dirname "$0")/../Examples/minimal_embed"
rm -rf .build Package.resolved
swift build
./.build/debug/minimal_embed
fetched=$(ls -A .build/checkouts 2>/dev/null || true)
if [ -n "$fetched" ]; then
    echo "embed: the bare package fetched: $fetched" >&2
    exit 1
fi
echo "embed: nothing was fetched"

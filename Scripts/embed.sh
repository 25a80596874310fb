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
if command -v ldd >/dev/null 2>&1; then
    linked=$(ldd .build/debug/minimal_embed | awk '{print $1}')
    echo "$linked" | grep -q libyaml || { echo "embed: libyaml is not linked?" >&2; exit 1; }
    if echo "$linked" | grep -Ei 'foundation|sqlite|icu'; then
        echo "embed: the bare core links more than libyaml" >&2
        exit 1
    fi
    echo "embed: it links libyaml, and nothing else of its own"
fi

#!/bin/sh
# Builds Examples/typed_app as a customer would, from a clean state; tells the time; proves that types follow the file.
set -eu
cd "$(dirname "$0")/../Examples/typed_app"
file=Sources/typed_app/machine_sale.process.yaml
log=$(mktemp)
kept=$(mktemp)
cp "$file" "$kept"
trap 'cp "$kept" "$file"; rm -f "$log" "$kept"' EXIT
rm -rf .build Package.resolved
before=$(date +%s)
swift build
echo "typed_app: the first build took $(($(date +%s) - before)) s, with Turnpike itself"
./.build/debug/typed_app | tee "$log"
grep -q "A press brake is sold for" "$log" || { echo "typed_app: the deal was not sold" >&2; exit 1; }
fetched=$(ls -A .build/checkouts 2>/dev/null || true)
[ -z "$fetched" ] || { echo "typed_app: it fetched $fetched" >&2; exit 1; }

before=$(date +%s)
swift build >"$log" 2>&1
if grep -q "Generating types" "$log"; then echo "typed_app: generated again, and nothing had changed" >&2; exit 1; fi
echo "typed_app: a build with nothing to do took $(($(date +%s) - before)) s"

# A mistake in the file stands in the build at its line and column.
sed 's/moves: \[offer\]/moves: [ofer]/' "$kept" >"$file"
if swift build >"$log" 2>&1; then echo "typed_app: a mistake in the file was not seen" >&2; exit 1; fi
grep -q "machine_sale.process.yaml:33:13: error: \[TP1242\]" "$log" || {
    cat "$log" >&2
    echo "typed_app: the mistake stands at no place" >&2
    exit 1
}
echo "typed_app: $(grep -m1 -o 'machine_sale.process.yaml:.*' "$log")"

# A stage that is taken away is missed by the compiler where the app names it.
sed 's/^  offer:/  quote:/; s/moves: \[offer\]/moves: [quote]/' "$kept" >"$file"
if swift build >"$log" 2>&1; then echo "typed_app: a stage was renamed, and the app still compiles" >&2; exit 1; fi
grep -q "TypedApp.swift:.*error:" "$log" || { cat "$log" >&2; exit 1; }
echo "typed_app: $(grep -m1 -o 'TypedApp.swift:.*error:.*' "$log")"

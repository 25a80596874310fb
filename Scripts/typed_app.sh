#!/bin/sh
# Builds Examples/typed_app as a customer would, from a clean state; tells the time; proves that types follow the files.
set -eu
cd "$(dirname "$0")/../Examples/typed_app"
sources=Sources/typed_app
file=$sources/machine_sale.process.yaml
pack=$sources/visits.yaml
copy=$sources/machine_sale.process.swift
log=$(mktemp)
kept=$(mktemp)
mark=$(mktemp)
cp "$file" "$kept"
trap 'cp "$kept" "$file"; rm -rf "$log" "$kept" "$mark" "$pack" "$copy" "$sources/other"' EXIT

fail() {
    cat "$log" >&2
    echo "typed_app: $1" >&2
    exit 1
}
# `builds WHAT`: the build goes through; `says_no WHAT`: it does not.
builds() { swift build >"$log" 2>&1 || fail "no build after $1"; }
says_no() { if swift build >"$log" 2>&1; then fail "the build went through after $1"; fi; }
generated() { grep -q "Generating types" "$log"; }
compiled() { grep -q "Compiling typed_app" "$log"; }
# Whether the types were written since `touch "$mark"`.
written() { [ "$types" -nt "$mark" ]; }

rm -rf .build Package.resolved
before=$(date +%s)
swift build
echo "typed_app: the first build took $(($(date +%s) - before)) s, with Turnpike itself"
./.build/debug/typed_app | tee "$log"
grep -q "A press brake is sold for" "$log" || fail "the deal was not sold"
fetched=$(ls -A .build/checkouts 2>/dev/null || true)
[ -z "$fetched" ] || fail "it fetched $fetched"

# SwiftPM 6.3 builds a plug-in's tool twice, alone before it plans (plugin-tools.db) and with the package (build.db), into
# the same files: each database finds what the other has written and takes it for a change. It plans in the first build,
# which has no plan yet, and in the second, which has no record of its package structure yet: there the tool is linked again
# and therefore run again. It writes nothing where the types say the same, so they keep their date and nothing is compiled.
# From the third build on the plan is kept, and the tool does not even run.
types=$(find .build/plugins/outputs -name machine_sale.process.swift)
sleep 1
touch "$mark"
builds "nothing"
if written; then fail "wrote the types again, and nothing had changed"; fi
if compiled; then fail "compiled again, though the types say the same"; fi
before=$(date +%s)
builds "nothing"
if generated; then fail "generated again, and nothing had changed"; fi
echo "typed_app: a build with nothing to do took $(($(date +%s) - before)) s"

# Types that say the same keep their date, so nothing is compiled.
touch "$file"
builds "the file was touched"
generated || fail "the file was touched, and nothing was generated"
if written; then fail "wrote the types again, though they say the same"; fi
if compiled; then fail "compiled again, though the types say the same"; fi

# A pack belongs to the process, and so do its changes and its mistakes.
cat >"$pack" <<'PACK'
turnpike: 1
pack: visits
fields:
  distance: {type: number, label: Kilometres to the works}
PACK
sed 's/^process: machine_sale/&\nuses: [visits.yaml]/' "$kept" >"$file"
builds "a pack was added"
generated || fail "a pack was added, and nothing was generated"
written || fail "a pack was added, and the types are as old as before"
grep -q "distance" "$types" || fail "the pack's field is missing in $types"
sleep 1
touch "$mark"
builds "nothing"
if generated || written; then fail "generated again, and nothing had changed"; fi
echo "  hours: {type: number, label: Hours on the way}" >>"$pack"
builds "the pack was changed"
written || fail "the pack was changed, and the types are as old as before"
grep -q "hours" "$types" || fail "the pack was changed, and its field is missing in $types"
echo "  fuel: {type: nunber, label: Fuel on the way}" >>"$pack"
says_no "a mistake in the pack"
grep -q "visits.yaml:6:[0-9]*: error: \[TP" "$log" || fail "the pack's mistake stands at no place"
echo "typed_app: $(grep -m1 -o 'visits.yaml:.*' "$log")"
rm "$pack"

# A mistake in the file stands in the build at its line and column.
sed 's/moves: \[offer\]/moves: [ofer]/' "$kept" >"$file"
says_no "a mistake in the file"
grep -q "machine_sale.process.yaml:33:13: error: \[TP1242\]" "$log" || fail "the mistake stands at no place"
echo "typed_app: $(grep -m1 -o 'machine_sale.process.yaml:.*' "$log")"

# Two files of one name would be one file of types.
mkdir "$sources/other"
cp "$kept" "$sources/other/machine_sale.process.yaml"
cp "$kept" "$file"
says_no "a second file of the same name"
grep -q "error: files of one target need names of their own" "$log" || fail "two files have one name, and nobody says so"
rm -r "$sources/other"

# A stage that is taken away is missed by the compiler where the app names it.
sed 's/^  offer:/  quote:/; s/moves: \[offer\]/moves: [quote]/' "$kept" >"$file"
says_no "a stage was renamed"
grep -q "TypedApp.swift:.*error:" "$log" || fail "a stage was renamed, and the app does not say where"
echo "typed_app: $(grep -m1 -o 'TypedApp.swift:.*error:.*' "$log")"

# Whoever wants the types in the repository gets the same ones.
cp "$kept" "$file"
builds "the file was mended"
writes() { swift package --allow-writing-to-package-directory generate-process --target typed_app >"$log" 2>&1; }
echo "// by hand" >"$copy"
if writes; then fail "the command plug-in took a file that was written by hand for its own"; fi
grep -q "by hand" "$copy" || fail "the command plug-in wrote over a file that was written by hand"
rm "$copy"
writes || fail "the command plug-in did not run"
cmp -s "$types" "$copy" || fail "the command plug-in wrote other types than the build's"
echo "typed_app: the command plug-in writes the same types"

#!/bin/bash
# Figures of generated Swift for a process of 50 stages, by the debug build that a customer has:
# how long generating takes, and what compiling the types adds to a build, measured side by side in turns.
#
#   Scripts/typed_figures.sh PATH/TO/.build/debug [RUNS]
set -euo pipefail
products=$1
runs=${2:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Fifty stages, each with a gate, an activity, a move on, one back and one that skips; forty fields.
awk 'BEGIN {
    split("text money date number bool", types, " ")
    print "turnpike: 1\nprocess: fifty\nlabel: A sale of fifty stages\ncurrency: EUR"
    print "roles: {rep: Account executive, boss: Sales manager}\nfields:"
    for (i = 0; i < 40; i++) print "  field_" i "x: {type: " types[i % 5 + 1] ", label: Field number " i "}"
    print "reasons:\n  lost: {price: Too expensive, silence: No answer}\n  back: {scope: The scope changed}"
    print "signals: {signed: {sets: [field_0x]}}\nactivities:"
    for (i = 0; i < 30; i++) {
        print "  activity_" i "x: {kind: call, by: rep, label: Activity " i ", outcomes: [good, bad, {none_x: {again: true}}],"
        print "    captures: [field_" i "x], guide: Ask about the problem before the product.}"
    }
    print "gates:"
    for (i = 0; i < 50; i++) print "  gate_" i "x: {label: Gate " i ", needs: [field_" i % 40 "x], done: [activity_" i % 30 "x]}"
    print "stages:"
    for (i = 0; i < 50; i++) {
        moves = "go_" i "x: {to: " (i < 49 ? "stage_" i + 1 "x" : "won") "}"
        if (i > 0) moves = moves ", back_" i "x: {to: stage_" i - 1 "x, reason: back}"
        if (i < 48) moves = moves ", fast_" i "x: {to: stage_" i + 2 "x, skips: all, by: [boss], ask: [field_" i % 40 "x]}"
        if (i == 49) moves = moves ", signed: {to: won, signal: signed}"
        print "  stage_" i "x: {label: Stage " i ", goal: One step further., exit: [gate_" i "x], activities: [activity_" i % 30 "x], moves: {" moves "}}"
    }
    print "  won: {outcome: won}\n  rest: {hold: true, moves: {wake: {to: came_from}}}"
    print "  lost: {outcome: lost, reason: lost, moves: {reopen: {to: stage_0x}}}\nanywhere: {moves: {lost: {}, rest: {}}}"
}' >"$folder/fifty.process.yaml"

cat >"$folder/App.swift" <<'APP'
import Turnpike
import TurnpikeRuntime
import TurnpikeTyped
import TurnpikeValues

@main
enum App {
    static func main() async throws {
        let pipeline = try await Pipeline(processes: [])
        print(try await pipeline.deal(DealID("00000000-0000-0000-0000-000000000000")!) as Any)
    }
}
APP

# The middle of some numbers.
median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }
milliseconds() {
    local before after
    before=$(date +%s%N)
    "$@" >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }
    after=$(date +%s%N)
    echo $(((after - before) / 1000000))
}
compile() {
    mkdir -p "$folder/out" && (cd "$folder/out" && swiftc -Onone -enable-batch-mode -j2 -parse-as-library -swift-version 6 -c \
        -module-name App -I "$products/Modules" "$@")
}

for _ in $(seq "$runs"); do
    rm -f "$folder/fifty.swift"
    milliseconds "$products/turnpike-generate" "$folder/fifty.process.yaml" "$folder/fifty.swift" >>"$folder/generating"
    milliseconds compile "$folder/App.swift" >>"$folder/without"
    milliseconds compile "$folder/App.swift" "$folder/fifty.swift" >>"$folder/with"
done
generating=$(median <"$folder/generating")
without=$(median <"$folder/without")
with=$(median <"$folder/with")
echo "50 stages: $(wc -l <"$folder/fifty.swift") lines, load $(cut -d' ' -f1 /proc/loadavg), medians of $runs"
echo "generating, tool built for debugging: $generating ms (target < 100)"
echo "compiling: $with ms with the types, $without ms without, $((with - without)) ms more (target < 5000)"
[ "$generating" -lt 100 ] && [ $((with - without)) -lt 5000 ]

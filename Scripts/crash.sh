#!/usr/bin/env bash
# Kills writers of a store at random instants, again and again, and looks at what they leave: nothing that was acknowledged
# is lost, every replay equals the state, nothing is written by half. Then several writers share a file to the end.
#
#   Scripts/crash.sh PROGRAM [ROUNDS]     the program is crash-writer, as `swift build` makes it
set -euo pipefail
writer=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
rounds=${2:-20}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

acknowledged=0
for round in $(seq 1 "$rounds"); do
    # A few rounds go on with the same file: a store must also survive the second crash.
    if [ $(((round - 1) % 4)) = 0 ]; then rm -f deals.db* lines.*; fi
    for writer_number in 1 2; do
        "$writer" write deals.db "r$round-w$writer_number" 8 100000 >>"lines.$writer_number" 2>"errors.$writer_number" &
        pids[writer_number]=$!
    done
    # From before the first commit to some hundreds of them; now and then to some thousands, which is when a log has grown
    # long and is copied back.
    sleep "$((round % 5 == 0 ? 2 : 0)).$(printf '%03d' $((RANDOM % 600 + 20)))"
    for pid in "${pids[@]}"; do kill -9 "$pid"; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    for errors in errors.*; do
        if [ -s "$errors" ]; then echo "crash: a writer failed before it was killed: $(cat "$errors")" >&2; exit 1; fi
    done
    # Killed before the file was a store, there is nothing to look at.
    [ -s deals.db ] || continue
    if ! cat lines.* 2>/dev/null | "$writer" check deals.db >found; then
        echo "crash: round $round left a store that is not whole" >&2
        exit 1
    fi
    acknowledged=$((acknowledged + $(cat lines.* | wc -l)))
done
[ "$acknowledged" -gt 0 ] || { echo "crash: nothing was ever acknowledged, so nothing was tested" >&2; exit 1; }
echo "crash: $rounds rounds, two writers killed in each; the last left $(cat found)"

rm -f deals.db* lines.*
pids=()
for number in 1 2 3 4; do
    "$writer" write deals.db "p$number" 5 6 >"lines.$number" &
    pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid"; done
lines=$(cat lines.* | wc -l)
# Each writer makes 30 deals of 7 revisions and 30 comments; one of them opens the shared deal.
[ "$lines" = 961 ] || { echo "crash: $lines acknowledgements by four writers of one file, not 961" >&2; exit 1; }
echo "crash: four processes, one file: $(cat lines.* | "$writer" check deals.db --all)"

#!/usr/bin/env bash
# Kills writers and workers of a store at random instants while a receiver in a process of its own counts what it is told:
# nothing acknowledged is lost, every effect arrives, each key takes effect once, replay equals state. Then the same with
# the receiver down for a while, the store locked by somebody else, and the disk full; at last two workers share a store.
#
#   Scripts/crash_delivery.sh PROGRAM [ROUNDS]     the program is crash-writer, as `swift build` makes it
set -euo pipefail
writer=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
rounds=${2:-20}
work=$(mktemp -d)
receiver=
trap '[ -z "$receiver" ] || kill -9 "$receiver" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

fail() { echo "crash: $1" >&2; exit 1; }

start_receiver() {
    "$writer" receive socket effects 2>receiver.errors &
    receiver=$!
}

stop_receiver() {
    kill -9 "$receiver" 2>/dev/null || true
    wait "$receiver" 2>/dev/null || true
    receiver=
}

# Whatever was going on: all that was acknowledged is there, and all of it arrives once.
settle() {
    [ -n "$receiver" ] || start_receiver
    cat lines.* 2>/dev/null | "$writer" check deals.db >found || fail "$1 left a store that is not whole"
    timeout 120 "$writer" drain deals.db socket || fail "$1: what waited did not arrive"
    "$writer" delivered deals.db effects >delivered || fail "$1: not each effect arrived once"
}

start_receiver
acknowledged=0
for round in $(seq 1 "$rounds"); do
    [ -n "$receiver" ] || start_receiver
    "$writer" write deals.db "r$round" 4 100000 >>lines.1 2>errors.1 &
    pids=($!)
    for number in 2 3; do
        "$writer" work deals.db socket 2>"errors.$number" &
        pids+=($!)
    done
    pause="0.$(printf '%03d' $((RANDOM % 250 + 20)))"
    sleep "$pause"
    # Now and then the receiver is down, in the middle or from here to the next round.
    if [ $((round % 5)) = 0 ]; then
        stop_receiver
        sleep 0.05
        [ $((round % 10)) = 0 ] || { start_receiver; sleep "$pause"; }
    fi
    kill -9 "${pids[@]}" 2>/dev/null || true
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    for errors in errors.*; do
        [ ! -s "$errors" ] || fail "somebody failed before it was killed: $(cat "$errors")"
    done
    if [ $((round % 25)) = 0 ] || [ "$round" = "$rounds" ]; then
        [ -s deals.db ] || continue
        settle "round $round"
        acknowledged=$((acknowledged + $(cat lines.* | wc -l)))
        # A store grows with every round, and the checks with it.
        [ "$round" = "$rounds" ] || { stop_receiver; rm -f deals.db* lines.* effects*; }
    fi
done
[ "$acknowledged" -gt 0 ] || fail "nothing was ever acknowledged, so nothing was tested"
echo "crash: $rounds rounds, a writer and two workers killed in each; $acknowledged acknowledged; the last left $(cat delivered)"

# The disk is full: whoever writes is told so, and what was acknowledged before is there.
size=$(($(stat -c %s deals.db 2>/dev/null || stat -f %z deals.db) / 1024))
(
    trap '' XFSZ
    ulimit -f $((size + 300))
    "$writer" write deals.db full 4 100000 >>lines.1 2>errors.full
) && fail "a writer went on although the disk was full"
settle "a full disk"
echo "crash: with the disk full: $(head -1 errors.full | cut -c1-80)"

# Somebody else holds the store: whoever works waits, and goes on.
if command -v python3 >/dev/null && python3 -c 'import sqlite3' 2>/dev/null; then
    "$writer" write deals.db locked 2 20 >>lines.1 2>errors.locked &
    pid=$!
    python3 -c '
import sqlite3, time
store = sqlite3.connect("deals.db", timeout=60, isolation_level=None)
store.execute("BEGIN IMMEDIATE")
time.sleep(1)
store.execute("ROLLBACK")' || fail "the store could not be locked"
    wait "$pid" || fail "a writer gave up while the store was locked: $(cat errors.locked)"
    settle "a locked store"
    echo "crash: with the store locked for a second: $(cat delivered)"
fi

# Nobody is killed: two workers share the rows, and no key comes twice.
stop_receiver
rm -f deals.db* lines.* effects*
start_receiver
"$writer" write deals.db shared 4 30 >lines.1
workers=()
for number in 1 2; do
    "$writer" drain deals.db socket &
    workers+=($!)
done
for pid in "${workers[@]}"; do wait "$pid" || fail "a worker failed"; done
settle "two workers"
again=$(wc -l <effects.again)
[ "$again" = 0 ] || fail "$again keys came twice although nobody was killed"
echo "crash: two workers, one store: $(cat delivered)"

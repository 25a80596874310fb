#!/bin/sh
# The walking skeleton: one process file, one gated move, a commit, an outbox row, a delivery that is killed on its way,
# and a restart that finishes it.
set -eu
turnpike=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >skeleton.process.yaml <<'YAML'
turnpike: 1
process: skeleton
currency: EUR
fields: {amount: money}
stages:
  offer: {probability: 50%, exit: [priced], moves: [sold, dropped]}
  sold: {outcome: won, probability: 100%}
  dropped: {outcome: lost}
gates:
  priced:
    needs: [amount]
    check: {worth_it: {that: deal.amount >= 100 EUR, else: The deal is worth less than 100 EUR.}}
hooks:
  - {event: deal.won, do: [{notify: {to: "#wins", text: "${deal.name} is won"}}]}
YAML
"$turnpike" open skeleton.process.yaml --store deals.db --name "Lemonade" --no-deliver >/dev/null
status=0
"$turnpike" move Lemonade sold --store deals.db >/dev/null 2>&1 || status=$?
[ "$status" = 3 ] || { echo "kill and resume: the gate let an unpriced deal pass (status $status)" >&2; exit 1; }
"$turnpike" set Lemonade amount="250 EUR" --store deals.db >/dev/null
"$turnpike" move Lemonade sold --store deals.db --no-deliver >/dev/null

# The deliverer blocks on a pipe that nobody reads, and is killed there. Its lease is short, so that the restart need not
# wait for long.
mkfifo hole
"$turnpike" outbox deliver --store deals.db --outbox-file hole --lease 2 >/dev/null 2>&1 &
pid=$!
sleep 1
kill -9 "$pid" 2>/dev/null || { echo "kill and resume: the delivery had ended before it was killed" >&2; exit 1; }
wait "$pid" 2>/dev/null || true
sleep 2

"$turnpike" outbox deliver --store deals.db --outbox-file sent.jsonl >/dev/null
"$turnpike" outbox deliver --store deals.db --outbox-file sent.jsonl >/dev/null
[ -f sent.jsonl ] || { echo "kill and resume: nothing was delivered after the restart" >&2; exit 1; }
lines=$(wc -l <sent.jsonl)
[ "$lines" = 1 ] || { echo "kill and resume: $lines lines were delivered, not 1" >&2; cat sent.jsonl >&2; exit 1; }
grep -q '"Lemonade is won"' sent.jsonl
"$turnpike" show Lemonade --store deals.db --format json | grep -q '"stage":"sold"'
echo "kill and resume: killed while delivering, finished after the restart, delivered once"

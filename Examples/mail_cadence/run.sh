#!/usr/bin/env bash
# One command: starts Postfix and Dovecot on this machine, runs the cadence against them and says what happens.
#   Examples/mail_cadence/run.sh [TOOL]      TOOL: a turnpike that was built with the traits SQLite, CLI and Mail
# Where the servers run already (TURNPIKE_SUBMISSION_PORT, TURNPIKE_IMAP_PORT, TURNPIKE_MAILBOX_CA) they are used.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../servers.sh" "${1:-}"

server mailbox TURNPIKE_IMAP_PORT "Postfix and Dovecot (mail)"
export MAIL_SMTP_PORT=$TURNPIKE_SUBMISSION_PORT MAIL_IMAP_PORT=$TURNPIKE_IMAP_PORT MAIL_CA=$TURNPIKE_MAILBOX_CA
export MAIL_PASSWORD=s3cret MAIL_IDS=an-example-secret NO_COLOR=1
# A box that others use too: each run has its own customers.
run=$$

mkdir "$work/deals"
cp -r "$here/templates" "$here/outbound_mail.process.yaml" "$work/deals/"
sed -e "s/port: 587/port: $MAIL_SMTP_PORT/" -e "s/port: 993/port: $MAIL_IMAP_PORT/" "$here/turnpike.yaml" \
    >"$work/deals/turnpike.yaml"
cp "$MAIL_CA" "$work/deals/ca.pem"
cd "$work/deals"

say() { printf '\n== %s\n' "$*"; }
buyer() { python3 "$here/buyer.py" "$@"; }
# until WORDS DEAL: waits until a deal's page says so.
until_shown() {
    local _
    for _ in $(seq 240); do
        if "$tool" show "$2" | grep -q "$1"; then return 0; fi
        sleep 0.5
    done
    echo "FAILED: '$2' never shows '$1'" >&2
    "$tool" history "$2" >&2
    cat worker.log >&2
    exit 1
}

say "four customers enter the cadence"
open() {
    "$tool" open outbound_mail.process.yaml --name "$1" --set "contact_email=$2" --set "first_name=$3" --no-deliver
}
open "Lemonade $run" buyer@x.test Ada
open "Biscuits $run" buyer@x.test Ben
open "Teapots $run" buyer@x.test Cleo
open "Crumbs $run" nobody@x.test Dan

say "a worker sends the first mails and listens for what comes back"
"$tool" run --health 0 2>worker.log &
worker=$!
for name in Lemonade Biscuits Teapots; do buyer wait "$name $run: a question"; done
echo "three mails have arrived; the fourth goes to a box that is not there"

say "Ada answers, Cleo's machine says that she is away, a server says that Dan's box does not exist; Ben says nothing"
buyer answer "Lemonade $run: a question" "Yes, on paper. Tell me more."
buyer away "Teapots $run: a question" "$(date -u -d '+10 days' +%Y-%m-%d)"
until_shown 'stopped: replied' "Lemonade $run"
until_shown 'stopped: bounced' "Crumbs $run"
until_shown 'back_on' "Teapots $run"
grep "answers:" worker.log | sed 's/^[^ ]* *//'

say "only Ben is written to again"
buyer wait "Biscuits $run: my question"
for name in Lemonade Teapots; do
    count=$(buyer count "$name $run: my question")
    [ "$count" = 0 ] || { echo "FAILED: $name got $count reminders" >&2; exit 1; }
done
for name in Lemonade Biscuits Teapots Crumbs; do "$tool" show "$name $run"; done

say "Ada is invited to a demo, and accepts"
"$tool" set "Lemonade $run" "demo_at=2027-01-11T09:00:00Z" >/dev/null
"$tool" move "Lemonade $run" demo
buyer accept "Lemonade $run: a demo"
for _ in $(seq 240); do
    if "$tool" history "Lemonade $run" | grep -q 'signal meeting_booked'; then break; fi
    sleep 0.5
done
"$tool" history "Lemonade $run"
"$tool" history "Lemonade $run" | grep -q 'signal meeting_booked' || { echo "FAILED: no answer came" >&2; exit 1; }

say "the worker is told to end"
kill -TERM "$worker"
wait "$worker" || { echo "FAILED: the worker did not end well" >&2; cat worker.log >&2; exit 1; }
worker=
# Told twice, nothing is doubled: the same mailbox from the start gives the same signals under the same keys.
before=$("$tool" history "Lemonade $run" | wc -l)
rm answers.position
"$tool" run --once >/dev/null
[ "$("$tool" history "Lemonade $run" | wc -l)" = "$before" ] || { echo "FAILED: a signal was doubled" >&2; exit 1; }
echo "read again from the start, the mailbox changes nothing"

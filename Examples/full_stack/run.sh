#!/usr/bin/env bash
# One command: a software company's sales process with mail, chat, calendar and CRM on real servers of this machine, from the
# first lead to a last comparison of what each of them has.
#   Examples/full_stack/run.sh [TOOL]      TOOL: a turnpike that was built with the traits SQLite, CLI, HTTP and Mail
# Servers that run already, as Tests/Servers starts them, are used (TURNPIKE_IMAP_PORT, TURNPIKE_MATRIX, TURNPIKE_CALDAV,
# TURNPIKE_TRYTON and what belongs to each).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../servers.sh" "${1:-}"

server mailbox TURNPIKE_IMAP_PORT "Postfix and Dovecot (mail)"
server synapse TURNPIKE_MATRIX "Synapse (chat)"
server radicale TURNPIKE_CALDAV "Radicale (calendar)"
server tryton TURNPIKE_TRYTON "Tryton (CRM)"
export MAIL_SMTP_PORT=$TURNPIKE_SUBMISSION_PORT MAIL_IMAP_PORT=$TURNPIKE_IMAP_PORT MAIL_CA=$TURNPIKE_MAILBOX_CA
export MAIL_PASSWORD=s3cret MAIL_IDS=an-example-secret NO_COLOR=1 TURNPIKE_AS=rep_1

mkdir "$work/deals" "$work/doors"
cd "$work/deals"
touch worker.log
deals=()
say() { printf '\n== %s\n' "$*"; }
office() { python3 "$here/office.py" "$@"; }
buyer() { python3 "$root/Examples/mail_cadence/buyer.py" "$@"; }
rep() { "$tool" "$@" --role rep; }
manager() { "$tool" "$@" --as boss_1 --role sales_manager; }
legal() { "$tool" "$@" --as legal_1 --role legal; }
engineer() { "$tool" "$@" --as engineer_1 --role solution_engineer; }
work() {
    "$tool" run --health 0 >/dev/null 2>>worker.log &
    worker=$!
}
door() { echo "$2" >"$work/doors/$1.door"; }
failed() {
    trap - ERR
    {
        echo "FAILED: $*"
        for name in "${deals[@]}"; do "$tool" history "$name" || true; done
        "$tool" outbox list || true
        echo "-- the worker said:"
        cat worker.log
    } >&2
    exit 1
}
set -E
trap 'failed "line $LINENO: $BASH_COMMAND"' ERR
# same WANTED COMMAND…: what a command prints is, within a minute, exactly this.
same() {
    local _ wanted=$1 found=
    shift
    for _ in $(seq 120); do
        found=$("$@" 2>&1 || true)
        if [ "$found" = "$wanted" ]; then return 0; fi
        sleep 0.5
    done
    failed "'$*' says '$found' and not '$wanted'"
}
# shown WORDS COMMAND…: what a command prints has, within two minutes, these words.
shown() {
    local _ words=$1
    shift
    for _ in $(seq 240); do
        if grep -qF -- "$words" <<<"$("$@" 2>&1 || true)"; then return 0; fi
        sleep 0.5
    done
    failed "'$*' never shows '$words'"
}
# refused COMMAND…: the process says no.
refused() {
    local status=0
    "$@" || status=$?
    [ "$status" = 3 ] || failed "not refused, but the exit status $status: $*"
}

# Chat and CRM stand behind doors that can be closed.
place() { python3 -c "import sys, urllib.parse; p = urllib.parse.urlsplit(sys.argv[1]); print(p.hostname, p.port)" "$1"; }
read -r crm_host crm_port < <(place "$TURNPIKE_TRYTON")
read -r chat_host chat_port < <(place "$TURNPIKE_MATRIX")
python3 "$here/door.py" "$work/doors" crm "$crm_host" "$crm_port" chat "$chat_host" "$chat_port" >"$work/doors/ports" &
doors=$!
for _ in $(seq 100); do
    [ "$(wc -l <"$work/doors/ports")" = 2 ] && break
    sleep 0.1
done
crm_door=$(sed -n 's/^crm //p' "$work/doors/ports")
chat_door=$(sed -n 's/^chat //p' "$work/doors/ports")

# The process: what the tool brings, and what is different here.
"$tool" new b2b_software >/dev/null
cp "$here/software_sale.process.yaml" .
cp "$MAIL_CA" ca.pem
eval "$(office rooms)"
sed -e "s/port: 587/port: $MAIL_SMTP_PORT/" -e "s/port: 993/port: $MAIL_IMAP_PORT/" \
    -e "s#https://matrix.example.org#http://127.0.0.1:$chat_door#" \
    -e "s#https://dav.example.org/rep/deals/#$TURNPIKE_CALDAV#" \
    -e "s#https://tryton.example.org/crm#http://127.0.0.1:$crm_door/${TURNPIKE_TRYTON##*/}#" \
    -e "s/!desk:example.org/$DESK/" -e "s/!wins:example.org/$WINS/" -e "s/!managers:example.org/$MANAGERS/" \
    "$here/turnpike.yaml" >turnpike.yaml

# Servers that others use too: each run has its own customers, and its demos on days of its own.
run=$$
day=$(date -u -d "+$((200 + run % 5000)) days" +%Y-%m-%d)
next=$(date -u -d "$day +1 day" +%Y-%m-%d)
lemonade="Lemonade $run"
biscuits="Biscuits $run"
crumbs="Crumbs $run"
open() {
    "$tool" account "$1" name="$2 Ltd" >/dev/null
    deals+=("$2")
    rep open software_sale.process.yaml --name "$2" --account "$1" --contact buyer --owner rep_1 --set source=inbound \
        --set segment=mid_market --set contact_email=buyer@x.test --set seats="$3" --set amount="$4 EUR"
}
discover() {
    rep do "$1" discovery_call --outcome qualified --capture budget="60000 EUR" \
        --capture close_date="$(date -u -d '+120 days' +%Y-%m-%d)" \
        --capture need="Planners retype 400 orders a day." \
        --check "Asked what happens if nothing changes" --check "Asked who signs and who else has a say" \
        --check "Asked how the last purchase of this kind went" >/dev/null
}

say "1. two companies write to us: each deal is in Tryton before the command ends"
"$tool" check software_sale.process.yaml
"$tool" contact buyer name="Head of planning" email=buyer@x.test >/dev/null
open lemonade "$lemonade" 100 60000
open biscuits "$biscuits" 20 12000 >/dev/null
same "lead, 60000.00 EUR, 15%, no reason, $lemonade Ltd, buyer@x.test, 0 sales, 0 notes" office record "$lemonade"
same "lead, 12000.00 EUR, 15%, no reason, $biscuits Ltd, buyer@x.test, 0 sales, 0 notes" office record "$biscuits"
office record "$lemonade"

say "2. somebody presses 'Opportunity' in Tryton; the gates say no, and the manager is asked in the chat"
work
office click "$biscuits" opportunity
office wait "$MANAGERS" "$biscuits was moved in the CRM"
shown "a person is asked" "$tool" drift "$biscuits"
"$tool" drift
manager observed "$biscuits" push_back
same "lead, 12000.00 EUR, 15%, no reason, $biscuits Ltd, buyer@x.test, 0 sales, 0 notes" office record "$biscuits"
same "nothing differs" "$tool" drift

say "3. after the discovery the same button moves the deal"
discover "$lemonade"
discover "$biscuits"
office click "$biscuits" opportunity
shown "qualification → demo" "$tool" history "$biscuits"
"$tool" history "$biscuits" | tail -n 5
same "opportunity, 12000.00 EUR, 30%, no reason, $biscuits Ltd, buyer@x.test, 0 sales, 1 notes" office record "$biscuits"
same "nothing differs" "$tool" drift

say "4. a demo at a time at which the calendar has something else is refused; at another time it is booked"
office busy "${day//-/}T083000Z" 60
rep set "$lemonade" demo_at="${day}T09:00:00Z" >/dev/null
refused rep move "$lemonade" demo
rep set "$lemonade" demo_at="${day}T13:00:00Z" >/dev/null
rep move "$lemonade" demo
rep set "$biscuits" demo_at="${day}T15:00:00Z" >/dev/null
same "${day//-/}T130000Z, change 0, CONFIRMED, buyer@x.test NEEDS-ACTION, 0 alarms" office event "$lemonade"
same "${day//-/}T150000Z, change 0, CONFIRMED, buyer@x.test NEEDS-ACTION, 0 alarms" office event "$biscuits"
office event "$lemonade"

say "5. the buyer accepts, a colleague sets an alarm; then the demo has to be a day later"
buyer accept "$lemonade: the demo"
office accept "$lemonade"
office alarm "$lemonade"
shown "signal meeting_booked" "$tool" history "$lemonade"
office event "$lemonade"
rep set "$lemonade" demo_at="${next}T13:00:00Z"
same "${next//-/}T130000Z, change 1, CONFIRMED, buyer@x.test NEEDS-ACTION, 1 alarms" office event "$lemonade"
office event "$lemonade"

say "6. they want more seats, and somebody writes the new amount into Tryton"
office write "$lemonade" amount 70000.00
shown "amount = 70,000 EUR (was 60,000 EUR)" "$tool" history "$lemonade"
"$tool" history "$lemonade" | tail -n 2
same "nothing differs" "$tool" drift

say "7. the proposal goes out by mail; their answer moves the deal"
engineer do "$lemonade" demo --outcome convinced --capture attendees=5 \
    --capture metrics="Two planners' time, 140000 EUR a year" >/dev/null
rep set "$lemonade" decision_criteria="Live before summer" stakeholders='[
    {"title": "Head of planning", "role": "technical_evaluator", "met": true},
    {"title": "Operations director", "role": "champion", "met": true},
    {"title": "Managing director", "role": "economic_buyer", "met": true}]' >/dev/null
rep move "$lemonade" proposal
rep set "$lemonade" proposal_document=proposals/2.pdf >/dev/null
rep do "$lemonade" proposal_review --outcome agreed_in_principle \
    --capture decision_process="Operations proposes, the managing director signs." >/dev/null
buyer answer "Our proposal for $lemonade" "We take it, if the price can move a little."
shown "proposal → negotiation" "$tool" history "$lemonade"
"$tool" history "$lemonade" | tail -n 7
office wait "$DESK" "$lemonade goes into negotiation"

say "8. 20% off needs the manager, who is asked in the chat and answers there"
rep set "$lemonade" discount=20% >/dev/null
legal do "$lemonade" contract_review --outcome agreed --check "Liability and term are within our standard" \
    --check "The order form matches the last offer" >/dev/null
legal set "$lemonade" dpa_signed=true >/dev/null
refused rep move "$lemonade" close
office wait "$MANAGERS" "$lemonade waits for you"
office say boss "$MANAGERS" "!approve \"$lemonade\" discount for three years"
office wait "$MANAGERS" "approved discount of $lemonade"
rep move "$lemonade" close

say "9. Tryton does its work and the answer is lost, the chat is away, the worker is killed: and just now they order"
door crm "lose model.sale.opportunity.create"
door chat closed
kill -9 "$worker"
wait "$worker" 2>/dev/null || true
worker=
open crumbs "$crumbs" 10 9000 >opened.log 2>&1
grep 'not sent' opened.log
rep set "$lemonade" purchase_order=PO-4711 >/dev/null
rep move "$lemonade" closed_won
"$tool" outbox list --status pending
echo "what Tryton has made, and we do not know of: $(office record "$crumbs")"
[ "$(office count "$WINS" "Won: $lemonade")" = 0 ] || failed "somebody was told through a closed door"
say "   all is back, and the work goes on where it stood"
door crm open
door chat open
work
office wait "$WINS" "Won: $lemonade"
same "lead, 9000.00 EUR, 15%, no reason, $crumbs Ltd, buyer@x.test, 0 sales, 0 notes" office record "$crumbs"
same "converted, 70000.00 EUR, 100%, no reason, $lemonade Ltd, buyer@x.test, 1 sales, 1 notes" office record "$lemonade"
same "nothing" "$tool" outbox list --status pending

say "10. somebody marks the other deal as lost in Tryton: the deal knows why, and its demo is called off"
office click "$biscuits" lost "Too expensive"
shown "demo → lost" "$tool" history "$biscuits"
"$tool" history "$biscuits" | tail -n 3
same "${day//-/}T150000Z, change 1, CANCELLED, buyer@x.test NEEDS-ACTION, 0 alarms" office event "$biscuits"
office event "$biscuits"
rep move "$crumbs" lost --reason competitor --ask competitor_name="A rival"
same "nothing" "$tool" outbox list --status pending

say "11. the worker is told to end, and everything is read back from where it is"
kill -TERM "$worker"
wait "$worker" || failed "the worker did not end well"
worker=
same "converted, 70000.00 EUR, 100%, no reason, $lemonade Ltd, buyer@x.test, 1 sales, 1 notes" office record "$lemonade"
same "lost, 12000.00 EUR, 30%, Too expensive, $biscuits Ltd, buyer@x.test, 0 sales, 1 notes" office record "$biscuits"
same "lost, 9000.00 EUR, 0%, Chose a competitor, $crumbs Ltd, buyer@x.test, 0 sales, 0 notes" office record "$crumbs"
same "${next//-/}T130000Z, change 1, CONFIRMED, buyer@x.test NEEDS-ACTION, 1 alarms" office event "$lemonade"
echo "Tryton, each deal once"
for name in "${deals[@]}"; do echo "   $name: $(office record "$name")"; done
echo "calendar"
for name in "$lemonade" "$biscuits"; do echo "   $name: $(office event "$name")"; done
echo "mail and chat, and how often"
while IFS='|' read -r wanted where words; do
    if [ "$where" = mail ]; then count=$(buyer count "$words"); else count=$(office count "$where" "$words"); fi
    [ "$count" = "$wanted" ] || failed "$count times and not $wanted: $words"
    echo "   $count  $words"
done <<LIST
2|mail|$lemonade: the demo
1|mail|$biscuits: the demo
1|mail|Our proposal for $lemonade
1|$MANAGERS|$biscuits was moved in the CRM
1|$DESK|$lemonade goes into negotiation
1|$MANAGERS|$lemonade waits for you
1|$MANAGERS|approved discount of $lemonade
1|$WINS|Won: $lemonade
LIST
for name in "${deals[@]}"; do same "nothing differs" "$tool" drift "$name"; done
same "nothing" "$tool" outbox list --status pending
same "nothing" "$tool" outbox list --status dead
# Told twice, nothing is doubled: mailbox and CRM are read again from the start.
histories() { for name in "${deals[@]}"; do "$tool" history "$name"; done; }
before=$(histories)
rm answers.position
"$tool" run --once >/dev/null 2>&1
[ "$(histories)" = "$before" ] || failed "reading again changed a deal"
echo "nothing differs, nothing waits, nothing was given up; the mailbox, read again from the start, changes nothing"

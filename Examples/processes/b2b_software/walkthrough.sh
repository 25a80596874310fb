#!/bin/sh
# Takes one deal to won and into onboarding, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/b2b_software.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
sdr() { "$turnpike" "$@" --as sdr_1 --role sdr; }
rep() { "$turnpike" "$@" --as rep_1 --role rep; }
engineer() { "$turnpike" "$@" --as engineer_1 --role solution_engineer; }
manager() { "$turnpike" "$@" --as manager_1 --role sales_manager; }
legal() { "$turnpike" "$@" --as legal_1 --role legal; }
success() { "$turnpike" "$@" --as success_1 --role success; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    rep show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "An outbound deal begins in prospecting"
sdr open "$process" --name "Acme, 100 seats" --key acme \
    --set source=outbound --set segment=mid_market --set contact_email=operations@acme.example --set seats=100

say "Nobody has spoken with them: refused"
refused sdr move acme qualification

say "The second call is answered"
sdr do acme first_contact --outcome no_answer
sdr do acme first_contact --outcome meeting_agreed
sdr move acme qualification

say "What stands between this deal and a demo?"
rep explain acme demo
refused rep move acme demo

say "The discovery call brings budget, need and date"
rep set acme amount="60000 EUR"
rep do acme discovery_call --outcome qualified \
    --capture budget="55000 EUR" --capture close_date="$next_year-03-31" \
    --capture need="Planners retype 400 orders a day from mails into the ERP." \
    --check "Asked what happens if nothing changes" \
    --check "Asked who signs and who else has a say" \
    --check "Asked how the last purchase of this kind went"
rep set acme 'stakeholders=[{"title":"Head of planning","role":"technical_evaluator","met":true}]'
rep move acme demo

say "The demo convinces"
engineer do acme demo --outcome convinced --capture attendees=5 \
    --capture metrics="Two and a half planners' time, about 140000 EUR a year."

say "No champion yet: refused, and the manager overrides; the deal keeps the obligation"
rep set acme decision_criteria="Works with their ERP, goes live before summer, price under 60000 EUR"
refused rep move acme proposal
manager override acme proposal --because "The head of planning asked for a price before the board meets on Monday."
rep show acme

say "The obligation is met later"
rep set acme 'stakeholders=[{"title":"Head of planning","role":"technical_evaluator","met":true},{"title":"Operations director","role":"champion","met":true},{"title":"Managing director","role":"economic_buyer","met":true}]'
rep set acme proposal_document=proposals/acme-2.pdf
rep do acme proposal_review --outcome agreed_in_principle \
    --capture decision_process="Operations proposes, the managing director signs, purchasing sends the order."
rep move acme negotiation

say "A discount of 20% needs the manager, personal data needs an agreement"
rep set acme discount=20%
legal do acme contract_review --outcome agreed \
    --check "Liability and term are within our standard" --check "The order form matches the last offer"
refused rep move acme close
say "Data protection can be overridden by nobody"
refused manager override acme close --because "They promised to sign it next week."
legal set acme dpa_signed=true
say "Nothing is missing but the approval: the attempt asks for it"
refused rep move acme close
"$turnpike" inbox --as manager_1 --role sales_manager
manager approve acme discount
rep move acme close

say "The signed contract comes in and moves the deal by itself"
rep signal acme contract_signed contract=contracts/acme-signed.pdf
ended acme won

say "Life goes on after the sale"
rep do acme handover --capture success_plan="No order is typed by hand" --capture go_live="$next_year-05-01"
rep move acme onboarding
success do acme admin_training --outcome held
success move acme customer

say "An inbound deal begins in qualification, waits in nurture, answers, and is lost to a competitor"
rep open "$process" --name "Borealis, 20 seats" --key borealis --set source=inbound --set amount="12000 EUR"
rep move borealis nurture --ask next_contact="$next_year-02-01"
rep signal borealis replied
rep move borealis lost --reason competitor --ask competitor_name="Norwind Software"
ended borealis lost

say "Where everything stands, and how it came there"
rep board
rep history acme
rep history borealis

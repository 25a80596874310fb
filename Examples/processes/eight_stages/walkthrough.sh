#!/bin/sh
# Takes one firm to the follow-up and once round to something more, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/eight_stages.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
sdr() { "$turnpike" "$@" --as sdr_1 --role sdr; }
closer() { "$turnpike" "$@" --as closer_1 --role closer; }
success() { "$turnpike" "$@" --as success_1 --role success; }
lead() { "$turnpike" "$@" --as lead_1 --role sales_lead; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    closer show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "A firm on a list"
sdr open "$process" --name "Phones for a plumber" --key plumber --set source=list --set people=24 \
    --set contact_phone="+44 20 5550100" --set contact_email=office@plumber.example

say "Nobody looked at the list of those who are not to be called: refused, for everybody"
refused sdr move plumber connecting
refused lead override plumber connecting --because "They are listed in the yellow pages."
sdr do plumber list_check --capture do_not_call=false
sdr move plumber connecting

say "The third attempt is a conversation"
sdr do plumber call_attempt --outcome voicemail
sdr do plumber call_attempt --outcome gatekeeper
sdr do plumber call_attempt --outcome conversation --capture reason_to_talk="They miss calls while they are under a sink."
sdr move plumber qualification
sdr do plumber bant_call --outcome qualified --capture budget="3000 GBP" --capture authority=signs \
    --capture need="Every missed call is a lost job." --capture decide_by="$(date -u +%Y-%m-%d)" \
    --check "Asked what a missed call costs them" --check "Asked who else has to agree"

say "A note for the closer is missing: refused"
refused sdr move plumber pitch
sdr set plumber handover_note="Ask for the boiler on Christmas Eve."
sdr move plumber pitch

say "A pitch with one concern"
closer do plumber pitch --outcome has_concerns --capture seats=20 --capture yearly="3600 GBP" \
    --capture 'concerns=[{"words":"Do our numbers survive it?"}]' --check "Read the handover note" \
    --check "Called their own number during the demo"
refused closer move plumber no_objections
closer move plumber objections
closer do plumber concern_call --outcome settled --capture 'concerns=[{"words":"Do our numbers survive it?","settled":true}]'
closer move plumber closing

say "20% off buys a longer term"
closer set plumber discount=20%
closer do plumber closing_call --outcome verbal_yes
closer signal plumber form_signed order_form=forms/plumber.pdf
closer explain plumber onboarding
closer set plumber term_months=24
ended plumber won

say "It rings before success lets go"
closer do plumber handover_call --capture handover_note="The van first, then the desk." \
    --check "Promises repeated in front of the customer"
success do plumber setup_session --outcome continues
success do plumber setup_session --outcome done --capture numbers_moved=true
success signal plumber usage_reported active_seats=11
refused success move plumber follow_up
success move plumber follow_up --confirm working.check.used

say "They are happy and ask for more: once round again"
success do plumber review_call --outcome happy --capture mood=9 --capture next_need="Record calls of the apprentices"
success move plumber cross_sell
lead show plumber

say "Another is called later, calls us, and signs elsewhere"
sdr open "$process" --name "Phones for a florist" --key florist --set source=inbound --set people=8
sdr move florist call_later --ask call_again="$next_year-03-01"
sdr signal florist replied
sdr move florist lost --reason competitor --ask competitor_name="Tincan Telecom"
ended florist lost

say "Where everything stands, and how it came there"
lead board
lead history plumber
lead history florist

#!/bin/sh
# Takes one buyer to the notary and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/real_estate.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
assistant() { "$turnpike" "$@" --as assistant_1 --role assistant; }
agent() { "$turnpike" "$@" --as agent_1 --role agent; }
manager() { "$turnpike" "$@" --as manager_1 --role branch_manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    agent show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "A couple asks about a house on a portal"
assistant open "$process" --name "House in the north, two children" --key north \
    --set source=portal --set contact_phone="+49 30 5550100" --set contact_email=buyers@north.example
assistant do north first_call --outcome meeting_agreed
assistant move north initial_meeting

say "What must be known before the first viewing?"
agent explain north viewing_and_selection
agent do north needs_meeting --outcome wants_us \
    --capture purpose=to_live_in --capture budget="620000 EUR" --capture paid_by=mortgage \
    --capture home_type=house --capture districts="Pankow, Reinickendorf" --capture bedrooms=4 \
    --capture must_haves="A garden, a school within 15 minutes on foot, no stairs to the kitchen" \
    --check "Explained what the commission pays for and when it is due" \
    --check "Explained the costs beside the price" \
    --check "Asked who decides with them"
agent set north mandate=mandates/north.pdf mandate_until="$next_year-12-31"

say "No proof of funds: refused, and the branch manager overrides; the deal keeps the obligation"
refused agent move north viewing_and_selection
manager override north viewing_and_selection --because "The lender's letter comes on Thursday, the house is shown on Wednesday."

say "The letter comes, three homes are seen"
agent set north proof_of_funds=proofs/north.pdf proven_funds="600000 EUR" proof_valid_until="$next_year-06-30"
agent do north viewing --outcome disliked --capture home=H-101 --capture rating=2
agent do north viewing --start
agent do north viewing --outcome liked --capture home=H-107 --capture rating=5
agent do north second_viewing --outcome still_wanted --capture chosen_home=H-107 --capture asking_price="560000 EUR"
agent set north 'shortlist=[{"reference":"H-101","asking_price":"515000 EUR"},{"reference":"H-107","asking_price":"560000 EUR"}]'

say "Only two homes were compared: refused until the agent confirms it"
refused agent move north offer_and_negotiation
agent move north offer_and_negotiation --confirm home_chosen.check.compared

say "Offer and counter-offer"
agent do north offer --outcome countered --capture price="535000 EUR" --capture answer_by="$next_year-02-10T16:00:00Z"
agent do north counter_offer --outcome accepted --capture price="548000 EUR" --capture answer_by="$next_year-02-12T16:00:00Z"
agent do north survey --outcome sound --evidence surveys/h-107.pdf

say "A price that nobody offered, and an identity that nobody checked: refused"
agent set north agreed_price="545000 EUR"
refused agent move north closing
agent set north agreed_price="548000 EUR"
say "The money laundering act can be overridden by nobody"
refused manager override north closing --because "We have known the family for years."
manager set north identity_checked=true
agent move north closing

say "The lender offers too little: back one stage, and forward again"
agent move north renegotiate --reason loan
agent move north closing
agent set north loan_commitment=loans/north.pdf escrow_agreed=true notary_date="$next_year-03-20"
agent do north deed_review --outcome agreed \
    --check "Draft deed is with the buyer for two weeks" \
    --check "Land register extract read" \
    --check "Handover date and inventory are in the deed"

say "The notary sends the deed, and the deal is won by itself"
agent signal north deed_signed deed=deeds/h-107.pdf
ended north won
agent do north key_handover --check "Meter readings written down" --check "All keys counted" \
    --check "Handover record signed by both"
agent move north follow_up

say "Another buyer pauses the search, comes back, and buys elsewhere"
assistant open "$process" --name "Flat to let" --key flat --set source=sign --set contact_phone="+49 30 5550111"
agent move flat search_paused --ask next_contact="$next_year-04-01"
agent signal flat replied
agent move flat lost --reason bought_elsewhere --ask rival_agency="Hafen Immobilien"
ended flat lost

say "Where everything stands, and how it came there"
agent board
agent history north
agent history flat

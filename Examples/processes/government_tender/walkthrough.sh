#!/bin/sh
# Takes one tender to the contract, one to no bid, and one to a competitor. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/government_tender.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
bids() { "$turnpike" "$@" --as bids_1 --role bid_manager; }
sales() { "$turnpike" "$@" --as sales_1 --role sales; }
expert() { "$turnpike" "$@" --as expert_1 --role expert; }
pricing() { "$turnpike" "$@" --as pricing_1 --role pricing; }
legal() { "$turnpike" "$@" --as legal_1 --role legal; }
director() { "$turnpike" "$@" --as director_1 --role director; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
is_in() {
    bids show "$1" --format json | grep -q "\"$2\"" || { echo "$1 is not in $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

criteria='criteria=[{"name":"Quality","weight":"60%","strength":"4"},{"name":"Price","weight":"40%","strength":"3"}]'


read_notice() {
    bids do "$1" read_notice --capture procedure=open --capture value="1800000 EUR" --capture "$criteria" \
        --capture questions_until="$next_year-02-10T12:00:00Z" --capture submit_until="$next_year-03-01T12:00:00Z" \
        --check 1 --check 2 --check 3
}

say "A notice: nobody decides before somebody has read it"
sales open "$process" --name "Street lights for a city" --key lights --set authority="City of Example" \
    --set notice=https://tenders.example/lights
refused sales move lights bid_decision
read_notice lights
sales set lights minimum_turnover="5000000 EUR" turnover="7500000 EUR" references_needed=1 \
    'references=[{"project":"Lights for a port","value":"900000 EUR","finished":"2024-05-01"}]'
sales move lights bid_decision

say "Bid, and for a reason"
director do lights bid_meeting --outcome bid --check 1 --check 2 --check 3 --check 4
sales set lights cost_of_bid="30000 EUR" knew_before=true
director move lights questions

say "Two questions, the answers are published, and three people write"
bids do lights question --start
bids do lights question --outcome answered --capture asked="Which dimming profile?"
bids signal lights answers_published answers=answers.pdf
expert do lights write_concept --outcome drafted --capture concept=concept.pdf
director do lights red_team --outcome convincing
expert move lights concept_settled
director set lights lowest_price="1500000 EUR"
pricing do lights calculate --outcome calculated --capture bid_price="1490000 EUR" --capture price_sheet=prices.pdf
refused pricing move lights price_settled
pricing set lights bid_price="1510000 EUR"
pricing move lights price_settled
legal do lights collect_forms --evidence forms.pdf --capture declarations=forms.pdf \
    --check 1 --check 2 --check 3 --check 4
legal move lights forms_settled
is_in lights submission

say "Handed in a day early; no receipt, no bid, and nobody can override that"
bids do lights hand_in --outcome portal_down
bids do lights hand_in --outcome uploaded
refused director override lights evaluation --because "It must have arrived."
bids signal lights receipt_arrived receipt=receipt.pdf received_at="$next_year-02-28T09:30:00Z"
is_in lights evaluation

say "Chosen; a competitor objects, and the chamber decides"
bids set lights binding_until="$next_year-09-30"
sales signal lights awarded award_letter=letter.pdf standstill_until=2026-01-15
legal signal lights challenged challenge="The points were counted twice."
legal move lights decided_for_us
refused director move lights won
legal set lights challenge= contract=contract.pdf
director move lights won
director move lights kick_off
is_in lights won

say "Another notice was written for somebody else"
sales open "$process" --name "Software for a county" --key county --set authority="County of Example" \
    --set notice=https://tenders.example/county
read_notice county
bids move county bid_decision
director do county bid_meeting --outcome no_bid --check 1
director move county no_bid --reason no_chance
is_in county lost

say "A third one goes to a competitor"
director open "$process" --name "Signs for a museum" --key museum
director override museum bid_decision --because "We have known them for years."
director do museum bid_meeting --outcome bid --check 1
director override museum questions --because "The deadline is in two weeks."
refused director move museum lost_award --reason price
director move museum lost_award --reason price --ask winner="Another company" --ask winning_price="410000 EUR"
is_in museum lost

say "Where everything stands, and how it came there"
director board
director history lights

#!/bin/sh
# Takes one policy to another insurer, one through a renewal, and one customer to another broker. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/insurance_renewal.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
broker() { "$turnpike" "$@" --as broker_1 --role broker; }
placement() { "$turnpike" "$@" --as placement_1 --role placement; }
claims() { "$turnpike" "$@" --as claims_1 --role claims; }
compliance() { "$turnpike" "$@" --as compliance_1 --role compliance; }
head() { "$turnpike" "$@" --as head_1 --role head; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
is_in() {
    broker show "$1" --format json | grep -q "\"$2\"" || { echo "$1 is not in $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

policy() {
    broker open "$process" --name "$2" --key "$1" --set line=property --set policy_number="P-$1" \
        --set insurer="First Insurer" --set expires_on="$next_year-04-30" --set notice_by="$next_year-01-31" \
        --set premium="12000 EUR"
    compliance set "$1" mandate=mandates/"$1".pdf
    placement set "$1" turnover_insured="1000000 EUR"
}

say "A renewal begins with a talk, not with the offer"
policy joinery "A joinery"
refused broker move joinery terms
broker do joinery review_meeting --outcome as_before --capture turnover="1150000 EUR" --check 1 --check 2 --check 3 --check 4
claims do joinery claims_review --outcome clean --capture loss_ratio=12%
broker move joinery terms

say "A steep increase: confirmed, or the market is asked"
placement signal joinery insurer_offered offered_premium="14640 EUR" increase=22% deductible="1000 EUR"
refused broker move joinery recommendation
broker move joinery market
for name in Second Third; do
    placement do joinery ask_insurers --start
    placement do joinery ask_insurers --outcome quoted --capture asked="$name Insurer"
done
placement do joinery ask_insurers --start
placement do joinery ask_insurers --outcome declined --capture asked="Fourth Insurer" --capture \
    'quotes=[{"insurer":"Second Insurer","premium":"9900 EUR"},{"insurer":"Third Insurer","premium":"11400 EUR","covers_as_before":true}]'
broker move joinery recommendation

say "Nobody is moved without advice, and nobody can override that"
refused head override joinery change --because "They trust us."
broker do joinery advise --outcome agreed --capture advice=advice/joinery.pdf --check 1 --check 2 --check 3
broker set joinery new_insurer="Third Insurer"
broker move joinery change

say "A day without cover: refused until the dates meet"
broker signal joinery instructed instruction=instructions/joinery.pdf
placement signal joinery cover_confirmed cover_note=notes/joinery.pdf new_policy=T-4402 cover_begins="$next_year-05-02"
is_in joinery change
placement set joinery cover_begins="$next_year-05-01"
is_in joinery won
broker do joinery check_policy --outcome as_ordered
broker move joinery in_force

say "Another stays where it is"
policy bakery "A bakery"
broker do bakery review_meeting --outcome has_changed --capture turnover="1300000 EUR" --check 1
claims do bakery claims_review --outcome open_points --capture loss_ratio=60%
refused broker move bakery terms
broker move bakery terms --confirm risk_known.check.not_underinsured
placement signal bakery insurer_offered offered_premium="12600 EUR" increase=5%
broker move bakery recommendation
broker do bakery advise --outcome agreed --capture advice=advice/bakery.pdf --check 1
broker move bakery renewal
broker signal bakery instructed instruction=instructions/bakery.pdf
placement do bakery place --outcome confirmed --capture cover_note=notes/bakery.pdf --capture new_policy=P-2 \
    --capture cover_begins="$next_year-05-01"
placement move bakery renewed
is_in bakery won

say "A third one has another broker now"
policy garage "A garage"
broker signal garage mandate_ended rival_broker="Another broker"
is_in garage lost

say "Where everything stands, and how it came there"
broker board
broker history joinery

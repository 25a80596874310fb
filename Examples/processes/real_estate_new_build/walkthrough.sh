#!/bin/sh
# Takes one buyer to won and to the keys, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/real_estate_new_build.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
adviser() { "$turnpike" "$@" --as adviser_1 --role adviser; }
lead() { "$turnpike" "$@" --as lead_1 --role sales_lead; }
lender() { "$turnpike" "$@" --as financing_1 --role financing_adviser; }
site() { "$turnpike" "$@" --as site_1 --role site_manager; }
conveyancer() { "$turnpike" "$@" --as conveyancer_1 --role conveyancer; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
# What `show` must say about a deal.
shows() {
    adviser show "$1" | grep -q -- "$2" || { echo "$1 does not show '$2'" >&2; adviser show "$1" >&2; exit 1; }
}
ended() {
    adviser show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}
# A buyer from the first call to the price.
to_price_talks() {
    adviser open "$process" --name "$2" --key "$1" \
        --set source=website --set contact_phone="+49 30 5550123" --set contact_email="$1@buyers.example"
    adviser do "$1" first_call --outcome visit_agreed \
        --capture purpose=to_live_in --capture "paid_by=$3" --capture budget="450000 EUR"
    adviser move "$1" viewing
    adviser do "$1" site_visit --outcome liked --capture shown="$4" --capture unit="$4" --capture list_price="440000 EUR"
    adviser move "$1" price_talks
}

say "The file is sound"
"$turnpike" check "$process"

say "A family wants flat B12, and would borrow"
to_price_talks family "Flat with a garden, family of four" mortgage B12
lead set family lowest_price="425000 EUR"

say "Offer, counter-offer, new offer"
adviser do family offer --outcome countered --capture price="405000 EUR" --capture answer_by="$next_year-02-10T16:00:00Z"
say "Nobody has accepted a figure: refused"
refused adviser move family agree
adviser move family countered
lead do family counter_offer --outcome countered --capture price="436000 EUR" --capture answer_by="$next_year-02-12T16:00:00Z"
adviser move family new_offer
adviser do family offer --outcome countered --capture price="418000 EUR" --capture answer_by="$next_year-02-14T16:00:00Z"
adviser move family countered
lead do family counter_offer --outcome accepted --capture price="428000 EUR" --capture answer_by="$next_year-02-16T16:00:00Z"

say "A price that nobody offered is refused; the right one ends the phase, and the flat is reserved by itself"
adviser set family agreed_price="427000 EUR"
refused adviser move family agree
adviser set family agreed_price="428000 EUR"
adviser move family agree
shows family reservation

say "The money laundering act can be overridden by nobody"
adviser set family reservation_agreement=reservations/b12.pdf reserved_until="$next_year-04-30"
refused lead override family checks --because "We have known the family for years."
adviser set family identity_checked=true
say "The agreed price is locked"
refused lead set family agreed_price="400000 EUR"

say "Financing, inspection and title begin side by side"
adviser move family checks
adviser show family
shows family "financing .*application"
shows family "title .*register"

say "The lender waits for the title"
lender do family loan_application --outcome complete
adviser set family equity_proof=proofs/family.pdf
lender move family lender_review
lender do family valuation --outcome covers_price --evidence valuations/b12.pdf
adviser set family loan_commitment=loans/family.pdf
refused lender move family financed
conveyancer do family register_review --outcome clear --capture register_extract=registers/b12.pdf \
    --check "Priority notice can be entered" --check "Bank of the developer releases the flat" \
    --check "Division of the building is registered"
conveyancer move family title_clear
lender move family financed

say "The surveyor finds defects, which are repaired"
adviser do family plan_review --outcome understood --capture building_description=plans/b12.pdf \
    --check "Sections and ceiling heights shown" --check "What may be changed and until when" \
    --check "Handover date explained"
adviser move family on_site
site do family site_inspection --outcome defects_found --capture defects=7 --evidence inspections/b12-1.pdf
say "What stands in the way, track by track"
lead explain family
refused site move family inspected
site move family defects

say "They wait for a grandmother's flat to be sold, and come back to where each track stood"
adviser move family waiting_list --ask next_contact="$next_year-04-01"
adviser signal family replied
adviser show family
shows family "financing .*financed"
shows family "inspection .*repairs"
shows family "title .*title_clear"

say "With the last track the contract comes by itself"
site move family repaired
site do family site_inspection --outcome accepted --capture defects=0 --evidence inspections/b12-2.pdf
site move family inspected
shows family contract

say "Two weeks must pass between the draft and the notary"
adviser set family draft_sent_on="$next_year-05-04" notary_date="$next_year-05-11"
conveyancer do family contract_reading --outcome agreed
refused adviser move family sold
adviser set family notary_date="$next_year-05-18"
adviser signal family deed_signed deed=deeds/b12.pdf
ended family won

say "A year later: the keys"
adviser move family handover
site do family acceptance --outcome accepted --capture handover_record=handovers/b12.pdf \
    --check "Meter readings written down" --check "All keys counted" --check "Defects listed with a date"
adviser move family moved_in
shows family warranty

say "An investor pays with own money, and haggles without end"
to_price_talks investor "Two rooms to let" own_money A03
for price in 380000 385000 388000; do
    adviser do investor offer --outcome countered --capture price="$price EUR" --capture answer_by="$next_year-02-10T16:00:00Z"
    adviser move investor countered
    lead do investor counter_offer --outcome countered --capture price="436000 EUR" --capture answer_by="$next_year-02-12T16:00:00Z"
    adviser move investor new_offer
done
say "Three rounds are enough"
adviser do investor offer --outcome countered --capture price="390000 EUR" --capture answer_by="$next_year-02-18T16:00:00Z"
refused adviser move investor countered
adviser move investor lost --reason rival --ask rival_project="Quay Houses"
ended investor lost

say "Where everything stands, and how it came there"
adviser board
adviser history family
adviser history investor

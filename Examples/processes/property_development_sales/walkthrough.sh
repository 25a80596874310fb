#!/bin/sh
# Takes one finished building to the closing, one unfinished building to a forward sale, and two to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/property_development_sales.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
sales() { "$turnpike" "$@" --as sales_1 --role sales; }
analyst() { "$turnpike" "$@" --as analyst_1 --role analyst; }
counsel() { "$turnpike" "$@" --as counsel_1 --role counsel; }
engineer() { "$turnpike" "$@" --as engineer_1 --role engineer; }
tax() { "$turnpike" "$@" --as tax_1 --role tax; }
second() { "$turnpike" "$@" --as board_2 --role board; }
board() { "$turnpike" "$@" --as board_1 --role board; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
is_in() {
    sales show "$1" --format json | grep -q "\"$2\"" || { echo "$1 is not in $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

begin() {
    sales open "$process" --name "$2" --key "$1" --set building="$2" --set use=office --set state="$3" \
        --set buyer_kind=fund --set rent="900000 EUR" --set guide_price="20000000 EUR" --set source=fair
    sales do "$1" first_talk --outcome interested
}
offer() {
    engineer do "$1" tour --outcome serious --check 1 --check 2 --check 3
    sales do "$1" offer --outcome accepted --evidence offers/"$1".pdf --capture amount="19000000 EUR" \
        --capture valid_until="$next_year-03-01"
    sales set "$1" price="19000000 EUR"
    sales move "$1" exclusivity
}
examine() {
    sales set "$1" funds_proven=bank.pdf letter_of_intent=loi.pdf beneficial_owner="A family holding" \
        exclusive_until="$next_year-02-28"
    sales move "$1" examination
    counsel do "$1" title_review --outcome clear
    counsel move "$1" title_done
    engineer do "$1" building_review --outcome findings --evidence report.pdf \
        --capture 'findings=[{"area":"building","what":"The roof","cost":"250000 EUR","settled":"false"}]'
    engineer move "$1" building_done
}

say "A buyer from the fair; no signature, no name of a tenant, and nobody can override that"
begin harbour "Harbour 7" finished
refused board override harbour information --because "We know them."
sales signal harbour nda_signed nda=nda/harbour.pdf

say "An offer in writing, near the guide, and eight weeks for it"
sales explain harbour exclusivity
offer harbour
examine harbour

say "The contract waits for the tax adviser"
refused sales move harbour contract
tax do harbour tax_review --outcome clear
tax move harbour tax_done
counsel move harbour contract

say "A finding that is open: refused"
board set harbour floor="18800000 EUR"
counsel set harbour bank_terms=terms.pdf contract=contract.pdf deposit_in=true
sales do harbour contract_talks --outcome agreed --check 1 --check 2 --check 3
refused sales move harbour signed
sales set harbour 'findings=[{"area":"building","what":"The roof","cost":"250000 EUR","settled":"true"}]'
say "50,000 EUR below the floor: two of the board have to agree"
refused sales move harbour signed
board approve harbour low_price
second approve harbour low_price
sales move harbour signed
analyst signal harbour paid paid_on="$next_year-03-20"
is_in harbour signed
counsel signal harbour conditions_met pre_emption_waived=true priority_notice=notice.pdf
is_in harbour won
sales move harbour warranty

say "Another is not finished yet: sold with the signature, handed over a year later"
begin park "Park 12" under_construction
sales signal park nda_signed nda=nda/park.pdf
offer park
examine park
tax do park tax_review --outcome findings --capture 'findings=[]'
tax move park tax_done
sales move park contract
board set park floor="18500000 EUR"
counsel set park bank_terms=terms.pdf deposit_in=true
sales do park contract_talks --outcome agreed --check 1 --check 2 --check 3
sales set park completion_on="$next_year-11-30"
sales signal park notarised contract=contract.pdf
is_in park sold_forward
sales move park building
sales move park handing_over
engineer do park handover --outcome defects --capture acceptance=record.pdf
engineer do park handover --outcome accepted --capture acceptance=record.pdf
engineer move park warranty
is_in park won

say "The third fails in the examination, the fourth stays ours"
begin mill "Mill 3" finished
sales signal mill nda_signed nda=nda/mill.pdf
offer mill
examine mill
counsel move mill fell_through --reason building --ask what_failed="The cellar stands in water."
is_in mill fell_through
begin quay "Quay 1" planned
board move quay kept --reason market
is_in quay kept

say "Where everything stands, and how it came there"
sales board
sales history harbour

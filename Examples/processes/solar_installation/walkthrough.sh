#!/bin/sh
# Takes one roof to the first kilowatt hour, one to a lease that is withdrawn, and one that cannot be built. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/solar_installation.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
adviser() { "$turnpike" "$@" --as adviser_1 --role adviser; }
planner() { "$turnpike" "$@" --as planner_1 --role planner; }
electrician() { "$turnpike" "$@" --as electrician_1 --role electrician; }
crew() { "$turnpike" "$@" --as crew_1 --role crew; }
finance() { "$turnpike" "$@" --as finance_1 --role finance; }
manager() { "$turnpike" "$@" --as manager_1 --role manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
is_in() {
    adviser show "$1" --format json | grep -q "\"$2\"" || { echo "$1 is not in $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

long_ago=$(($(date +%Y) - 1))-11-02

inquiry() {
    adviser open "$process" --name "$2" --key "$1" --set source=neighbour --set contact_email="$1"@house.example \
        --set address="Hill 1" --set contact_phone="+49 30 1234567"
    adviser do "$1" first_call --outcome visit_agreed --capture owns_house=true --capture consumption=4200
    adviser move "$1" survey
}

say "A house owner asks"
inquiry hill "House on the hill"
refused planner move hill offer
planner do hill roof_visit --outcome fits --evidence roof.jpg --check 1 --check 2 --check 3 --check 4 \
    --capture 'roof={"faces":"south","area":"62","pitch":"38","year_covered":"1998","shaded":"false"}' \
    --capture structure_holds=true --capture fuse_box_fits=false
planner move hill offer

say "A plan that earns something"
planner do hill plan_system --outcome planned --capture kilowatts=9.8 --capture yield=9600 --capture plan=plan.pdf \
    --capture storage=8 --capture cost="16000 EUR"
adviser do hill offer_talk --outcome agreed --capture price="17500 EUR" --capture pays_by=loan \
    --check 1 --check 2 --check 3
refused adviser move hill feasibility
adviser set hill price="18400 EUR"
adviser move hill feasibility

say "Grid and bank side by side; the grid takes less than planned"
electrician do hill ask_grid --evidence letter.pdf --capture grid_answer=limited --capture grid_limit=8
refused electrician move hill grid_settled
planner move hill replan --reason smaller
planner set hill kilowatts=7.9 yield=7700
adviser do hill offer_talk --start
adviser do hill offer_talk --outcome agreed --capture price="18000 EUR" --check 1 --check 2 --check 3
adviser move hill feasibility
electrician move hill grid_settled
finance do hill loan_request --outcome approved --capture loan_agreed=true --capture monthly_rate="149 EUR"
finance move hill money_settled
is_in hill signing

say "Signed; nothing is ordered before they can no longer withdraw"
adviser signal hill contract_signed contract=contract.pdf signed_on="$(date -u +%Y-%m-%d)"
is_in hill won
refused manager override hill installing --because "The crew has a free week."
manager set hill signed_on="$long_ago"
manager move hill installing
crew do hill installation --outcome weather --evidence rain.jpg
crew do hill installation --outcome finished --evidence roof.jpg
crew move hill starting_up
electrician do hill acceptance --outcome accepted --capture acceptance_record=record.pdf \
    --check 1 --check 2 --check 3 --check 4
electrician set hill registered=true
electrician signal hill producing meter_installed=true
is_in hill producing

say "Another one leases, and withdraws"
inquiry valley "House in the valley"
manager override valley offer --because "The same roof as the neighbour's, which we built."
manager override valley feasibility --because "They have seen the neighbour's system for a year."
electrician do valley ask_grid --evidence letter.pdf --capture grid_answer=agreed
electrician move valley grid_settled
finance set valley pays_by=lease loan_agreed=true monthly_rate="99 EUR"
finance move valley money_settled
adviser set valley contract=lease.pdf signed_on="$(date -u +%Y-%m-%d)"
adviser move valley leased
is_in valley won
adviser signal valley revoked
is_in valley lost

say "A third roof cannot be built on"
inquiry barn "The old barn"
planner do barn roof_visit --outcome does_not_fit --evidence barn.jpg --capture 'roof={"faces":"west"}' --capture asbestos=true
planner move barn impossible --reason asbestos
is_in barn impossible

say "Where everything stands, and how it came there"
adviser board
adviser history hill

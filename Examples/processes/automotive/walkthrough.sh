#!/bin/sh
# Takes one buyer to the keys and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/automotive.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
desk() { "$turnpike" "$@" --as desk_1 --role bdc; }
sales() { "$turnpike" "$@" --as sales_1 --role sales; }
finance() { "$turnpike" "$@" --as finance_1 --role finance; }
technician() { "$turnpike" "$@" --as technician_1 --role service; }
manager() { "$turnpike" "$@" --as manager_1 --role sales_manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    sales show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "An inquiry from the website"
desk open "$process" --name "Used estate car, part exchange" --key estate \
    --set source=website --set contact_email=driver@estate.example --set wanted=used --set monthly_limit="450 USD"
desk do estate first_answer --outcome no_answer
desk do estate first_answer --outcome appointment

say "No licence, no drive, and nobody can override it"
refused desk move estate test_drive
refused manager override estate test_drive --because "It is only round the block."
desk set estate licence_checked=true licence_valid_until="$next_year-09-30"
desk move estate test_drive

say "The second car is the one"
sales do estate test_drive --outcome not_this_one --capture vin=1HGCM82633A004352 --capture miles=6 \
    --capture use="Two children, a dog, 60 miles a day" \
    --check "Licence copied and dealer plates on" --check "Seat and mirrors set by the customer" \
    --check "Their own kind of road was driven"
sales do estate test_drive --start
sales do estate test_drive --outcome likes_it --capture vin=WVWZZZ3CZ9P004711 --capture miles=14 \
    --capture use="Two children, a dog, 60 miles a day" \
    --check "Licence copied and dealer plates on" --check "Seat and mirrors set by the customer" \
    --check "Their own kind of road was driven"
sales move estate vehicle_selection

say "The old car is appraised, the new one chosen"
manager set estate minimum_price="23500 USD"
sales set estate has_trade_in=true
sales do estate trade_in_appraisal --outcome agreed --evidence appraisals/estate.pdf \
    --capture 'trade_in={"vin":"JTDKN3DU0A0123456","mileage":91000,"offer":"6200 USD","payoff":"0 USD"}' \
    --check "Walked round the car with the customer" --check "Paint and tyres measured" \
    --check "Payoff asked from the lender"
sales do estate selection_talk --outcome chosen --capture vin=WVWZZZ3CZ9P004711 --capture price="23100 USD" --capture pays_by=loan
sales explain estate financing

say "Below the lowest price: the move asks the sales manager, who sees what waits and agrees"
refused sales move estate financing
manager inbox
manager approve estate low_price --note "The last estate of the old model year, and it has stood here for 90 days."
sales move estate financing
sales show estate

say "The lender agrees, and the deal waits for the talk about the terms before it moves by itself"
finance do estate credit_application --evidence applications/estate.pdf --capture months=48 \
    --check "Consent to the credit check signed" --check "Proof of income seen" --check "Proof of residence seen"
finance signal estate credit_decided credit_decision=approved lender="First Prairie Bank" rate=6.9% monthly_payment="389 USD"
finance do estate terms_talk --outcome agreed --capture down_payment="1000 USD"

say "Signed, but the down payment is missing: refused"
finance do estate signing --outcome signed --capture sales_contract=contracts/estate.pdf
refused sales move estate sold
finance set estate down_payment_in=true
sales move estate sold
ended estate won

say "Inspection, plates, keys"
sales move estate delivery
technician do estate delivery_inspection --outcome passed --evidence inspections/estate.pdf \
    --check "Fluids and tyre pressures checked" --check "No open recall" \
    --check "Washed and charged or fuelled" --check "Both keys work"
sales do estate handover --check "Phone paired" --check "Assistance systems shown" --check "First service booked"
refused sales move estate delivered
sales set estate insurance_binder=B-20931 plates=KLM-4821 delivery_date="$next_year-01-15"
sales move estate delivered

say "Another waits for a model, answers, and buys from another dealer"
desk open "$process" --name "New pick-up" --key pickup --set source=phone --set contact_phone="+1 312 555 0142" --set wanted=new
sales move pickup waiting --ask next_contact="$next_year-03-01"
sales signal pickup replied
sales move pickup lost --reason other_dealer --ask rival_dealer="Lakeside Trucks"
ended pickup lost

say "Where everything stands, and how it came there"
sales board
sales history estate
sales history pickup

#!/bin/sh
# Takes one order to the doorstep, one through trouble with the payment, and one to lost. Set TURNPIKE to use another
# binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/self_service_b2c.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
shop() { "$turnpike" "$@" --as shop_1 --role shop; }
care() { "$turnpike" "$@" --as care_1 --role care; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
is_in() {
    shop show "$1" --format json | grep -q "\"$2\"" || { echo "$1 is not in $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "A visitor fills a basket with a promotion, and pays; nobody of ours does anything"
shop open "$process" --name "Family box" --key order-1 --set source=search --set may_be_written_to=true
shop set order-1 'lines=[{"product":"Family box","quantity":"2","price":"42.50 EUR"}]' \
    promotion=pantry promotion_until="$next_year-01-31"
shop signal order-1 checkout_started contact_email=cook@home.example
shop set order-1 postcode=10115 delivery_day="$next_year-01-08" terms_accepted=true risk=7
is_in order-1 payment
shop signal order-1 payment_succeeded payment_reference=P-2041
is_in order-1 won
shop signal order-1 parcel_collected parcel=DE-77120
shop signal order-1 parcel_delivered
shop show order-1

say "Another basket is left, and its visitor comes back; the card fails, and a person helps"
shop open "$process" --name "Vegetable box" --key order-2 --set source=friend --set may_be_written_to=true
shop set order-2 'lines=[{"product":"Vegetable box","price":"28 EUR"}]'
shop signal order-2 checkout_started contact_email=neighbour@home.example
shop signal order-2 basket_idle
shop signal order-2 visitor_returned promotion=come_back promotion_until="$next_year-01-31"
shop set order-2 postcode=80331 delivery_day="$next_year-01-08" terms_accepted=true risk=20
shop signal order-2 payment_failed failure=expired_card
is_in order-2 rescue
care do order-2 rescue_call --outcome other_means --check 1 --check 2
care move order-2 solved
say "No payment is invented on the phone"
refused care move order-2 paid_by_phone
care set order-2 payment_reference=P-2042
care move order-2 paid_by_phone

say "The box never arrives: the money goes back"
shop signal order-2 parcel_collected parcel=DE-77121
shop signal order-2 complained complaint="Nothing came"
care do order-2 put_right --outcome money_back --capture refund="25.20 EUR"
care move order-2 refunded
is_in order-2 lost

say "A third one finds it cheaper"
shop open "$process" --name "Single box" --key order-3
care move order-3 lost --reason cheaper --ask cheaper_shop="A discounter"
is_in order-3 lost

say "Where everything stands, and how it came there"
shop board
shop history order-2

#!/bin/sh
# Takes one customer through the till and into after-sale, one from a sale to a return, and one to lost.
# Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/retail.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
associate() { "$turnpike" "$@" --as associate_1 --role associate; }
cashier() { "$turnpike" "$@" --as cashier_1 --role cashier; }
manager() { "$turnpike" "$@" --as manager_1 --role store_manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    associate show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "A customer looks at headphones"
associate open "$process" --name "Headphones, Saturday morning" --key headphones
associate do headphones greeting --outcome wants_advice --capture visit_reason=replacement
associate move headphones needs_assessment

say "One word is not a need: refused"
associate do headphones needs_talk --capture need="headphones" --capture price_ceiling="200 GBP" \
    --check "Asked what it replaces" --check "Asked who will use it" --check "Asked what it must work with"
refused associate move headphones demonstration
associate set headphones need="Two hours by train every day, calls included"
associate move headphones demonstration

say "The better model costs more than they said: refused until the associate has asked"
associate do headphones product_demo --outcome wants_it --capture sku=HP-700 \
    --capture main_article=HP-700 --capture main_price="249.00 GBP" --capture in_stock=true
refused associate move headphones cross_sell
associate move headphones cross_sell --confirm right_article.check.within_ceiling

say "No time for extras: refused, and the store manager overrides; the deal keeps the obligation"
refused associate move headphones closing
manager override headphones closing --because "The train leaves in ten minutes; the case is offered on the way to the till."
associate show headphones
associate set headphones subtotal="288.00 GBP" \
    'basket=[{"sku":"HP-700","kind":"main","quantity":1,"price":"249.00 GBP"},{"sku":"CASE-7","kind":"accessory","quantity":1,"price":"39.00 GBP"}]'
associate do headphones extras_offer --outcome added \
    --check "Offered what it does not work without" --check "Named the protection plan and its price"

say "15% off needs the store manager"
associate set headphones discount=15% total="244.80 GBP"
associate explain headphones sold
refused associate move headphones sold
associate request headphones discount
manager approve headphones discount

say "The till takes the money, and the sale is won by itself"
cashier do headphones till --outcome paid --capture payment=card --capture paid="244.80 GBP" \
    --capture receipt=LN-004711 --capture return_until="$next_year-01-31"
ended headphones won
associate move headphones after_sale
associate do headphones thank_you --outcome no_consent

say "Another knows what they want: the till in one step"
associate open "$process" --name "Power adapter" --key adapter
associate do adapter greeting --outcome wants_one_thing --capture visit_reason=known_article
associate set adapter main_article=PA-65 main_price="45.00 GBP" subtotal="45.00 GBP" total="45.00 GBP" \
    'basket=[{"sku":"PA-65","kind":"main","quantity":1,"price":"45.00 GBP"}]'
associate move adapter express
cashier do adapter till --outcome paid --capture payment=cash --capture paid="45.00 GBP" \
    --capture receipt=LN-004712 --capture return_until="$next_year-01-31"
ended adapter won
associate move adapter after_sale

say "It comes back uninspected: refused; after the inspection it is taken back"
refused cashier move adapter returned --reason faulty --ask refund="45.00 GBP"
cashier do adapter inspection --outcome accepted --capture condition=opened \
    --check "Receipt seen" --check "Serial number compared" --check "Accessories complete"
cashier move adapter returned --reason faulty --ask refund="45.00 GBP"
ended adapter lost

say "A third goes home to think it over, comes back, and finds it cheaper elsewhere"
associate open "$process" --name "Television, 55 inches" --key television
associate do television greeting --outcome wants_advice --capture visit_reason=looking_around
associate move television thinking_it_over
associate move television back_in_shop
associate move television lost --reason price --ask rival_price="479.00 GBP"
ended television lost

say "Where everything stands, and how it came there"
associate board
associate history headphones
associate history adapter
associate history television

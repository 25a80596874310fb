#!/bin/sh
# Takes one machine to the customer and one deal to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/seven_stages.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
rep() { "$turnpike" "$@" --as rep_1 --role rep; }
technician() { "$turnpike" "$@" --as technician_1 --role technician; }
manager() { "$turnpike" "$@" --as manager_1 --role sales_manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    rep show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "A bakery that a customer named"
rep open "$process" --name "Flow packer for a bakery" --key bakery \
    --set source=referral --set trade=bakery --set contact_phone="+41 44 5550100"

say "Territories are the manager's: refused until it is drawn"
refused rep move bakery preparation
manager set bakery territory=east
rep move bakery preparation

say "No visit without a reason and an aim"
refused rep move bakery approach
rep do bakery research --capture assumption="Two people pack by hand before six." --capture machine_age=11 \
    --check "Looked at the shop front and the opening hours" --check "Asked service whether we know their machines"
rep do bakery visit_plan --capture visit_aim="They bring a tray of rolls to the show room."
rep move bakery approach

say "What they need is not what we assumed"
rep do bakery first_visit --outcome not_there --capture need="Two people pack by hand before six." \
    --check "Saw the old machine run" --check "Asked for the last breakdown" \
    --check "Named the aim of the visit at the beginning"
rep do bakery first_visit --outcome listens --capture need="On Saturdays the queue leaves because nothing is packed." \
    --capture decision_maker="The owner" --check "Saw the old machine run" \
    --check "Asked for the last breakdown" --check "Named the aim of the visit at the beginning"
rep move bakery presentation

say "Their own rolls run through the machine, and the site is surveyed"
rep set bakery offer=offers/bakery.pdf
rep do bakery presentation --outcome wants_it --capture products=2 --capture price="38500 CHF" --capture saving="14000 CHF" \
    --check "Ran the customer's own product" --check "Let the customer calculate the saving"
refused rep move bakery objections
technician do bakery site_survey --outcome needs_conversion --evidence surveys/bakery.jpg \
    --check "Power supply measured" --check "Doors and floor measured"
rep set bakery 'objections=[{"about":"price","words":"That is a car."}]'
refused rep move bakery straight
rep move bakery objections

say "The objection is answered, the order is asked for"
refused rep move bakery closing
rep do bakery objection_talk --outcome answered
rep set bakery 'objections=[{"about":"price","words":"That is a car.","answered":true}]'
rep move bakery closing
rep do bakery close_talk --outcome says_yes
rep set bakery discount=7% installation_date="$next_year-03-02"

say "Seven percent off and money for the old machine are two discounts: refused"
manager set bakery trade_in="800 CHF"
rep signal bakery order_signed order=orders/bakery.pdf
rep explain bakery sold
manager set bakery trade_in="0 CHF"
ended bakery won

say "Installed, followed up, and they name the next one"
technician do bakery installation --outcome accepted --evidence protocols/bakery.pdf
technician move bakery follow_up
rep do bakery follow_up_visit --outcome content --capture runs_as_promised=true --capture referral="The dairy next door" \
    --check "Compared the saving with the promise" --check "Asked for one name"
rep move bakery customer

say "Another waits for the end of the season and keeps the old machine"
manager open "$process" --name "Vacuum packer for a butcher" --key butcher \
    --set territory=west --set trade=butcher --set source=list
manager override butcher preparation --because "The number stands on their van, the rep calls tomorrow."
rep move butcher another_season --ask next_visit="$next_year-02-01"
rep signal butcher replied
rep move butcher lost --reason keeps_old
ended butcher lost

say "Where everything stands, and how it came there"
rep board
rep history bakery
rep history butcher

#!/bin/sh
# Takes one office once round the journey, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/customer_journey.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
marketing() { "$turnpike" "$@" --as marketing_1 --role marketing; }
sales() { "$turnpike" "$@" --as sales_1 --role sales; }
finance() { "$turnpike" "$@" --as finance_1 --role finance; }
success() { "$turnpike" "$@" --as success_1 --role success; }
service() { "$turnpike" "$@" --as service_1 --role service; }
head_of() { "$turnpike" "$@" --as head_1 --role head_of_customers; }
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

say "Awareness is marketing's"
marketing open "$process" --name "Office with forty desks" --key forty \
    --set channel=search --set contact_email=office@forty.example
refused marketing move forty consideration
say "Nobody overrides a consent that was not given"
refused head_of override forty consideration --because "They have been to our stand."
marketing set forty consent=true guide_downloaded=true
marketing move forty consideration

say "Consideration is sales's: the team tastes it"
refused sales move forty decision
sales do forty tasting --outcome liked --capture wish="A reason to come to the office" --capture cups_a_day=120 \
    --capture water_connection=true --check "Counted the people" --check "Looked at the socket and the water" \
    --check "Let the one who cleans it speak"
sales move forty decision

say "Decision is for three departments"
sales set forty offer=offers/forty.pdf
sales do forty offer_talk --outcome accepted --capture yearly="9600 EUR"
sales signal forty contract_signed contract=contracts/forty.pdf contract_end="$next_year-04-30"
sales explain forty retention
finance do forty credit_check --outcome granted --capture credit_limit="2400 EUR" --evidence reports/forty
sales do forty handover --capture to_know="The socket is behind the fridge."
ended forty won

say "Retention is for success and service: nobody tells others about a machine that is not drunk from"
service do forty installation --outcome running --evidence protocols/forty.pdf
success do forty care_call --outcome content --capture mood=9 --capture cups_poured=70
refused success move forty advocacy
success signal forty counter_read cups_poured=110
success move forty advocacy

say "Advocacy, and once round again"
marketing do forty story_talk --outcome agreed --capture told="The office upstairs" \
    --check "Asked before the camera came out" --check "Showed them the text before it was printed"
success do forty renewal_talk --outcome stays
success set forty contract_end="$(date -u +%Y-%m-%d)"
success move forty round_again
head_of show forty

say "Another sleeps, wakes up, and is refused by finance"
marketing open "$process" --name "Office with nine desks" --key nine --set channel=social
marketing move nine asleep
marketing signal nine replied
refused head_of override nine consideration --because "They came to the show room; consent is asked for there."
sales move nine lost --reason no_credit
ended nine lost

say "Where everything stands, and how it came there"
head_of board
head_of history forty
head_of history nine

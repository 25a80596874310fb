#!/bin/sh
# Takes one new opportunity to won and one to lost. With the folder of the CRM Sales Opportunities data as its argument
# it first imports all of it, twice, to show that the second time changes nothing. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/crm_import.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
today=$(date -u +%Y-%m-%d)
last_year=$(($(date -u +%Y) - 1))
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
agent() { "$turnpike" "$@" --as agent_1 --role agent; }
manager() { "$turnpike" "$@" --as manager_1 --role manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    agent show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

if [ $# -gt 0 ]; then
    say "The old CRM comes over, and again: nothing twice"
    for time in first second; do
        echo "$time time"
        "$turnpike" import --process "$process" --map "$here/crm_sales.map.yaml" --store "$TURNPIKE_STORE" \
            "$1/sales_pipeline.csv"
    done
    "$turnpike" report --store "$TURNPIKE_STORE"
fi

say "A new opportunity"
agent open "$process" --name "GTX Pro for a software company" --key new-1 \
    --set product=gtx_pro --set series=GTX --set sales_price="4821 USD"

say "The old CRM would have let it pass: refused, with everything that is missing"
agent explain new-1 engaging
refused agent move new-1 engaging

say "The regional manager lets it through for a trade fair; the deal keeps the obligations"
agent set new-1 account_name="A company from the fair"
manager override new-1 engaging --because "They were at our stand, the conversation is written down tonight."
agent show new-1

say "They are met one after the other"
agent do new-1 first_conversation --outcome no_answer
agent do new-1 first_conversation --outcome interested --capture need="Rendering on twelve desks" \
    --check "Asked what they use today" --check "Asked how many they would need"
agent set new-1 engage_date="$last_year-11-20"
agent do new-1 configuration --outcome fits --capture units=1
agent do new-1 quote --outcome changes_wanted --capture price="4821 USD" --capture valid_until="$next_year-01-31"
agent do new-1 quote --start
agent do new-1 quote --outcome accepted --capture price="3400 USD" --capture valid_until="$next_year-01-31"

say "More than a quarter below the list price: refused until somebody confirms it"
refused agent move new-1 won --ask close_value="3400 USD" --ask close_date="$today"
agent move new-1 won --ask close_value="3400 USD" --ask close_date="$today" --confirm quoted.check.near_the_list
ended new-1 won

say "Another is set aside, answers, and is lost to a competitor"
agent open "$process" --name "MG Advanced for a retailer" --key new-2 --set product=mg_advanced
agent move new-2 on_hold --ask next_contact="$next_year-02-01"
agent signal new-2 replied
agent move new-2 lost --reason competitor --ask competitor_name="Orbital Hardware"
ended new-2 lost

say "Where everything stands, and how it came there"
agent board
agent history new-1
agent history new-2

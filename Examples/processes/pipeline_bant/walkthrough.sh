#!/bin/sh
# Takes one deal to won, one to lost, and lets one grow older than deals take. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/pipeline_bant.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
rep() { "$turnpike" "$@" --as rep_1 --role rep; }
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

say "Somebody answers"
rep open "$process" --name "Onboarding for a logistics firm" --key logistics --set source=outbound --set amount="24000 USD"
rep do logistics outreach --outcome no_answer
rep do logistics outreach --outcome conversation --capture trigger="They open two depots in spring."
refused rep move logistics qualifying
rep set logistics contact_email=people@logistics.example
rep move logistics qualifying

say "Two of four: which can be mended?"
rep do logistics bant_call --outcome all_asked --capture budget="20000 USD" --capture budget_kind=planned \
    --capture need="New drivers ride along for five weeks." --capture cost_of_problem="90000 USD" \
    --capture needed_by="$next_year-03-01" --check "Budget asked as a range and who set it" \
    --check "Authority asked as the story of their last purchase" --check "Need asked with a figure" \
    --check "Timing asked as what happens if nothing happens"
rep explain logistics demonstrate
refused rep move logistics demonstrate
rep set logistics 'deciders=[{"title":"Head of people","part":"signs","spoken_to":true},{"title":"Head of transport","part":"blocks"}]'
rep move logistics demonstrate

say "The demo convinces; somebody who is against it is a warning"
rep do logistics demo --outcome convinced
rep set logistics users=120
rep move logistics proposal
rep do logistics proposal_talk --outcome changes_wanted
rep set logistics discount=20% proposal_document=proposals/logistics.pdf valid_until="$next_year-02-15"
refused rep move logistics closing
rep do logistics proposal_talk --start
rep do logistics proposal_talk --outcome accepted

say "20% off is a smaller package; the manager lets it pass and the deal keeps the obligation"
manager override logistics closing --because "Three years instead of one, the contract says so."
manager show logistics
rep do logistics close_plan --outcome agreed --check "Signature and date named" \
    --check "What legal and purchasing need named"
rep signal logistics order_signed signed_order=orders/logistics.pdf
ended logistics won

say "Another goes to a competitor"
rep open "$process" --name "Safety courses for a builder" --key builder --set source=event
rep move builder lost --reason competitor --ask competitor_name="Hilltop Learning"
ended builder lost

say "A third is forgotten: after ten weeks it is dropped by itself"
rep open "$process" --name "Language courses for a hotel" --key hotel --set source=inbound
"$turnpike" timers
"$turnpike" tick --until "$next_year-12-31"
ended hotel lost

say "Where everything stands, and how it came there"
rep board
rep history logistics
rep history builder
rep history hotel

#!/bin/sh
# Takes one lead to a meeting, one to lost, and one is no lead. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/lead_routing.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
desk() { "$turnpike" "$@" --as desk_1 --role router; }
enrichment() { "$turnpike" "$@" --as enrichment_1 --role enrichment; }
rep() { "$turnpike" "$@" --as rep_1 --role rep; }
lead() { "$turnpike" "$@" --as lead_1 --role team_lead; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
is_in() {
    desk show "$1" --format json | grep -q "\"$2\"" || { echo "$1 is not in $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "Somebody asks for a demonstration; seconds later it is known who"
desk open "$process" --name "Logistics company" --key lead-1 --set source=demo_request \
    --set contact_email=buyer@logistics.example --set message="Does it read our freight papers?"
enrichment signal lead-1 enriched company="A logistics company" employees=640 country=DE industry=Logistics
is_in lead-1 routing

say "The wrong region and no time: refused"
desk set lead-1 representative=rep_7 works_in=world open_leads=40
desk explain lead-1 first_response
refused desk move lead-1 first_response
desk set lead-1 representative=rep_3 works_in=europe open_leads=11
desk move lead-1 first_response

say "Voicemail, and an answer at the second attempt"
rep do lead-1 first_call --outcome voicemail --check 1
refused rep move lead-1 qualifying
rep do lead-1 first_call --start
rep do lead-1 first_call --outcome talked --capture need="Freight papers by hand" --check 1 --check 2
rep move lead-1 qualifying
rep do lead-1 qualification_call --outcome fits --capture need="Freight papers by hand, four people, by spring"
today=$(date +%Y-%m-%d)
desk signal lead-1 meeting_booked meeting_on="$today"
is_in lead-1 won

say "A partner brings one that nobody has to look up; nobody answers it three times"
desk open "$process" --name "From a partner" --key lead-2 --set source=partner --set employees=80 --set country=US \
    --set representative=rep_1 --set works_in=north_america --set open_leads=39
desk move lead-2 first_response
for attempt in first second third; do
    echo "the $attempt attempt"
    rep do lead-2 first_call --start
    rep do lead-2 first_call --outcome voicemail
done
rep move lead-2 gave_up
is_in lead-2 lost

say "One more is there already"
desk open "$process" --name "Logistics company, again" --key lead-3 --set source=webinar
enrichment signal lead-3 duplicate_found duplicate_of=lead-1
is_in lead-3 rejected

say "Where everything stands, and how it came there"
desk board
desk history lead-1

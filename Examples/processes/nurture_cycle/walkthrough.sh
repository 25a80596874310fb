#!/bin/sh
# Takes one family through "not yet" to a client who recommends, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/nurture_cycle.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
marketer() { "$turnpike" "$@" --as marketer_1 --role marketer; }
adviser() { "$turnpike" "$@" --as adviser_1 --role adviser; }
care() { "$turnpike" "$@" --as care_1 --role client_care; }
manager() { "$turnpike" "$@" --as manager_1 --role practice_manager; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    adviser show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "A family was recommended"
marketer open "$process" --name "A family with a first child" --key family \
    --set source=referral --set contact_email=family@home.example
refused marketer move family qualification
marketer set family recommended_by="A client since 2019"
marketer move family qualification
marketer do family triage --capture fits=not_yet --capture life_event=child

say "Not now: nurtured until a day, with a topic and their consent"
refused marketer move family first_contact
refused marketer move family not_yet --reason too_early
marketer set family topic="Who pays if one of us cannot work" come_back_on="$next_year-02-01" may_write=true
marketer move family not_yet --reason too_early
marketer do family letter --outcome sent

say "They read everything that we send, and come back by themselves"
marketer signal family letter_opened interest=4
marketer signal family letter_opened interest=10
marketer set family fits=yes
marketer move family first_contact

say "The plan is shown, the risks are explained"
adviser do family first_call --outcome wants_a_plan --capture concern="One income and a mortgage"
adviser move family presentation
adviser set family plan=plans/family.pdf
adviser do family presentation --outcome convinced --capture fee="2400 USD" \
    --check "Both partners were in the room" --check "Said what the plan cannot do"
refused adviser move family closing
adviser set family risks_explained=true
adviser move family closing

say "Their identity is not checked: nobody overrides that"
adviser signal family agreement_signed agreement=agreements/family.pdf
refused manager override family engaged --because "They are neighbours."
care set family identity_checked=true
ended family won

say "A year later they are glad, and name somebody who knows"
adviser do family review_meeting --outcome wants_more --capture satisfaction=9 \
    --capture 'recommended=[{"name":"A sister","knows":true}]' --check "Compared the plan with the year" \
    --check "Asked who else has the same question"
care move family referrals_and_repeat
care do family thank_you --outcome done
care move family asked_for_a_name

say "The sister is the next deal, opened by itself, and goes to another adviser"
manager override "A sister" qualification --because "Her address comes with the first letter."
manager show "A sister"
adviser move "A sister" lost --reason rival --ask rival="Lakeside Advisers"
ended "A sister" lost

say "Where everything stands, and how it came there"
manager board
manager history family
manager history "A sister"

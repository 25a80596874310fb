#!/bin/sh
# Takes one enquiry to an engagement and through it, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/consulting.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date -u +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
developer() { "$turnpike" "$@" --as developer_1 --role business_developer; }
consultant() { "$turnpike" "$@" --as consultant_1 --role consultant; }
partner() { "$turnpike" "$@" --as partner_1 --role partner; }
office() { "$turnpike" "$@" --as office_1 --role office; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
ended() {
    partner show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}

say "The file is sound"
"$turnpike" check "$process"

say "An enquiry comes through a former client"
developer open "$process" --name "Planning at a furniture maker" --key planning \
    --set source=referral --set contact_email=operations@furniture.example
developer do planning first_talk --outcome wants_to_talk
developer move planning consultation

say "What must be known before there is a proposal?"
consultant explain planning proposal
consultant do planning consultation --outcome unclear \
    --capture problem="Orders wait four days in planning." --capture desired_result="Be faster" \
    --check "Heard the people who live with the problem, not only the one who called" \
    --check "Asked what it costs them to leave it as it is" --check "Said what we would not do"
consultant do planning consultation --outcome problem_agreed \
    --capture problem="Orders wait four days in planning." \
    --capture desired_result="An order that comes in before noon is planned on the same day" \
    --capture sponsor="Head of operations" --capture budget="60000 EUR" \
    --check "Heard the people who live with the problem, not only the one who called" \
    --check "Asked what it costs them to leave it as it is" --check "Said what we would not do"

say "Nobody has checked for a conflict: refused, also for a partner"
refused consultant move planning proposal
refused partner override planning proposal --because "We know both sides."
office set planning conflict_checked=true
consultant move planning proposal

say "Too little is left after the people, and the scope is not written down"
partner do planning staffing --outcome team_found --capture start_date="$next_year-02-02" --capture team_reserved=true
partner set planning fee="58000 EUR" staff_cost="43000 EUR"
refused consultant move planning agreement
partner set planning staff_cost="38000 EUR"
consultant set planning proposal_document=proposals/planning-1.pdf \
    'deliverables=[{"title":"Planning rules"},{"title":"Trained planners"}]'
consultant do planning walk_through --outcome agreed_in_principle
consultant move planning agreement

say "They want other people: back with the reason, walked through again"
consultant move planning revise --reason people
refused consultant move planning agreement
consultant do planning walk_through --start
consultant do planning walk_through --outcome agreed_in_principle
consultant move planning agreement

say "The signed letter engages us by itself"
office do planning legal_check --outcome sound --check "Liability is capped at the fee" \
    --check "Results and rights of use are named" --check "Travel is in or out in words"
office signal planning letter_signed engagement_letter=letters/planning.pdf
ended planning won

say "The deposit is missing: nobody travels, unless a partner takes it upon himself"
office set planning deposit_due="20000 EUR"
consultant do planning kick_off --check "Client names one person who decides" --check "Access and data are there" \
    --check "Date of the first result is in the calendar"
refused consultant move planning execution
partner override planning execution --because "Their bank confirmed the transfer on the telephone."
partner show planning
office signal planning deposit_received deposit_paid="20000 EUR"

say "Delivered, accepted, learned"
consultant do planning progress_review --outcome on_track
consultant set planning 'deliverables=[{"title":"Planning rules","accepted":true},{"title":"Trained planners","accepted":true}]'
consultant move planning review_and_feedback
partner do planning closing_talk --outcome satisfied --capture satisfaction=9 \
    --check "Asked what nearly made them stop" --check "Asked who else has this problem"
consultant do planning retrospective --capture lessons="Sit with the planners on the first day."
partner move planning completed

say "Another is set aside, answers, and is lost to another firm"
developer open "$process" --name "Costs at a hospital" --key hospital --set source=tender
developer move hospital later --ask next_contact="$next_year-05-01"
developer signal hospital replied
developer move hospital lost --reason rival --ask rival_firm="Nord Advisory"
ended hospital lost

say "Where everything stands, and how it came there"
partner board
partner history planning
partner history hospital

#!/bin/sh
# Takes one deal through three tracks to won and into use, and one to lost. Set TURNPIKE to use another binary.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
turnpike=${TURNPIKE:-turnpike}
process="$here/enterprise_b2b.process.yaml"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
TURNPIKE_STORE="$work/deals.db"
export TURNPIKE_STORE
next_year=$(($(date +%Y) + 1))

say() { printf '\n== %s\n' "$*"; }
rep() { "$turnpike" "$@" --as rep_1 --role rep; }
engineer() { "$turnpike" "$@" --as engineer_1 --role solution_engineer; }
manager() { "$turnpike" "$@" --as manager_1 --role sales_manager; }
legal() { "$turnpike" "$@" --as legal_1 --role legal; }
security() { "$turnpike" "$@" --as security_1 --role security; }
desk() { "$turnpike" "$@" --as desk_1 --role deal_desk; }
success() { "$turnpike" "$@" --as success_1 --role success; }
refused() {
    status=0
    "$@" || status=$?
    [ "$status" -eq 3 ] || { echo "expected a refusal (exit status 3), got $status" >&2; exit 1; }
}
# What `show` must say about a deal.
shows() {
    rep show "$1" | grep -q -- "$2" || { echo "$1 does not show '$2'" >&2; rep show "$1" >&2; exit 1; }
}
ended() {
    rep show "$1" --format json | grep -q "\"$2\"" || { echo "$1 did not end as $2" >&2; exit 1; }
}
# A deal from its first meeting to the negotiation.
to_negotiation() {
    rep open "$process" --name "$2" --key "$1" \
        --set source=outbound --set "contact_email=purchasing@$1.example" --set "amount=$3" --set "budget=$3"
    rep do "$1" first_meeting --outcome interested
    rep move "$1" discovery
    rep do "$1" discovery_workshop --outcome qualified \
        --capture need="Planners retype 4000 orders a day from mails into the ERP." \
        --capture gain="900000 EUR" --capture close_date="$next_year-06-30" \
        --check "Walked through the work as it is done today" \
        --check "Asked what happens if nothing changes" \
        --check "Asked who signs, who advises and who can stop it"
    rep set "$1" decision_process="Operations proposes, finance and IT advise, the board signs."
    rep move "$1" solution
    rep set "$1" "solution_document=solutions/$1.pdf"
    engineer do "$1" proof_of_concept --outcome passed --capture users=25 \
        --capture criteria="Nine of ten orders without a keystroke" --evidence "proofs/$1.pdf"
    rep set "$1" 'committee=[{"title":"Chief operating officer","role":"economic_buyer","met":true},{"title":"Head of planning","role":"champion","stance":"for_us","met":true},{"title":"IT architect","role":"technical_evaluator","met":true}]'
    rep move "$1" pilot
    rep set "$1" pilot_goal="Nine of ten orders of one site" pilot_until="$next_year-03-31"
    rep do "$1" pilot_review --outcome successful --check 1 --check 2 --check 3
    rep move "$1" sale
    rep set "$1" "proposal_document=proposals/$1.pdf" compelling_event="The old system is switched off in July."
    rep do "$1" proposal_review --outcome agreed_in_principle
    rep do "$1" executive_briefing --outcome supported
    rep move "$1" negotiation
}

say "The file is sound"
"$turnpike" check "$process"

say "Nobody has agreed to a second meeting: refused"
rep open "$process" --name "Cobalt Works, pilot" --key cobalt --set source=event --set contact_email=it@cobalt.example
refused rep move cobalt discovery

say "A large deal comes to the negotiation"
to_negotiation meridian "Meridian Group, 4000 orders a day" "480000 EUR"
say "It is in three tracks at once"
rep show meridian
shows meridian "legal_track .*redlines"
shows meridian "security_track .*questionnaire"

say "The stage is left when all three are done: what is missing, and whose turn is it?"
rep explain meridian signature
refused rep move meridian signature

say "The paper is agreed, the supplier number is there"
legal do meridian contract_review --outcome changes_wanted
legal do meridian contract_review --outcome agreed \
    --check "Liability and term are within our standard" --check "Data processing agreement is attached"
legal move meridian paper_settled
desk do meridian supplier_registration --outcome registered
rep set meridian supplier_number=S-20417
desk move meridian bargaining

say "Security has findings, and asks again"
security do meridian security_questionnaire --outcome answered --evidence security/meridian-1.pdf
security move meridian audit
security do meridian security_audit --outcome findings
refused security move meridian security_cleared
security move meridian more_questions

say "The buyer's board postpones everything: the deal is set aside, and comes back to where each track stood"
rep move meridian nurture --ask next_contact="$next_year-03-01"
shows meridian nurture
rep signal meridian replied
rep show meridian
shows meridian "legal_track .*paper_settled"
shows meridian "security_track .*questionnaire"
shows meridian "procurement_track .*bargaining"

say "Offer and counter-offer, with a longer term for a lower price"
desk do meridian offer --outcome countered --capture price="480000 EUR" --capture term_months=12
rep do meridian offer --outcome accepted --capture price="432000 EUR" --capture term_months=36
say "The accepted price is not yet that of the deal: refused"
refused rep move meridian price_settled
desk set meridian amount="432000 EUR" discount=18%
rep move meridian price_settled

say "Only security blocks the way now"
refused rep move meridian signature
security do meridian security_questionnaire --outcome answered --evidence security/meridian-2.pdf
security move meridian audit
security do meridian security_audit --outcome cleared
security move meridian security_cleared

say "The discount is above 15%: the attempt asks for the approval, and the sales manager gives it"
refused rep move meridian signature
manager approve meridian discount
rep move meridian signature

say "What is out for signature is locked, and the signed contract wins the deal by itself"
refused rep set meridian discount=20%
rep signal meridian contract_signed contract=contracts/meridian-signed.pdf
ended meridian won

say "Life goes on after the sale, to the end of the phase"
rep do meridian handover --capture success_plan="No order is typed by hand" --capture go_live="$next_year-09-01"
rep move meridian onboarding
success do meridian administrator_training --outcome held
success do meridian go_live_review --outcome live
success move meridian in_use
shows meridian customer

say "A deal below the limit needs no security review"
to_negotiation tidal "Tidal Logistics, pilot" "80000 EUR"
shows tidal "security_track .*not needed"
legal do tidal contract_review --outcome agreed \
    --check "Liability and term are within our standard" --check "Data processing agreement is attached"
legal move tidal paper_settled
say "The scope changes: back to the proposal, and then on where each department stood"
rep move tidal rescope --reason scope
rep move tidal negotiation
rep show tidal
shows tidal "legal_track .*paper_settled"
say "Procurement says no"
rep move tidal lost --reason blocked
ended tidal lost

say "Where everything stands, and how it came there"
rep board
rep history meridian
rep history tidal

#!/usr/bin/env bash
# mail_kill.sh TOOL [ROUNDS]: a worker that reads a mailbox is killed at random instants (SIGKILL), again and again; then no
# reply is lost and none is doubled. Needs the servers of Tests/Servers/mailbox (TURNPIKE_SUBMISSION_PORT and the rest).
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
rounds=${2:-12}
[ -n "${TURNPIKE_IMAP_PORT:-}" ] || { echo "skipped: there are no mail servers"; exit 0; }
export MAIL_SMTP_PORT=$TURNPIKE_SUBMISSION_PORT MAIL_IMAP_PORT=$TURNPIKE_IMAP_PORT MAIL_CA=$TURNPIKE_MAILBOX_CA
export MAIL_PASSWORD=s3cret MAIL_IDS=a-secret-of-killing NO_COLOR=1
work=$(mktemp -d)
worker=
finish() {
    [ -z "$worker" ] || kill -9 "$worker" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
example=$root/Examples/mail_cadence
cp -r "$example/templates" "$work/"
# The deals stay where they are, so that each reply is a signal and nothing else.
sed -e 's/talking: {signal: replied}/talking: {}/' "$example/outbound_mail.process.yaml" >"$work/outbound_mail.process.yaml"
sed -e "s/port: 587/port: $MAIL_SMTP_PORT/" -e "s/port: 993/port: $MAIL_IMAP_PORT/" "$example/turnpike.yaml" \
    >"$work/turnpike.yaml"
cp "$MAIL_CA" "$work/ca.pem"
cd "$work"
deals=6
each=20
for number in $(seq $deals); do
    "$tool" open outbound_mail.process.yaml --name "Killed $$.$number" --set contact_email=buyer@x.test \
        --set first_name=Ada --no-deliver >/dev/null
done
"$tool" run --once >/dev/null 2>&1 || true
for number in $(seq $deals); do
    python3 "$example/buyer.py" answer "Killed $$.$number: a question" "Yes." $each
done

# How many signals the store has.
stored() {
    local number
    for number in $(seq $deals); do "$tool" history "Killed $$.$number"; done | grep -c 'signal replied' || true
}
middles=0
before=0
for _ in $(seq "$rounds"); do
    "$tool" run --health 0 >/dev/null 2>>log &
    worker=$!
    sleep "0.$((RANDOM % 9))$((RANDOM % 10))"
    kill -9 "$worker" 2>/dev/null || { echo "the worker ended by itself" >&2; cat log >&2; exit 1; }
    wait "$worker" 2>/dev/null || true
    worker=
    now=$(stored)
    if [ "$now" -gt "$before" ] && [ "$now" -lt $((deals * each)) ]; then middles=$((middles + 1)); fi
    before=$now
done
# What the mail server has not put into the box yet comes, too.
for _ in $(seq 60); do
    "$tool" run --once >/dev/null
    total=$(stored)
    if [ "$total" -ge $((deals * each)) ]; then break; fi
    sleep 1
done
# Read once more, nothing is doubled.
"$tool" run --once >/dev/null
total=$(stored)
[ "$total" = $((deals * each)) ] || { echo "$total signals of $((deals * each)) replies" >&2; cat log >&2; exit 1; }
for number in $(seq $deals); do
    count=$("$tool" history "Killed $$.$number" | grep -c 'signal replied')
    [ "$count" = $each ] || { echo "deal $number has $count signals of $each replies" >&2; exit 1; }
done
echo "mailbox: $rounds times killed, $middles times in the middle of reading; $total replies, $total signals"

#!/usr/bin/env bash
# start.sh FOLDER: starts aiosmtpd with faults; prints TURNPIKE_SMTP_PORT, TURNPIKE_SMTP_TLS_PORT, TURNPIKE_SMTP_CA and
# TURNPIKE_SMTP_MAILS.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$1/smtp
mkdir -p "$work"
. "$here/../environment.sh"
environment smtp "$here/requirements.txt"
[ -n "$PYTHON" ] || exit 0
"$here/../certificates.sh" "$work"
read -r port tls <<<"$(python3 "$here/../free_port.py" 2)"
"$PYTHON" "$here/sink.py" "$work" "$port" "$tls" "$work/srv.pem" "$work/srv.key" >"$work/log" 2>&1 &
echo $! >>"$1/pids"
for _ in $(seq 600); do
    if python3 -c "import socket
for port in ($port, $tls): socket.create_connection(('127.0.0.1', port), 1)" 2>/dev/null; then
        echo "TURNPIKE_SMTP_PORT=$port"
        echo "TURNPIKE_SMTP_TLS_PORT=$tls"
        echo "TURNPIKE_SMTP_CA=$work/ca.pem"
        echo "TURNPIKE_SMTP_MAILS=$work/mails.jsonl"
        exit 0
    fi
    sleep 0.1
done
echo "smtp: it did not start: $(tail -n 3 "$work/log")" >&2
exit 1

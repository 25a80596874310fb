#!/usr/bin/env bash
# start.sh FOLDER: starts the receiver; prints TURNPIKE_WEBHOOK and TURNPIKE_WEBHOOK_SECRET.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
environment webhook "$here/requirements.txt"
[ -n "$PYTHON" ] || exit 0
port=$(python3 "$here/../free_port.py")
secret=whsec_$(head -c 32 /dev/urandom | base64)
"$PYTHON" "$here/receiver.py" "$port" "$secret" "$here/../../../Plugins/Webhook/Schemas" >"$1/webhook.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/webhook.log" webhook
echo "TURNPIKE_WEBHOOK=http://127.0.0.1:$port"
echo "TURNPIKE_WEBHOOK_SECRET=$secret"

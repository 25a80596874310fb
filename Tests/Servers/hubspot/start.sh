#!/usr/bin/env bash
# start.sh FOLDER: starts the fake, holds it against HubSpot's SDK; prints TURNPIKE_HUBSPOT, its token and the app's secret.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
port=$(python3 "$here/../free_port.py")
token=pat-test-$RANDOM$RANDOM
secret=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
python3 "$here/fake_hubspot.py" "$port" "$token" "$secret" >"$1/hubspot.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/hubspot.log" hubspot
environment hubspot "$here/requirements.txt"
if [ -n "$PYTHON" ]; then
    # A fake that is wrong would make every test of the plug-in worthless.
    "$PYTHON" "$here/check_fake.py" "http://127.0.0.1:$port" "$token" "$secret"
    echo "TURNPIKE_HUBSPOT_ORACLE=yes"
fi
hold_back "$1" hubspot "http://127.0.0.1:$port"
echo "TURNPIKE_HUBSPOT=http://127.0.0.1:$port"
echo "TURNPIKE_HUBSPOT_TOKEN=$token"
echo "TURNPIKE_HUBSPOT_SECRET=$secret"

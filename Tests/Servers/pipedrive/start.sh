#!/usr/bin/env bash
# start.sh FOLDER: starts the fake, with the OpenAPI document as its checker where that is there; prints TURNPIKE_PIPEDRIVE
# and its token.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
port=$(python3 "$here/../free_port.py")
token=pd-test-$RANDOM$RANDOM
specification=$here/../../../../shared/data/openapi/pipedrive-v2-interop.yaml
environment pipedrive "$here/requirements.txt"
checked=
if [ -n "$PYTHON" ] && [ -f "$specification" ]; then checked=checked; else PYTHON=python3; specification=; fi
"$PYTHON" "$here/fake_pipedrive.py" "$port" "$token" $specification >"$1/pipedrive.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/pipedrive.log" pipedrive
python3 "$here/check_fake.py" "http://127.0.0.1:$port" "$token" $checked
[ -n "$checked" ] && echo "TURNPIKE_PIPEDRIVE_CHECKED=yes"
hold_back "$1" pipedrive "http://127.0.0.1:$port"
echo "TURNPIKE_PIPEDRIVE=http://127.0.0.1:$port"
echo "TURNPIKE_PIPEDRIVE_TOKEN=$token"

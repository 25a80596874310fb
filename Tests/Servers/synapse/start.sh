#!/usr/bin/env bash
# start.sh FOLDER: starts a real Synapse with a bot and two people; prints TURNPIKE_MATRIX and the tokens of the three.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
environment synapse "$here/requirements.txt"
[ -n "$PYTHON" ] || exit 0
port=$(python3 "$here/../free_port.py")
place=$1/synapse
mkdir -p "$place"
cd "$place"
"$PYTHON" -m synapse.app.homeserver --server-name localhost --config-path hs.yaml --generate-config --report-stats=no \
    >generate.log 2>&1
"$PYTHON" - "$port" <<'PY'
import sys
import yaml

config = yaml.safe_load(open("hs.yaml"))
config["listeners"] = [
    {
        "port": int(sys.argv[1]),
        "type": "http",
        "bind_addresses": ["127.0.0.1"],
        "resources": [{"names": ["client"], "compress": False}],
    }
]
# Nothing leaves the machine, and tests are not slowed down.
config["trusted_key_servers"] = []
config["federation_domain_whitelist"] = []
fast = {"per_second": 1000, "burst_count": 1000}
config["rc_message"] = fast
config["rc_registration"] = fast
config["rc_login"] = {"address": fast, "account": fast, "failed_attempts": fast}
config["rc_room_creation"] = fast
config["rc_invites"] = {"per_room": fast, "per_user": fast, "per_issuer": fast}
config["rc_joins"] = {"local": fast, "remote": fast}
yaml.safe_dump(config, open("hs.yaml", "w"))
PY
"$PYTHON" -m synapse.app.homeserver -c hs.yaml >"$1/synapse.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/synapse.log" synapse
base=http://127.0.0.1:$port
for user in bot boss rep; do
    "$(dirname "$PYTHON")/register_new_matrix_user" -c hs.yaml -u "$user" -p "pw-$user" --no-admin "$base" >>register.log 2>&1
    token=$("$PYTHON" - "$base" "$user" <<'PY'
import json
import sys
import urllib.request

base, user = sys.argv[1:3]
login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": "pw-" + user}
request = urllib.request.Request(base + "/_matrix/client/v3/login", data=json.dumps(login).encode())
print(json.load(urllib.request.urlopen(request))["access_token"])
PY
    )
    echo "TURNPIKE_MATRIX_${user^^}=$token"
done
echo "TURNPIKE_MATRIX=$base"

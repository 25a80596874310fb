#!/usr/bin/env bash
# start.sh FOLDER: a real Radicale with an empty calendar; prints TURNPIKE_CALDAV (the calendar) and its login.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
environment radicale "$here/requirements.txt"
[ -n "$PYTHON" ] || exit 0
port=$(python3 "$here/../free_port.py")
mkdir -p "$1/radicale"
echo 'rep:calpw' >"$1/radicale/users"
printf '[server]\nhosts = 127.0.0.1:%s\n[auth]\ntype = htpasswd\nhtpasswd_filename = %s/users\nhtpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = %s/collections\n' \
    "$port" "$1/radicale" "$1/radicale" >"$1/radicale/config"
"$PYTHON" -m radicale --config "$1/radicale/config" >"$1/radicale.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/radicale.log" radicale
"$PYTHON" - "$port" <<'PYTHON'
import base64, sys, urllib.request
body = b'<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop><D:displayname>Deals</D:displayname></D:prop></D:set></C:mkcalendar>'
request = urllib.request.Request(f"http://127.0.0.1:{sys.argv[1]}/rep/deals/", data=body, method="MKCALENDAR")
request.add_header("Authorization", "Basic " + base64.b64encode(b"rep:calpw").decode())
request.add_header("Content-Type", "application/xml")
assert urllib.request.urlopen(request).status == 201
PYTHON
echo "TURNPIKE_CALDAV=http://127.0.0.1:$port/rep/deals/"
echo "TURNPIKE_CALDAV_LOGIN=rep:calpw"

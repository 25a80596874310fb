#!/usr/bin/env bash
# start.sh FOLDER: starts the sink; prints TURNPIKE_SINK.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
port=$(python3 "$here/../free_port.py")
python3 "$here/sink.py" "$port" >"$1/sink.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/sink.log" http_sink
echo "TURNPIKE_SINK=http://127.0.0.1:$port"

#!/usr/bin/env bash
# start.sh FOLDER: starts the fake, holds it against Slack's SDK; prints TURNPIKE_SLACK, its token and its signing secret.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
port=$(python3 "$here/../free_port.py")
token=xoxb-test-$RANDOM$RANDOM
signing=$(head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n')
python3 "$here/fake_slack.py" "$port" "$token" "$signing" >"$1/slack.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/slack.log" slack
environment slack "$here/requirements.txt"
specification=$here/../../../../shared/data/openapi/slack-web-api-subset.json
if [ -n "$PYTHON" ]; then
    # A fake that is wrong would make every test of the plug-in worthless.
    "$PYTHON" "$here/check_fake.py" "http://127.0.0.1:$port" "$token" $([ -f "$specification" ] && echo "$specification")
fi
echo "TURNPIKE_SLACK=http://127.0.0.1:$port"
echo "TURNPIKE_SLACK_TOKEN=$token"
echo "TURNPIKE_SLACK_SIGNING=$signing"

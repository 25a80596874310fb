#!/usr/bin/env bash
# start.sh FOLDER: a real Tryton with its module of sales opportunities, on SQLite; prints TURNPIKE_TRYTON, the password, the
# company and its employees. The database is made once and kept in the build folder; each start works on a copy.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
environment tryton "$here/requirements.txt"
[ -n "$PYTHON" ] || exit 0
bin=$(dirname "$PYTHON")
port=$(python3 "$here/../free_port.py")
password=Adm1n-pass-9
kept=$bin/../made
mkdir -p "$1/tryton/db"
config=$1/tryton/trytond.conf
printf '[database]\nuri = sqlite://\npath = %s/db\n[web]\nlisten = 127.0.0.1:%s\n' "$1/tryton" "$port" >"$config"
if [ ! -f "$kept/crm.sqlite" ]; then
    echo "$password" >"$1/tryton/password"
    export TRYTONPASSFILE=$1/tryton/password
    # An SQLite database must be there as an empty file.
    : >"$1/tryton/db/crm.sqlite"
    log=$1/tryton/made.log
    if ! "$bin/trytond-admin" -c "$config" -d crm --all --email admin@example.test >"$log" 2>&1 ||
        ! "$bin/trytond-admin" -c "$config" -d crm -u sale_opportunity --activate-dependencies >>"$log" 2>&1; then
        echo "tryton: its database cannot be made: $(tail -n 1 "$log")" >&2
        exit 0
    fi
    mkdir -p "$kept"
    cp "$1/tryton/db/crm.sqlite" "$kept/crm.new"
    mv "$kept/crm.new" "$kept/crm.sqlite"
fi
cp "$kept/crm.sqlite" "$1/tryton/db/crm.sqlite"
"$bin/trytond" -c "$config" -d crm >"$1/tryton.log" 2>&1 &
echo $! >>"$1/pids"
wait_for "$port" "$1/tryton.log" tryton
"$PYTHON" "$here/setup.py" "http://127.0.0.1:$port/crm" "$password"
hold_back "$1" tryton "http://127.0.0.1:$port"
echo "TURNPIKE_TRYTON=http://127.0.0.1:$port/crm"
echo "TURNPIKE_TRYTON_PASSWORD=$password"

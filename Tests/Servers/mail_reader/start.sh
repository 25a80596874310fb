#!/usr/bin/env bash
# start.sh FOLDER: no server, but readers that others wrote: Python's email package and icalendar. Prints
# TURNPIKE_READER_PYTHON and TURNPIKE_READER_SCRIPT.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../environment.sh"
environment mail_reader "$here/requirements.txt"
[ -n "$PYTHON" ] || exit 0
echo "TURNPIKE_READER_PYTHON=$PYTHON"
echo "TURNPIKE_READER_SCRIPT=$here/reader.py"

# . environment.sh NAME REQUIREMENTS: makes a Python environment with packages and sets PYTHON; empty where it cannot be made.
# Environments are kept in the build folder of the tests, by the content of the file that names the packages. Their programs
# name the folder that they were made in: one that was moved or copied is made anew.
environment() {
    local root place
    root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../Integration" && pwd)
    place=$root/.build/environments/$1-$(sha256sum "$2" | cut -c1-12)
    if [ "$(cat "$place/ready" 2>/dev/null)" != "$place" ]; then
        rm -rf "$place"
        mkdir -p "$(dirname "$place")"
        if python3 -m venv "$place" >"$place.log" 2>&1 && "$place/bin/pip" install -q -r "$2" >>"$place.log" 2>&1; then
            echo "$place" >"$place/ready"
        else
            echo "$1: its packages cannot be installed: $(tail -n 1 "$place.log")" >&2
            rm -rf "$place"
            PYTHON=
            return 0
        fi
    fi
    PYTHON=$place/bin/python
}

# hold_back FOLDER NAME ADDRESS: starts a proxy that can keep answers of a server back, and prints TURNPIKE_NAME_PROXY.
hold_back() {
    local here port upper
    here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
    port=$(python3 "$here/free_port.py")
    upper=$(echo "$2" | tr a-z A-Z)
    python3 "$here/hold_proxy.py" "$port" "$3" >"$1/$2_proxy.log" 2>&1 &
    echo $! >>"$1/pids"
    wait_for "$port" "$1/$2_proxy.log" "$2_proxy"
    echo "TURNPIKE_${upper}_PROXY=http://127.0.0.1:$port"
}

# wait_for PORT LOG NAME: waits until something listens; fails where the program that was started last has ended, and after
# two minutes.
wait_for() {
    local _
    for _ in $(seq 600); do
        if python3 -c "import socket; socket.create_connection(('127.0.0.1', $1), 1)" 2>/dev/null; then return 0; fi
        if [ -n "${!:-}" ] && ! kill -0 "$!" 2>/dev/null; then break; fi
        sleep 0.2
    done
    echo "$3: it did not start: $(tail -n 3 "$2")" >&2
    return 1
}

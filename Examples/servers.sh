# What the examples with servers begin with; they source it, with the tool as it was given to them ('' builds one).
# Sets `root`, `work` (a folder for the run) and `tool`; ends `worker`, `doors` and the servers it started when the script ends.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
chmod 755 "$work"
worker=
doors=
finish() {
    local pid
    [ -z "$worker" ] || kill "$worker" 2>/dev/null || true
    [ -z "$doors" ] || kill "$doors" 2>/dev/null || true
    if [ -f "$work/pids" ]; then
        while read -r pid; do kill "$pid" 2>/dev/null || true; done <"$work/pids"
    fi
    rm -rf "$work" 2>/dev/null || true
}
trap finish EXIT

tool=${1:-}
[ -n "$tool" ] || tool=$("$root/Examples/tool.sh")
tool=$(cd "$(dirname "$tool")" && pwd)/$(basename "$tool")

# server NAME VARIABLE WHAT: starts it where it does not run yet.
server() {
    local line
    [ -z "${!2:-}" ] || return 0
    echo "starting $3; the first time it is installed, which takes a minute"
    while IFS= read -r line; do
        case $line in [A-Z]*=*) export "${line?}" ;; *) echo "$line" ;; esac
    done < <("$root/Tests/Servers/$1/start.sh" "$work")
    [ -n "${!2:-}" ] || { echo "skipped: there is no $3 (see the line above)"; exit 0; }
}

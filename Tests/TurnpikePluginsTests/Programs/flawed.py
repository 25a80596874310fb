"""A plug-in with one flaw, named as its first argument: what only a program of its own can do wrong."""
import json
import sys
import time

flaw = sys.argv[1] if len(sys.argv) > 1 else "none"
SCHEMA = {
    "type": "object",
    "required": ["token"],
    "properties": {"token": {"type": "string", "writeOnly": True}},
}


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def fail(id, code, message):
    say({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})


if flaw == "dies_at_start":
    sys.exit(3)
if flaw == "silent":
    time.sleep(600)
configured = False
for line in sys.stdin:
    try:
        message = json.loads(line)
    except ValueError:
        fail(None, -32700, "not JSON")
        continue
    id, method, params = message.get("id"), message.get("method"), message.get("params", {})
    if id is None:
        continue
    ok = lambda result: say({"jsonrpc": "2.0", "id": id, "result": result})
    if method == "initialize":
        if flaw == "no_name":
            ok({"protocol": 1})
            continue
        ok({"protocol": 7 if flaw == "other_protocol" else 1, "name": "flawed", "version": "1", "plugins": ["notify"],
            "capabilities": {"ask": True, "concurrency": 2}, "config_schema": SCHEMA})
    elif method == "configure":
        if "token" not in params["config"]:
            fail(id, -32001, "token is missing")
            continue
        configured = True
        if flaw == "tells_secrets":
            print("using", params["config"]["token"], file=sys.stderr, flush=True)
        ok({})
    elif method == "deliver":
        if not configured:
            fail(id, -32002, "configure first")
        elif "request" not in params:
            fail(id, -32602, "no request")
        elif params["request"]["format"] > 1:
            fail(id, -32011, "newer format")
        elif flaw == "hangs":
            time.sleep(600)
        else:
            ok({"reference": params["key"]})
    elif method == "ask":
        ok({"pass": True})
    elif method == "health":
        ok({"ok": True})
    elif method == "shutdown":
        ok({})
        if flaw == "never_ends":
            continue
        sys.exit(9 if flaw == "ends_badly" else 0)
    else:
        fail(id, -32601, "unknown method")
if flaw == "never_ends":
    time.sleep(600)

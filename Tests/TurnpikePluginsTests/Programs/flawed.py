"""A plug-in with one flaw, named as its first argument: each is one that the verification must find."""
import json
import os
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
if flaw == "chatty":
    print("starting up…", flush=True)
configured, deliveries, references = False, 0, {}
for line in sys.stdin:
    try:
        message = json.loads(line)
    except ValueError:
        if flaw == "dies_of_not_json":
            sys.exit(1)
        fail(None, -32700, "not JSON")
        continue
    id, method, params = message.get("id"), message.get("method"), message.get("params", {})
    if id is None:
        if flaw == "answers_notifications":
            sys.exit(1)
        continue
    if flaw == "wrong_ids":
        id = 1
    ok = lambda result: say({"jsonrpc": "2.0", "id": id, "result": result})
    if method == "initialize":
        if flaw == "no_name":
            ok({"protocol": 1})
            continue
        ok({"protocol": 7 if flaw == "other_protocol" else 1, "name": "flawed", "version": "1", "plugins": ["notify"],
            "capabilities": {"ask": True, "concurrency": 2}, "config_schema": SCHEMA})
    elif method == "configure":
        if "token" not in params["config"] and flaw != "takes_any_configuration":
            fail(id, -32001, "token is missing")
            continue
        configured = True
        if flaw == "tells_secrets":
            print("using", params["config"].get("token"), file=sys.stderr, flush=True)
        ok({})
    elif method == "deliver":
        if not configured and flaw != "needs_no_configuration":
            fail(id, -32002, "configure first")
            continue
        if "request" not in params:
            if flaw == "dies_of_bad_params":
                sys.exit(1)
            fail(id, -32603 if flaw == "bad_params_temporary" else -32602, "no request")
            continue
        if flaw == "strict" and "zz_later" in params:
            fail(id, -32602, "unknown member")
            continue
        if params["request"]["format"] > 1 and flaw != "takes_newer":
            fail(id, -32011, "newer format")
            continue
        if flaw == "hangs" or (flaw == "hangs_on_huge" and len(line) > 100_000):
            time.sleep(600)
        if flaw == "dies_of_odd_text" and "\u202e" in line:
            sys.exit(1)
        if flaw == "forgets_after_kill" and params["attempt"] == 2 and params["revision"] == 7:
            fail(id, -32011, "seen before")
            continue
        deliveries += 1
        key = str(deliveries) if flaw == "makes_two" else params["key"]
        if flaw == "answers_a_list":
            ok([])
            continue
        ok({"reference": key})
    elif method == "ask":
        ok({} if flaw == "answers_nothing" else {"pass": True})
    elif method == "health":
        ok({"ok": True})
    elif method == "shutdown":
        ok({})
        if flaw == "never_ends":
            continue
        if flaw == "ends_badly":
            sys.exit(9)
        sys.exit(0)
    elif flaw == "knows_everything":
        ok({})
    else:
        fail(id, -32601, "unknown method")
if flaw == "never_ends":
    time.sleep(600)

"""A plug-in with one flaw, named as its first argument: each breaks a promise of the protocol."""
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


def hang():
    time.sleep(600)


if flaw == "dies_at_start":
    sys.exit(3)
if flaw == "silent":
    hang()
if flaw == "chatty":
    print("starting up…", flush=True)
configured = busy = False
token = ""
deliveries = newest = 0
last = None
for line in sys.stdin:
    if not line.strip():
        continue
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
        if not isinstance(params.get("config"), dict) or "token" not in params["config"]:
            if flaw != "takes_any_configuration":
                fail(id, -32001, "token is missing")
                continue
        else:
            token = params["config"]["token"]
        configured = True
        if flaw == "tells_secrets":
            print("using", token, file=sys.stderr, flush=True)
        ok({})
    elif method == "deliver":
        request, key, revision = params.get("request"), params.get("key"), params.get("revision", 0)
        if not configured and flaw != "needs_no_configuration":
            fail(id, -32002, "configure first")
        elif request is None:
            if flaw == "dies_of_bad_params":
                sys.exit(1)
            fail(id, -32603 if flaw == "bad_params_temporary" else -32602, "no request")
        elif flaw == "strict" and "zz_later" in params:
            fail(id, -32602, "unknown member")
        elif request["format"] > 1 and flaw != "takes_newer":
            fail(id, -32011, "newer format" + (", " + token if flaw == "tells_secrets_in_errors" else ""))
        elif flaw == "hangs" or (flaw == "hangs_on_huge" and len(line) > 100_000):
            hang()
        elif flaw == "dies_of_odd_text" and "\u202e" in json.dumps(request, ensure_ascii=False):
            sys.exit(1)
        elif flaw == "forgets_after_kill" and params["attempt"] == 2 and revision == 7:
            fail(id, -32011, "seen before")
        elif flaw == "watermark" and revision < newest:
            ok({})
        elif flaw == "answers_a_list":
            ok([])
        else:
            busy = flaw == "hangs_when_busy"
            deliveries += 1
            references = {"makes_two": str(deliveries), "one_reference": "done", "shifts_answers": last,
                          "forgets_references": f"{key}@{os.getpid()}"}
            ok({"reference": references.get(flaw, key)})
        newest, last = max(newest, revision), key
    elif method == "ask":
        ok({} if flaw == "answers_nothing" else {"pass": True})
    elif method == "health":
        if flaw == "hangs_at_health" or busy:
            continue
        ok({"ok": True})
    elif method == "shutdown":
        ok({})
        if flaw == "never_ends":
            continue
        sys.exit(9 if flaw == "ends_badly" else 0)
    elif flaw == "knows_everything":
        ok({})
    else:
        fail(id, -32601, "unknown method")
if flaw == "never_ends":
    hang()

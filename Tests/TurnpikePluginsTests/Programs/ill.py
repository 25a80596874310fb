"""A plug-in that falls ill: what it does follows from the text of each delivery."""
import json
import os
import sys
import time


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


for line in sys.stdin:
    message = json.loads(line)
    id, method, params = message.get("id"), message["method"], message.get("params", {})
    result, error = {}, None
    if method == "initialize":
        schema = {"type": "object", "properties": {"token": {"type": "string", "writeOnly": True}}}
        result = {"protocol": 1, "name": "ill", "version": "1", "plugins": ["notify"], "config_schema": schema}
    elif method == "configure":
        token = params["config"].get("token", "")
    elif method == "deliver":
        text = params["request"]["settings"]["text"]
        if text == "die":
            os._exit(1)
        elif text == "hang":
            time.sleep(600)
        elif text == "child":
            # What it starts must end with it.
            pid = os.fork()
            if pid == 0:
                time.sleep(600)
            open(os.environ["CHILD_FILE"], "w").write(str(pid))
            time.sleep(600)
        elif text == "slow":
            time.sleep(0.2)
        elif text == "temporary":
            error = {"code": -32010, "message": "busy", "data": {"retry_after": 2.5}}
        elif text == "permanent":
            error = {"code": -32011, "message": "never with " + token}
        elif text == "flood":
            sys.stderr.write("x" * 1_000_000 + "\n")
            sys.stderr.flush()
        elif text == "babble":
            sys.stdout.write("x" * (17 << 20))
            sys.stdout.flush()
        elif text == "noise":
            sys.stdout.write("not a message\n")
        elif text == "log":
            say({"jsonrpc": "2.0", "method": "log", "params": {"level": "warning", "message": "token is " + token}})
        elif text == "signal":
            signal = {"deal": params["deal"], "signal": "replied", "message_id": "m-1", "data": {"words": "yes"}}
            say({"jsonrpc": "2.0", "method": "signal", "params": signal})
            say({"jsonrpc": "2.0", "id": "s", "method": "signal", "params": signal})
            answer = json.loads(sys.stdin.readline())
            result_of_signal = answer.get("result") or answer.get("error")
            sys.stderr.write("signal: " + json.dumps(result_of_signal, sort_keys=True) + "\n")
            sys.stderr.flush()
        elif text == "eat":
            try:
                block = bytearray(600 << 20)
            except MemoryError:
                error = {"code": -32010, "message": "out of memory"}
        result = {"reference": str(os.getpid())}
    if error:
        say({"jsonrpc": "2.0", "id": id, "error": error})
    else:
        say({"jsonrpc": "2.0", "id": id, "result": result})
    if method == "shutdown":
        break

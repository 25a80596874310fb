#!/usr/bin/env python3
"""A plug-in that keeps a ledger: one line per effect, however often it is delivered.

It needs Python's standard library only. It speaks the plug-in protocol of Turnpike: JSON-RPC 2.0 on standard input and
output, one message to a line. Nothing else may be written to standard output.
"""
import json
import os
import sys

PROTOCOL = 1  # of this protocol
FORMAT = 1  # of the requests in it
TEMPORARY, PERMANENT = -32010, -32011
METHOD_NOT_FOUND, INVALID_PARAMS, PARSE_ERROR = -32601, -32602, -32700
BAD_CONFIGURATION, NOT_CONFIGURED = -32001, -32002


class Failure(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


class Ledger:
    """Appends to a file and remembers the keys that stand in it."""

    def __init__(self, path):
        self.path = path
        self.keys = set()
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                # The last line may be half written: the machine may have gone down in the middle of it.
                for line in file:
                    if line.endswith("\n"):
                        self.keys.add(json.loads(line)["key"])

    def append(self, key, entry):
        if key in self.keys:
            return
        try:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(json.dumps({"key": key, **entry}, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise Failure(TEMPORARY, f"{self.path} cannot be written: {error.strerror}") from error
        self.keys.add(key)


class Plugin:
    def __init__(self):
        self.ledger = None

    def initialize(self, params):
        return {
            "protocol": PROTOCOL,
            "name": "ledger",
            "version": "1.0.0",
            "plugins": ["notify"],
            "capabilities": {"ask": True, "concurrency": 1},
            "config_schema": {
                "type": "object",
                "required": ["path"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "minLength": 1, "description": "The file that is appended to."},
                    "token": {"type": "string", "writeOnly": True, "description": "Not used; shows how a secret is marked."},
                },
            },
        }

    def configure(self, params):
        path = params["config"]["path"]
        folder = os.path.dirname(os.path.abspath(path))
        if not os.path.isdir(folder):
            raise Failure(BAD_CONFIGURATION, f"there is no folder {folder}")
        self.ledger = Ledger(path)
        return {}

    def deliver(self, params):
        if self.ledger is None:
            raise Failure(NOT_CONFIGURED, "configure comes first")
        try:
            request = params["request"]
            if request["format"] > FORMAT:
                raise Failure(PERMANENT, f"the request has format {request['format']}, this plug-in reads up to {FORMAT}")
            text = request["settings"].get("text")
            entry = {"deal": params["deal"], "revision": params["revision"], "event": request["event"]["name"], "text": text}
        except (KeyError, TypeError) as error:
            raise Failure(INVALID_PARAMS, f"the delivery has no {error}") from error
        if text is None:
            raise Failure(PERMANENT, "the hook's notify action says no 'text'")
        self.ledger.append(params["key"], entry)
        return {"reference": params["key"]}

    def ask(self, params):
        # An example of a gate's question: is the amount within what the ledger allows?
        amount = params["values"].get("amount", 0)
        if not isinstance(amount, (int, float)):
            raise Failure(INVALID_PARAMS, "the amount is a number")
        return {"pass": amount <= 1000, "text": "The ledger takes up to 1000."}

    def health(self, params):
        return {"ok": True}

    def shutdown(self, params):
        return {}


METHODS = {"initialize", "configure", "deliver", "ask", "health", "shutdown"}


def say(message):
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def answer(plugin, message):
    """The result of a request, or a failure."""
    method = message.get("method")
    if method not in METHODS:
        raise Failure(METHOD_NOT_FOUND, f"there is no method {method!r}")
    params = message.get("params", {})
    if not isinstance(params, dict):
        raise Failure(INVALID_PARAMS, "params are an object")
    return getattr(plugin, method)(params)


def main():
    plugin = Plugin()
    for line in sys.stdin.buffer:
        try:
            message = json.loads(line)
        except ValueError:
            say({"id": None, "error": {"code": PARSE_ERROR, "message": "the line is not JSON"}})
            continue
        if not isinstance(message, dict) or "id" not in message:
            continue  # a notification wants no answer
        try:
            say({"id": message["id"], "result": answer(plugin, message)})
        except Failure as failure:
            say({"id": message["id"], "error": {"code": failure.code, "message": str(failure)}})
        except Exception as error:  # what we did not expect must not end the conversation
            say({"id": message["id"], "error": {"code": -32603, "message": f"{type(error).__name__}: {error}"}})
        if message.get("method") == "shutdown":
            return


if __name__ == "__main__":
    main()

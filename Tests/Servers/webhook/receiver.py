"""A receiver of webhooks that shares no code with the sender: the signature is checked by the reference library of Standard
Webhooks, the envelope and its data by jsonschema and the published schemas.

POST /hook   takes an event: 204, or 400 with what is wrong
GET  /taken  the ids that were taken, in order, with the number of repetitions
POST /sign   {"body": "..."}: headers and body as another sender would sign them
"""
import datetime
import http.server
import json
import pathlib
import sys
import threading

import jsonschema
from standardwebhooks.webhooks import Webhook

SECRET = sys.argv[2]
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text())
    for path in pathlib.Path(sys.argv[3]).glob("*.schema.json")
}
for schema in SCHEMAS.values():
    jsonschema.Draft202012Validator.check_schema(schema)

# The attributes that CloudEvents 1.0.2 demands and names, as its own JSON format writes them.
ENVELOPE = {
    "type": "object",
    "required": ["id", "source", "specversion", "type"],
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "minLength": 1},
        "specversion": {"const": "1.0"},
        "type": {"type": "string", "minLength": 1},
        "datacontenttype": {"type": "string", "minLength": 1},
        "dataschema": {"type": "string", "minLength": 1},
        "subject": {"type": "string", "minLength": 1},
        "time": {"type": "string", "minLength": 1},
    },
    "propertyNames": {"pattern": "^[a-z0-9]{1,20}$|^data_base64$"},
}
LOCK = threading.Lock()
TAKEN = {}
# One event of every type, as deals of the project's own tests have told it.
RECORDED = [json.loads(line) for line in (pathlib.Path(__file__).parent / "events.jsonl").read_text().splitlines()]
for event in RECORDED:
    jsonschema.validate(event, ENVELOPE)
    jsonschema.Draft202012Validator(SCHEMAS[event["type"].removeprefix("turnpike.")]).validate(event["data"])
told = {event["type"].removeprefix("turnpike.") for event in RECORDED}
if told != set(SCHEMAS):
    odd = ", ".join(sorted(told ^ set(SCHEMAS)))
    raise SystemExit(f"the recorded events are not of every type that has a schema: {odd}")
print(f"jsonschema takes {len(RECORDED)} events of {len(SCHEMAS)} types", flush=True)


def check(headers, body):
    data = Webhook(SECRET).verify(body, headers)
    jsonschema.validate(data, ENVELOPE)
    if "time" in data:
        datetime.datetime.fromisoformat(data["time"].replace("Z", "+00:00"))
    name = data["type"].removeprefix("turnpike.")
    jsonschema.Draft202012Validator(SCHEMAS[name]).validate(data["data"])
    if data["id"] != headers["webhook-id"]:
        raise ValueError("id and webhook-id differ")
    return data["id"]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b""):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with LOCK:
            self.answer(200, json.dumps([[k, v] for k, v in TAKEN.items()]).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {k.lower(): v for k, v in self.headers.items()}
        if self.path == "/sign":
            text = json.loads(body)["body"]
            now = datetime.datetime.now(datetime.timezone.utc)
            signature = Webhook(SECRET).sign("msg_oracle", now, text)
            signed = {
                "webhook-id": "msg_oracle",
                "webhook-timestamp": str(int(now.timestamp())),
                "webhook-signature": signature,
            }
            self.answer(200, json.dumps({"headers": signed, "body": text}).encode())
            return
        try:
            key = check(headers, body)
        except Exception as error:  # whatever is wrong is told to the test
            self.answer(400, f"{type(error).__name__}: {error}"[:2000].encode())
            return
        with LOCK:
            TAKEN[key] = TAKEN.get(key, 0) + 1
        self.answer(204)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

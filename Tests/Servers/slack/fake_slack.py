"""A fake of Slack's Web API for tests, the project's own: stateful, strict about arguments, tokens, blocks and signatures.

POST /api/METHOD        the methods the plug-in uses; business errors are 200 with {"ok": false, "error": ...} as Slack does it
POST /services/T/B/X    an incoming webhook, answers "ok"
PUT  /_/fault           {"kind": "ratelimited" | "error" | "hang" | "html" | "lose", "error": "...", "times": n, "method": "..."}
GET  /_/messages        every message, with channel, thread, metadata
GET  /_/whispers        what chat.postEphemeral said
POST /_/press           {"ts", "channel", "action_id", "user", "to"}: presses a button as somebody: sends the signed interaction
"""
import hashlib
import hmac
import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

TOKEN, SIGNING = sys.argv[2], sys.argv[3]
LOCK = threading.RLock()
MESSAGES, WHISPERS, FAULTS = [], [], []
CHANNELS = {"C0000000001": "deals", "C0000000002": "wins"}
CLOCK = [1_700_000_000_000_000]


def next_ts():
    CLOCK[0] += 1_000_037
    return f"{CLOCK[0] // 1_000_000}.{CLOCK[0] % 1_000_000:06d}"


class Refused(Exception):
    pass


TEXT_LIMITS = {"header": 150, "section": 3000}


def check_text(value, limit, kinds=("plain_text", "mrkdwn")):
    if not isinstance(value, dict) or value.get("type") not in kinds:
        raise Refused("invalid_blocks")
    text = value.get("text")
    if not isinstance(text, str) or not 1 <= len(text.encode("utf-16-le")) // 2 <= limit:
        raise Refused("invalid_blocks")


def check_blocks(blocks):
    if not isinstance(blocks, list) or len(blocks) > 50:
        raise Refused("invalid_blocks")
    for block in blocks:
        kind = block.get("type")
        if kind == "header":
            check_text(block.get("text"), 150, ("plain_text",))
        elif kind == "section":
            if "text" not in block and not block.get("fields"):
                raise Refused("invalid_blocks")
            if "text" in block:
                check_text(block["text"], 3000)
            if len(block.get("fields", [])) > 10:
                raise Refused("invalid_blocks")
            for field in block.get("fields", []):
                check_text(field, 2000)
        elif kind == "actions":
            if not 1 <= len(block.get("elements", [])) <= 25:
                raise Refused("invalid_blocks")
            ids = [e.get("action_id") for e in block["elements"]]
            if len(set(ids)) != len(ids):
                raise Refused("invalid_blocks")
            for element in block["elements"]:
                check_text(element.get("text"), 75, ("plain_text",))
                if element.get("type") != "button" or len(element.get("value", "")) > 2000:
                    raise Refused("invalid_blocks")
                if element.get("style") not in (None, "primary", "danger"):
                    raise Refused("invalid_blocks")
        elif kind != "divider":
            raise Refused("invalid_blocks")


def check_metadata(data):
    meta = data.get("metadata")
    if meta is None:
        return
    if not isinstance(meta.get("event_type"), str) or not isinstance(meta.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if any(isinstance(v, (dict, list)) for v in meta["event_payload"].values()):
        raise Refused("metadata_must_be_sent_from_app")


def content(data):
    if not data.get("text") and not data.get("blocks"):
        raise Refused("no_text")
    if len(data.get("text") or "") > 40_000:
        raise Refused("msg_too_long")
    if "blocks" in data:
        if isinstance(data["blocks"], str):
            data["blocks"] = json.loads(data["blocks"])
        check_blocks(data["blocks"])
    if isinstance(data.get("metadata"), str):
        data["metadata"] = json.loads(data["metadata"])
    check_metadata(data)


def channel_of(data):
    channel = data.get("channel")
    if isinstance(channel, str) and channel.startswith("U"):
        return "D" + channel[1:]
    if channel in CHANNELS or (isinstance(channel, str) and channel.startswith("D")):
        return channel
    raise Refused("channel_not_found")


def post_message(data):
    channel = channel_of(data)
    content(data)
    if data.get("thread_ts") and not any(m["ts"] == data["thread_ts"] and m["channel"] == channel for m in MESSAGES):
        raise Refused("thread_not_found")
    message = {
        "channel": channel,
        "ts": next_ts(),
        "thread_ts": data.get("thread_ts"),
        "text": data.get("text", ""),
        "blocks": data.get("blocks", []),
        "metadata": data.get("metadata"),
    }
    MESSAGES.append(message)
    return {"channel": channel, "ts": message["ts"], "message": {"text": message["text"], "ts": message["ts"]}}


def update(data):
    channel = channel_of(data)
    content(data)
    for message in MESSAGES:
        if message["ts"] == data.get("ts") and message["channel"] == channel:
            for key in ("text", "blocks", "metadata"):
                if key in data:
                    message[key] = data[key]
            message["edited"] = message.get("edited", 0) + 1
            return {"channel": channel, "ts": message["ts"], "text": message["text"]}
    raise Refused("message_not_found")


def post_ephemeral(data):
    channel_of(data)
    content(data)
    if not str(data.get("user", "")).startswith("U"):
        raise Refused("user_not_in_channel")
    WHISPERS.append(data)
    return {"message_ts": next_ts()}


def listing(data, replies):
    channel = data.get("channel")
    if channel not in CHANNELS and not str(channel).startswith("D"):
        raise Refused("channel_not_found")
    found = [m for m in MESSAGES if m["channel"] == channel]
    if replies:
        found = [m for m in found if m["ts"] == data.get("ts") or m["thread_ts"] == data.get("ts")]
    else:
        found = [m for m in reversed(found) if not m["thread_ts"]]
    limit = int(data.get("limit", 100))
    if not 1 <= limit <= 999:
        raise Refused("invalid_limit")
    shown = []
    for message in found[:limit]:
        entry = {"type": "message", "ts": message["ts"], "text": message["text"], "blocks": message["blocks"]}
        if message["thread_ts"]:
            entry["thread_ts"] = message["thread_ts"]
        if str(data.get("include_all_metadata", "")).lower() in ("true", "1") and message["metadata"]:
            entry["metadata"] = message["metadata"]
        shown.append(entry)
    return {"messages": shown, "has_more": len(found) > limit}


METHODS = {
    "auth.test": lambda data: {"team_id": "T0000000001", "user_id": "U0000000009", "team": "Test", "user": "turnpike"},
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.postEphemeral": post_ephemeral,
    "conversations.history": lambda data: listing(data, False),
    "conversations.replies": lambda data: listing(data, True),
    "conversations.list": lambda data: {
        "channels": [{"id": i, "name": n} for i, n in CHANNELS.items()],
        "response_metadata": {"next_cursor": ""},
    },
}
# Slack takes these as forms only.
FORM_ONLY = {"conversations.history", "conversations.replies"}


def press(order):
    with LOCK:
        message = next(m for m in MESSAGES if m["ts"] == order["ts"] and m["channel"] == order["channel"])
        action = next(
            e
            for b in message["blocks"]
            if b["type"] == "actions"
            for e in b["elements"]
            if e["action_id"] == order["action_id"]
        )
    payload = {
        "type": "block_actions",
        "team": {"id": "T0000000001", "domain": "test"},
        "user": {"id": order["user"], "username": "x", "team_id": "T0000000001"},
        "api_app_id": "A1",
        "container": {"type": "message", "message_ts": message["ts"], "channel_id": message["channel"]},
        "channel": {"id": message["channel"], "name": "deals"},
        "actions": [dict(action, action_ts=next_ts(), block_id="b1")],
        "response_url": "https://hooks.slack.com/actions/x",
    }
    body = urllib.parse.urlencode({"payload": json.dumps(payload)}).encode()
    stamp = str(int(time.time()))
    code = hmac.new(SIGNING.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    statuses = []
    # Slack repeats an interaction that it thinks was lost: the same request twice.
    for _ in range(2):
        request = urllib.request.Request(
            order["to"],
            data=body,
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": "v0=" + ("0" * 64 if order.get("forged") else code),
            },
        )
        try:
            statuses.append(urllib.request.urlopen(request, timeout=30).status)
        except urllib.error.HTTPError as error:
            statuses.append(error.code)
    return {"statuses": statuses}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=None):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with LOCK:
            if self.path == "/_/messages":
                return self.answer(200, MESSAGES)
            if self.path == "/_/whispers":
                return self.answer(200, WHISPERS)
        method = urllib.parse.urlsplit(self.path)
        self.method(method.path.removeprefix("/api/"), dict(urllib.parse.parse_qsl(method.query)), True)

    def do_PUT(self):
        data = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        with LOCK:
            FAULTS[:] = [data] * data.get("times", 1) if data.get("kind") else []
        self.answer(200, {})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/_/press":
            return self.answer(200, press(json.loads(raw)))
        if self.path.startswith("/services/"):
            return self.webhook(raw)
        kind = self.headers.get("Content-Type", "")
        try:
            is_form = "json" not in kind
            data = json.loads(raw or b"{}") if not is_form else dict(urllib.parse.parse_qsl(raw.decode()))
        except ValueError:
            return self.answer(200, {"ok": False, "error": "invalid_json"})
        self.method(self.path.removeprefix("/api/"), data, is_form)

    def webhook(self, raw):
        try:
            data = json.loads(raw)
            with LOCK:
                content(data)
                MESSAGES.append({"channel": "webhook", "ts": next_ts(), "thread_ts": None, "metadata": None, **data})
        except (ValueError, Refused):
            return self.answer(400, b"invalid_payload")
        self.answer(200, b"ok")

    def method(self, name, data, is_form):
        with LOCK:
            fault = FAULTS.pop() if FAULTS and FAULTS[-1].get("method") in (None, name) else None
        kind = fault and fault["kind"]
        if kind == "ratelimited":
            return self.answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"})
        if kind == "hang":
            time.sleep(60)
            return None
        if kind == "html":
            return self.answer(200, b"<html>busy</html>")
        if kind == "error":
            return self.answer(200, {"ok": False, "error": fault["error"]})
        token = self.headers.get("Authorization", "").removeprefix("Bearer ") or data.pop("token", "")
        if token != TOKEN:
            return self.answer(200, {"ok": False, "error": "invalid_auth" if token else "not_authed"})
        if name not in METHODS:
            return self.answer(200, {"ok": False, "error": "unknown_method"})
        if name in FORM_ONLY and not is_form:
            return self.answer(200, {"ok": False, "error": "invalid_arguments"})
        try:
            with LOCK:
                result = METHODS[name](data)
        except Refused as error:
            return self.answer(200, {"ok": False, "error": str(error)})
        if kind == "lose":
            self.close_connection = True
            self.connection.shutdown(2)
            return None
        self.answer(200, {"ok": True, **result})


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

"""An HTTP receiver for tests: it answers as it is told and remembers what came.

PUT /_/NAME   {"status": 503, "headers": {...}, "body": "...", "delay": 1.5, "drip": 0.1, "close": true}
              tells what /NAME answers from now on
GET /_/NAME   what came to /NAME, a list of {"method", "target", "headers", "body"}; "taken" says whether it was answered 2xx
              before a sender would have given up
DELETE /_/NAME forgets both
"""
import base64
import http.server
import json
import sys
import threading
import time

LOCK = threading.Lock()
SCRIPTS = {}
SEEN = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                parts.append(self.rfile.read(size))
                self.rfile.readline()
                if size == 0:
                    return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, body, headers=None, drip=None, close=False):
        if close:
            self.close_connection = True
            self.connection.shutdown(2)
            return
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if drip is None:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            time.sleep(drip)

    def handle_any(self):
        try:
            self.handle_call()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def handle_call(self):
        body = self.body()
        path = self.path.split("?")[0]
        if path.startswith("/_/"):
            name = path[3:]
            with LOCK:
                if self.command == "PUT":
                    SCRIPTS[name] = json.loads(body)
                elif self.command == "DELETE":
                    SCRIPTS.pop(name, None)
                    SEEN.pop(name, None)
                seen = json.dumps(SEEN.get(name, [])).encode()
            self.answer(200, seen, {"Content-Type": "application/json"})
            return
        name = path[1:]
        with LOCK:
            script = dict(SCRIPTS.get(name, {}))
        status = script.get("status", 200)
        with LOCK:
            SEEN.setdefault(name, []).append(
                {
                    "method": self.command,
                    "target": self.path,
                    "headers": {k.lower(): v for k, v in self.headers.items()},
                    "body": base64.b64encode(body).decode(),
                    "taken": 200 <= status < 300 and not script.get("close") and script.get("delay", 0) < 5,
                }
            )
        time.sleep(script.get("delay", 0))
        self.answer(
            status,
            script.get("body", "ok").encode() * script.get("times", 1),
            script.get("headers"),
            script.get("drip"),
            script.get("close", False),
        )

    do_GET = do_POST = do_PUT = do_DELETE = handle_any


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

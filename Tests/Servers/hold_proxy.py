"""Stands between a client and a server, passes everything on, and can keep an answer back: the server has done its work, and
nobody hears of it.

hold_proxy.py PORT UPSTREAM

PUT /_/hold   {"method": "POST", "path": "/crm/v3/objects/deals", "text": "…"}: the next such request (each is optional, `text`
              stands in the body) is passed on, and its answer never comes; neither does an answer to anything after
              it, which is not passed on any more: whoever is killed then has heard of nothing. `null` ends that.
GET /_/held   how many answers were kept back
"""
import http.client
import http.server
import json
import sys
import threading
import time
import urllib.parse

PORT, UPSTREAM = int(sys.argv[1]), urllib.parse.urlsplit(sys.argv[2])
LOCK = threading.Lock()
STATE = {"hold": None, "held": 0, "silent": False}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, headers, data):
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "keep-alive"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def holds(self, raw):
        with LOCK:
            hold = STATE["hold"]
            if not hold or hold.get("method", self.command) != self.command:
                return False
            if hold.get("path", self.path) != self.path or hold.get("text", "").encode() not in raw:
                return False
            STATE.update(hold=None, silent=True)
            return True

    def work(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/_/hold":
            with LOCK:
                STATE.update(hold=json.loads(raw), silent=False)
            return self.reply(200, [], b"{}")
        if self.path == "/_/held":
            return self.reply(200, [], json.dumps(STATE["held"]).encode())
        if STATE["silent"]:
            time.sleep(300)
            return
        held = self.holds(raw)
        upstream = http.client.HTTPConnection(UPSTREAM.hostname, UPSTREAM.port, timeout=60)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        upstream.request(self.command, self.path, body=raw or None, headers=headers)
        answer = upstream.getresponse()
        data = answer.read()
        upstream.close()
        if held:
            with LOCK:
                STATE["held"] += 1
            time.sleep(300)
            return
        self.reply(answer.status, answer.getheaders(), data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = work


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        # A client that was killed in the middle is what this is for.
        pass


Server(("127.0.0.1", PORT), Handler).serve_forever()

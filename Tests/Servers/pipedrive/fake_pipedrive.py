"""A fake of Pipedrive for tests, the project's own: stateful, strict, with faults.

fake_pipedrive.py PORT TOKEN [SPECIFICATION]

With SPECIFICATION (an OpenAPI document) and openapi-core, every request to a path that the document has, and every answer, is
checked against it; a request that does not fit is answered 400 with why.

PUT  /_/fault     {"status": 429, "times": 1, "after": "2", "lose": false}
GET  /_/requests  method, path, query and body of each, and whether the document was asked
POST /_/person    {"id": 1, "values": {…}}: a person changes a deal
POST /_/webhook   {"url": "…", "id": 1, "version": "2.0", "login": "user:password", "raw": "…", "attempts": 1}: what Pipedrive
                  sends of a changed deal, again until it is taken, at most so often; answers the statuses
PUT  /_/lag       {"seconds": 2}: the search shows what was made only after that time
GET  /_/objects   everything that it keeps
"""
import base64
import copy
import datetime
import http.server
import json
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

PORT, TOKEN = int(sys.argv[1]), sys.argv[2]
LOCK = threading.RLock()
ITEMS, REQUESTS, FAULTS = {}, [], []
STATE = {"next": 100, "clock": 0, "lag": 0}
KEY, EFFECT, REGION = "a" * 40, "b" * 40, "c" * 40
STAGES = [
    {"id": n, "name": name, "pipeline_id": 1, "order_nr": n, "is_deleted": False, "deal_probability": 100,
     "is_deal_rot_enabled": False, "days_to_rotten": None}
    for n, name in enumerate(["Lead", "Qualified", "Offer", "Contract"], 1)
]
FIELDS = {
    "dealFields": [("title", "varchar"), ("value", "double"), ("currency", "varchar"), ("probability", "int"),
                   ("expected_close_date", "date"), ("update_time", "date"), (KEY, "varchar"), (EFFECT, "varchar"),
                   (REGION, "enum")],
    "personFields": [("name", "varchar"), ("email", "varchar")],
    "organizationFields": [("name", "varchar")],
}
OWN = {"title", "owner_id", "person_id", "org_id", "pipeline_id", "stage_id", "value", "currency", "status",
       "probability", "lost_reason", "visible_to", "expected_close_date", "label_ids", "custom_fields"}
checker = None
if len(sys.argv) > 3:
    import yaml
    from openapi_core import OpenAPI
    from openapi_core.datatypes import RequestParameters
    from werkzeug.datastructures import Headers, ImmutableMultiDict

    document = yaml.safe_load(open(sys.argv[3]))
    document["servers"] = [{"url": f"http://127.0.0.1:{PORT}/api/v2"}]
    checker = OpenAPI.from_dict(document)
    KNOWN = [tuple(p.strip("/").split("/")) for p in document["paths"]]

    class Asked:
        def __init__(self, method, path, query, headers, raw):
            self.host_url, self.path, self.method = f"http://127.0.0.1:{PORT}", path, method.lower()
            self.full_url_pattern = self.host_url + path
            pairs = [(k, v) for k, values in query.items() for v in values]
            self.parameters = RequestParameters(query=ImmutableMultiDict(pairs), header=Headers(headers), cookie=ImmutableMultiDict())
            self.body, self.content_type = raw or None, "application/json"

    class Answered:
        def __init__(self, status, body):
            self.status_code, self.data = status, json.dumps(body).encode()
            self.content_type, self.headers = "application/json", {}


class Refused(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


def is_known(path):
    parts = tuple(path.removeprefix("/api/v2").strip("/").split("/"))
    return path.startswith("/api/v2/") and any(
        len(k) == len(parts) and all(a == b or a.startswith("{") and b.isdigit() for a, b in zip(k, parts)) for k in KNOWN
    )


def now():
    # Times of Pipedrive are whole seconds; two changes of a test never have one time here.
    STATE["clock"] = max(int(time.time()), STATE["clock"] + 1)
    return datetime.datetime.fromtimestamp(STATE["clock"], datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def check(kind, body):
    if kind != "deals":
        return
    for name, value in body.items():
        if name not in OWN:
            raise Refused(400, f"Validation failed: {name}: unknown")
        if name == "stage_id" and value not in [s["id"] for s in STAGES]:
            raise Refused(400, "Validation failed: stage_id: stage not found")
        if name == "owner_id" and value not in (11, 12):
            raise Refused(400, "Validation failed: owner_id: user not found")
        if name == "custom_fields":
            for key in value:
                if key not in [f for f, _ in FIELDS["dealFields"]]:
                    raise Refused(400, f"Validation failed: custom_fields: {key}")
    if body.get("status") not in (None, "lost") and body.get("lost_reason"):
        raise Refused(400, "Validation failed: lost_reason: only for lost deals")


def write(item, body):
    custom = {**item.get("custom_fields", {}), **body.get("custom_fields", {})}
    if "stage_id" in body and body["stage_id"] != item.get("stage_id"):
        item["stage_change_time"] = None
    item.update(body)
    if custom:
        item["custom_fields"] = custom
    item["update_time"] = now()
    if item.get("status") in ("won", "lost"):
        item[item["status"] + "_time"] = item["update_time"]


def page(found, query, limit=2):
    # Small pages, so that clients go through them.
    start = int(query.get("cursor", ["0"])[0])
    more = str(start + limit) if start + limit < len(found) else None
    return 200, {"success": True, "data": found[start : start + limit], "additional_data": {"next_cursor": more}}


def handle(method, path, query, body):
    parts = path.strip("/").split("/")
    if parts[0] != "api" or parts[1] not in ("v1", "v2"):
        raise Refused(404, "unknown path")
    version, kind = parts[1], parts[2]
    if version == "v1":
        if kind in FIELDS:
            start = int(query["start"][0])
            data = [
                {"key": key, "name": key, "field_type": name,
                 "options": [{"id": 31, "label": "North"}, {"id": 32, "label": "South"}] if name == "enum" else None}
                for key, name in FIELDS[kind][start : start + 5]
            ]
            more = start + 5 < len(FIELDS[kind])
            return 200, {"success": True, "data": data, "additional_data": {
                "pagination": {"start": start, "more_items_in_collection": more, "next_start": start + 5}}}
        if kind == "users":
            return 200, {"success": True, "data": [{"id": n, "name": f"User {n}", "active_flag": True} for n in (11, 12)]}
        if kind != "notes":
            raise Refused(404, "unknown path")
    if kind == "stages":
        return page([s for s in STAGES if str(s["pipeline_id"]) == query.get("pipeline_id", ["1"])[0]], query)
    items = [i for i in ITEMS.values() if i["kind"] == kind]
    if method == "GET" and parts[3:] == ["search"]:
        term, name = query["term"][0], query["fields"][0]
        items = [i for i in items if time.time() - i["made"] >= STATE["lag"]]
        found = [
            i for i in items
            if name == "custom_fields" and term in i.get("custom_fields", {}).values()
            or name == "name" and i.get("name") == term
            or name == "email" and any(e["value"] == term for e in i.get("emails", []))
        ]
        return 200, {"success": True, "data": {"items": [{"result_score": 1, "item": {"id": i["id"]}} for i in found]}}
    if method == "GET" and len(parts) == 3:
        if "deal_id" in query:
            items = [i for i in items if str(i.get("deal_id")) == query["deal_id"][0]]
            return 200, {"success": True, "data": [show(i) for i in items], "additional_data": {"next_cursor": None}}
        since = query.get("updated_since", [""])[0]
        by = query.get("sort_by", ["id"])[0]
        found = sorted(
            (i for i in items if i["update_time"] >= since), key=lambda i: (i[by], i["id"]),
            reverse=query.get("sort_direction", ["asc"])[0] == "desc",
        )
        return page([show(i) for i in found], query)
    if method == "POST" and len(parts) == 3:
        if kind == "deals" and not body.get("title"):
            raise Refused(400, "Validation failed: title: Required")
        check(kind, body)
        STATE["next"] += 1
        item = {"id": STATE["next"], "kind": kind, "add_time": now(), "made": time.time()}
        if kind == "deals":
            item |= {"status": "open", "stage_id": 1, "pipeline_id": 1, "owner_id": 11, "value": 0, "currency": "EUR"}
        write(item, body)
        ITEMS[item["id"]] = item
        return 201, {"success": True, "data": show(item)}
    item = ITEMS.get(int(parts[3]) if len(parts) == 4 and parts[3].isdigit() else -1)
    if item is None or item["kind"] != kind:
        raise Refused(404, "not found")
    if method == "PATCH":
        check(kind, {**({"status": item["status"]} if kind == "deals" and "lost_reason" in body else {}), **body})
        write(item, body)
    return 200, {"success": True, "data": show(item)}


def show(item):
    return {k: v for k, v in item.items() if k not in ("kind", "made") and v is not None}


def tell(order):
    statuses = []
    deal = show(ITEMS[order["id"]]) if order.get("id") in ITEMS else {"id": order.get("id")}
    for attempt in range(order.get("attempts", 1)):
        if order.get("version", "2.0") == "2.0":
            meta = {"action": "change", "company_id": "12", "correlation_id": "c", "entity": "deal",
                    "entity_id": str(order.get("id")), "id": f"message-{order.get('id')}-{time.time()}", "is_bulk_edit": False,
                    "timestamp": "2026-01-01T00:00:00.000Z", "type": "general", "user_id": "11", "version": "2.0",
                    "webhook_id": "7", "webhook_owner_id": "11", "change_source": "app", "permitted_user_ids": ["11"],
                    "attempt": attempt + 1, "host": "company.pipedrive.com"}
            # What it says of the values is never right: whoever believes it is found out.
            body = {"data": {**deal, "status": "won"}, "previous": {"status": "lost"}, "meta": meta}
        else:
            meta = {"v": 1, "action": "updated", "object": "deal", "id": order.get("id"), "company_id": 12, "user_id": 11,
                    "host": "company.pipedrive.com", "timestamp": 1767225600, "timestamp_micro": 1767225600000000,
                    "permitted_user_ids": [11], "trans_pending": False, "is_bulk_update": False, "webhook_id": "7"}
            body = {"v": 1, "matches_filters": {"current": [], "previous": []}, "meta": meta,
                    "current": {**deal, "status": "won"}, "previous": {"status": "lost"}, "event": "updated.deal",
                    "retry": attempt}
        data = order["raw"].encode() if "raw" in order else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "Pipedrive Webhooks"}
        if order.get("login"):
            headers["Authorization"] = "Basic " + base64.b64encode(order["login"].encode()).decode()
        request = urllib.request.Request(order["url"], data=data, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                statuses.append(answer.status)
                break
        except urllib.error.HTTPError as refused:
            statuses.append(refused.code)
        except OSError:
            statuses.append(0)
    return statuses


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def control(self, path, body):
        if path == "/_/fault":
            FAULTS.extend([body] * body.get("times", 1)) if body else FAULTS.clear()
            return 200, {}
        if path == "/_/requests":
            return 200, REQUESTS
        if path == "/_/objects":
            return 200, list(ITEMS.values())
        if path == "/_/webhook":
            return 200, tell(body)
        if path == "/_/lag":
            STATE["lag"] = body["seconds"]
            return 200, {}
        with LOCK:
            write(ITEMS[body["id"]], body["values"])
        return 200, {}

    def work(self):
        path, _, text = self.path.partition("?")
        query = urllib.parse.parse_qs(text, keep_blank_values=True)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(raw) if raw else {}
        if path.startswith("/_/"):
            return self.reply(*self.control(path, body))
        lost = None
        with LOCK:
            asked = checker is not None and is_known(path)
            REQUESTS.append({"method": self.command, "path": path, "query": query, "checked": asked,
                             "body": copy.deepcopy(body) if raw else None})
            fault = FAULTS.pop(0) if FAULTS else None
            if fault and not fault.get("lose"):
                headers = [("Retry-After", fault["after"])] if "after" in fault else []
                return self.reply(fault["status"], {"success": False, "error": "injected"}, headers)
            try:
                if self.headers.get("x-api-token") != TOKEN:
                    raise Refused(401, "unauthorized access")
                if asked:
                    question = Asked(self.command, path, query, dict(self.headers), raw)
                    try:
                        checker.validate_request(question)
                    except Exception as wrong:
                        raise Refused(400, f"specification: {wrong} {getattr(wrong, '__cause__', '')}"[:400])
                status, answer = handle(self.command, path, query, body)
                if asked:
                    checker.validate_response(question, Answered(status, answer))
            except Refused as refused:
                status, answer = refused.status, {"success": False, "error": refused.message, "data": None}
            # What is said is as of now, whatever a person does while it is sent.
            answer = copy.deepcopy(answer)
            lost = fault
        if lost:
            self.close_connection = True
            return self.connection.close()
        self.reply(status, answer)

    do_GET = do_POST = do_PUT = do_PATCH = work


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", PORT), Handler).serve_forever()

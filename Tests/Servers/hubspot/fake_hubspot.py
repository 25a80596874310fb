"""A fake of HubSpot's CRM for tests, the project's own: stateful, strict about properties, options and links, with faults.

fake_hubspot.py PORT TOKEN APP_SECRET

/crm/v3/objects/…, /crm/v3/pipelines/deals, /crm/v3/properties/…, /crm/v3/owners, /crm/v4/…/associations/default/…
PUT  /_/fault     {"status": 429, "times": 1, "after": "2", "lose": false, "method": "PATCH"}: the next calls (of that
                  method) fail so; `lose` does the work first and breaks the connection
PUT  /_/phase     {"name": "…"}: later requests are recorded under that name
GET  /_/requests?phase=…   method, path, query, headers and body of each
POST /_/person    {"id": "…", "properties": {…}}: a person changes a deal
POST /_/webhook   {"url": "…", "ids": ["…"], "address": "…", "age": 0, "secret": "…", "raw": "…", "attempts": 1, "same": false}:
                  a batch of events goes there, signed with the app's secret (or another) for `address` (or `url`), as old
                  as `age` milliseconds, with the body `raw` in place of events, again up to `attempts` times until it is
                  taken; `same` sends the very same request each time. Answers the statuses
POST /_/sign      {"uri": "…", "body": "…", "timestamp": "…"}: the signature, to be held against the SDK's
POST /_/merge     {"winner": "…", "loser": "…"}: one of two deals is left
GET  /_/objects   everything that it keeps
"""
import base64
import copy
import datetime
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

PORT, TOKEN, SECRET = int(sys.argv[1]), sys.argv[2], sys.argv[3]
LOCK = threading.RLock()
OBJECTS, REQUESTS, FAULTS, MERGED = {}, [], [], {}
STATE = {"next": 1000, "phase": "", "clock": 0.0}
STAGES = ["appointmentscheduled", "qualifiedtobuy", "contractsent", "closedwon", "closedlost"]
PROPERTIES = {
    "deals": {
        "dealname": "string", "dealstage": "enumeration", "pipeline": "enumeration", "amount": "number",
        "closedate": "date", "hubspot_owner_id": "enumeration", "closed_lost_reason": "string",
        "deal_currency_code": "enumeration", "turnpike_deal": "string", "turnpike_effect": "string",
        "hs_deal_stage_probability": "number", "hs_lastmodifieddate": "datetime", "createdate": "datetime",
    },
    "contacts": {"email": "string", "firstname": "string", "lastname": "string", "phone": "string"},
    "companies": {"domain": "string", "name": "string", "phone": "string"},
    "notes": {"hs_note_body": "string", "hs_timestamp": "datetime"},
    "tasks": {
        "hs_task_body": "string", "hs_task_subject": "string", "hs_task_status": "enumeration", "hs_timestamp": "datetime",
    },
}
READ_ONLY = {"hs_deal_stage_probability", "hs_lastmodifieddate", "createdate"}
UNIQUE = {"deals": ["turnpike_deal"], "contacts": ["email"], "companies": [], "notes": [], "tasks": []}
OWNERS = [{"id": str(n), "email": f"owner{n}@example.org", "archived": False} for n in range(11, 16)]


class Refused(Exception):
    def __init__(self, status, message, category="VALIDATION_ERROR"):
        self.status, self.message, self.category = status, message, category


def now():
    # Two changes never have one time, as they hardly ever do there.
    STATE["clock"] = max(time.time(), STATE["clock"] + 0.001)
    return STATE["clock"]


def stamp(moment):
    text = datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def show(item, wanted=()):
    properties = {k: v for k, v in item["properties"].items() if v is not None}
    if wanted:
        properties = {k: item["properties"].get(k) for k in set(wanted) | {"hs_object_id"}}
    return {
        "id": item["id"], "properties": properties, "createdAt": stamp(item["created"]),
        "updatedAt": stamp(item["updated"]), "archived": item["archived"],
    }


def check(kind, properties):
    if not isinstance(properties, dict):
        raise Refused(400, "Invalid input JSON: properties")
    for name, value in properties.items():
        if name not in PROPERTIES[kind]:
            raise Refused(400, f'Property values were not valid: Property "{name}" does not exist')
        if name in READ_ONLY:
            raise Refused(400, f'Property "{name}" is read only')
        if value is not None and not isinstance(value, str):
            raise Refused(400, f'Invalid input JSON: "{name}" must be a string')
        if not value:
            continue
        if PROPERTIES[kind][name] == "number":
            try:
                float(value)
            except ValueError:
                raise Refused(400, f'"{value}" was not a valid number')
        if PROPERTIES[kind][name] == "date" and not value.isdigit():
            try:
                datetime.date.fromisoformat(value)
            except ValueError:
                raise Refused(400, f'"{value}" was not a valid date')
        if name == "dealstage" and value not in STAGES:
            raise Refused(400, f'"{value}" was not one of the allowed options: {STAGES}')
        if name == "pipeline" and value != "default":
            raise Refused(400, f'"{value}" was not one of the allowed options: [default]')
        if name == "hubspot_owner_id" and value not in [o["id"] for o in OWNERS]:
            raise Refused(400, f'"{value}" is not a valid owner')
        if name == "email" and "@" not in value:
            raise Refused(400, f'Email address "{value}" is invalid')


def conflicts(kind, properties, item=None):
    for name in UNIQUE[kind]:
        if properties.get(name):
            for other in OBJECTS.values():
                if other is not item and other["kind"] == kind and other["properties"].get(name) == properties[name]:
                    raise Refused(409, f"{kind[:-1]} already exists. Existing ID: {other['id']}", "CONFLICT")


def find(kind, key, name=None):
    key = key if name else MERGED.get(key, key)
    for item in OBJECTS.values():
        if item["kind"] == kind and not item["archived"]:
            if (item["properties"].get(name) if name else item["id"]) == key:
                return item
    raise Refused(404, "resource not found", "OBJECT_NOT_FOUND")


def matches(item, given):
    name, wanted = given["propertyName"], given.get("value")
    value = item["properties"].get(name)
    if given["operator"] == "HAS_PROPERTY":
        return value is not None
    if given["operator"] == "EQ":
        return value == wanted
    if given["operator"] == "GTE":
        have = item["updated"] * 1000 if name == "hs_lastmodifieddate" else float(value or "-inf")
        return have >= float(wanted)
    if given["operator"] == "CONTAINS_TOKEN":
        return wanted.lower() in "".join(c if c.isalnum() else " " for c in (value or "").lower()).split()
    raise Refused(400, f"{given['operator']} is not supported")


def search(kind, body):
    groups = body.get("filterGroups", [])
    if len(groups) > 5 or any(len(g["filters"]) > 6 for g in groups) or not 1 <= body.get("limit", 10) <= 200:
        raise Refused(400, "too many filters, or a limit beyond 200")
    found = [o for o in OBJECTS.values() if o["kind"] == kind and not o["archived"]]
    if groups:
        found = [o for o in found if any(all(matches(o, f) for f in g["filters"]) for g in groups)]
    for sort in body.get("sorts", []):
        name = sort["propertyName"]
        found.sort(
            key=lambda o: o["updated"] if name == "hs_lastmodifieddate" else o["created"],
            reverse=sort.get("direction") == "DESCENDING",
        )
    start = int(body.get("after") or 0)
    # Small pages, so that clients go through them.
    page = found[start : start + min(body.get("limit", 10), 3)]
    answer = {"total": len(found), "results": [show(o, body.get("properties", ())) for o in page]}
    if start + len(page) < len(found):
        answer["paging"] = {"next": {"after": str(start + len(page))}}
    return 200, answer


def write(item, properties):
    item["properties"].update(properties)
    item["updated"] = now()
    item["properties"]["hs_lastmodifieddate"] = stamp(item["updated"])


def handle(method, path, query, body):
    parts = path.strip("/").split("/")
    if parts[:3] == ["crm", "v3", "pipelines"] and method == "GET":
        stages = [
            {"id": s, "label": s.title(), "displayOrder": i, "archived": False, "metadata": {"probability": "0.5"},
             "createdAt": stamp(0), "updatedAt": stamp(0)}
            for i, s in enumerate(STAGES)
        ]
        pipeline = {"id": "default", "label": "Sales", "displayOrder": 0, "archived": False, "stages": stages,
                    "createdAt": stamp(0), "updatedAt": stamp(0)}
        return 200, {"results": [pipeline]}
    if parts[:3] == ["crm", "v3", "properties"] and method == "GET":
        results = [
            {
                "name": name, "label": name, "type": kind, "fieldType": "text", "groupName": "g", "description": "",
                "options": [{"label": s, "value": s, "hidden": False} for s in STAGES] if name == "dealstage" else [],
                "hasUniqueValue": name in UNIQUE[parts[3]],
                "modificationMetadata": {"readOnlyValue": name in READ_ONLY, "readOnlyDefinition": True, "archivable": False},
            }
            for name, kind in PROPERTIES[parts[3]].items()
        ]
        return 200, {"results": results}
    if parts[:3] == ["crm", "v3", "owners"] and method == "GET":
        start = int(query.get("after", ["0"])[0])
        page = OWNERS[start : start + 2]
        answer = {"results": [dict(o, createdAt=stamp(0), updatedAt=stamp(0)) for o in page]}
        if start + 2 < len(OWNERS):
            answer["paging"] = {"next": {"after": str(start + 2)}}
        return 200, answer
    if parts[:3] == ["crm", "v4", "objects"] and method == "GET" and parts[5:6] == ["associations"]:
        found = [o["id"] for o in OBJECTS.values() if o["kind"] == parts[6] and o["links"].get(parts[3]) == parts[4]]
        start = int(query.get("after", ["0"])[0])
        answer = {"results": [{"toObjectId": int(i), "associationTypes": []} for i in found[start : start + 3]]}
        if start + 3 < len(found):
            answer["paging"] = {"next": {"after": str(start + 3)}}
        return 200, answer
    if parts[:3] == ["crm", "v4", "objects"] and method == "PUT":
        item, other = find(parts[3], parts[4]), find(parts[7], parts[8])
        item["links"][parts[7]] = other["id"]
        return 200, {"status": "COMPLETE", "results": [], "startedAt": stamp(0), "completedAt": stamp(0)}
    if parts[:3] != ["crm", "v3", "objects"] or parts[3] not in PROPERTIES:
        raise Refused(404, "no such path")
    kind = parts[3]
    if method == "POST" and parts[4:] == ["search"]:
        return search(kind, body)
    if method == "POST" and parts[4:] == ["batch", "read"]:
        if not 1 <= len(body["inputs"]) <= 100:
            raise Refused(400, "1 to 100 inputs")
        found = [OBJECTS[i["id"]] for i in body["inputs"] if i["id"] in OBJECTS]
        return 200, {"status": "COMPLETE", "results": [show(o, body.get("properties", ())) for o in found]}
    if method == "POST" and len(parts) == 4:
        check(kind, body.get("properties"))
        conflicts(kind, body["properties"])
        links = {}
        for link in body.get("associations", []):
            if {t["associationCategory"] for t in link["types"]} != {"HUBSPOT_DEFINED"}:
                raise Refused(400, "unknown kind of association")
            links["deals"] = find("deals", link["to"]["id"])["id"]
        STATE["next"] += 1
        item = {"id": str(STATE["next"]), "kind": kind, "properties": {}, "created": now(), "updated": 0.0,
                "archived": False, "links": links}
        item["properties"]["hs_object_id"] = item["id"]
        write(item, body["properties"])
        OBJECTS[item["id"]] = item
        return 201, show(item)
    if len(parts) == 5:
        item = find(kind, urllib.parse.unquote(parts[4]), query.get("idProperty", [None])[0])
        if method == "GET":
            wanted = [n for v in query.get("properties", []) for n in v.split(",")]
            return 200, show(item, wanted)
        if method == "PATCH":
            check(kind, body.get("properties"))
            conflicts(kind, body["properties"], item)
            write(item, body["properties"])
            return 200, show(item)
        if method == "DELETE":
            item["archived"] = True
            return 204, None
    raise Refused(405, "no such operation")


def sign(secret, uri, body, moment):
    code = hmac.new(secret.encode(), b"POST" + uri.encode() + body + moment.encode(), hashlib.sha256).digest()
    return base64.b64encode(code).decode()


def events(ids, attempt):
    # What it says of the values is never right: whoever believes it is found out.
    STATE["event"] = STATE.get("event", 100) + 1
    return [
        {"eventId": STATE["event"] * 100 + i, "subscriptionId": 25, "portalId": 33, "appId": 1160452,
         "occurredAt": int(time.time() * 1000), "subscriptionType": "deal.propertyChange", "attemptNumber": attempt,
         "objectId": int(number), "propertyName": "dealstage", "propertyValue": "closedwon", "changeSource": "CRM_UI",
         "sourceId": "userId:4711"}
        for i, number in enumerate(ids)
    ]


def tell(order):
    statuses = []
    body = None
    for attempt in range(order.get("attempts", 1)):
        if body is None or not order.get("same"):
            body = json.dumps(events(order.get("ids", []), attempt)).encode() if "raw" not in order else order["raw"].encode()
            moment = str(int(time.time() * 1000) - order.get("age", 0))
            code = sign(order.get("secret", SECRET), order.get("address", order["url"]), body, moment)
        headers = {"X-HubSpot-Signature-v3": code, "X-HubSpot-Request-Timestamp": moment,
                   "Content-Type": "application/json", "User-Agent": "HubSpot Connect 2.0"}
        if order.get("unsigned"):
            del headers["X-HubSpot-Signature-v3"]
        request = urllib.request.Request(order["url"], data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                statuses.append(answer.status)
        except urllib.error.HTTPError as refused:
            statuses.append(refused.code)
        except OSError:
            # A receiver may hang up on a body that is far too long.
            statuses.append(0)
        if statuses[-1] // 100 == 2 and not order.get("same"):
            break
    return statuses


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, headers=()):
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def control(self, method, path, query, body):
        if path == "/_/fault":
            FAULTS.extend([body] * body.get("times", 1)) if body else FAULTS.clear()
            return 200, {}
        if path == "/_/phase":
            STATE["phase"] = body["name"]
            return 200, {}
        if path == "/_/requests":
            return 200, [r for r in REQUESTS if r["phase"] == query.get("phase", [""])[0]]
        if path == "/_/objects":
            return 200, list(OBJECTS.values())
        if path == "/_/webhook":
            return 200, tell(body)
        if path == "/_/sign":
            return 200, sign(SECRET, body["uri"], body["body"].encode(), body["timestamp"])
        if path == "/_/merge":
            # The record that is left has a new id; the old ones lead to it.
            with LOCK:
                winner, loser = OBJECTS[body["winner"]], OBJECTS[body["loser"]]
                MERGED[loser["id"]] = winner["id"]
                del OBJECTS[loser["id"]]
                write(winner, {})
            return 200, {}
        with LOCK:
            write(OBJECTS[body["id"]], body["properties"])
        return 200, {}

    def work(self):
        path, _, text = self.path.partition("?")
        query = urllib.parse.parse_qs(text, keep_blank_values=True)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw) if raw else {}
        except ValueError:
            return self.reply(400, {"category": "VALIDATION_ERROR", "correlationId": "c", "message": "Invalid input JSON"})
        if path.startswith("/_/"):
            return self.reply(*self.control(self.command, path, query, body))
        lost = None
        with LOCK:
            REQUESTS.append({
                "phase": STATE["phase"], "method": self.command, "path": path, "query": query,
                "headers": {k.lower(): v for k, v in self.headers.items()}, "body": copy.deepcopy(body) if raw else None,
            })
            fault = next((f for f in FAULTS if f.get("method", self.command) == self.command), None)
            if fault:
                FAULTS.remove(fault)
            if fault and not fault.get("lose"):
                headers = [("Retry-After", fault["after"])] if "after" in fault else []
                return self.reply(
                    fault["status"], {"category": "RATE_LIMITS", "correlationId": "c", "message": "injected"}, headers
                )
            try:
                if self.headers.get("Authorization") != "Bearer " + TOKEN:
                    raise Refused(401, "Authentication credentials not found", "INVALID_AUTHENTICATION")
                status, answer = handle(self.command, path, query, body)
            except Refused as refused:
                status = refused.status
                answer = {"category": refused.category, "correlationId": "c", "message": refused.message, "status": "error"}
            # What is said is as of now, whatever a person does while it is sent.
            answer = copy.deepcopy(answer)
            lost = fault
        if lost:
            # The work is done, and nobody hears of it.
            self.close_connection = True
            return self.connection.close()
        self.reply(status, answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = work


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


Server(("127.0.0.1", PORT), Handler).serve_forever()

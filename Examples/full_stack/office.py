#!/usr/bin/env python3
"""Everybody else in the example: people who click in Tryton, write in Matrix and keep a calendar; and the eyes that read back
what the servers have. It speaks to the servers themselves, never through Turnpike.

office.py rooms                         makes the rooms of the bot, and prints NAME=ID for each
office.py say WHO ROOM WORDS            boss or rep writes in a room
office.py wait ROOM WORDS               waits for a message with these words and prints it
office.py count ROOM WORDS              how many messages have these words
office.py busy START MINUTES            a colleague's appointment in the calendar
office.py accept NAME                   the attendee of a deal's event accepts, in the calendar
office.py alarm NAME                    somebody sets an alarm at a deal's event
office.py event NAME                    a deal's event in a line: when, change, state, who comes, alarms
office.py click NAME BUTTON [REASON]    somebody presses a button of an opportunity in Tryton
office.py write NAME FIELD VALUE        somebody changes a number of an opportunity
office.py record NAME                   an opportunity in a line, with its party, its contact, and how many sales and notes
"""
import base64
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


def call(method, address, body=None, headers=(), allowing=()):
    request = urllib.request.Request(address, data=body, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        if error.code in allowing:
            return error.code, error.read(), error.headers
        sys.exit(f"{method} {address}: {error.code} {error.read()[:300]}")


# Chat


def matrix(who, method, path, body=None):
    token = os.environ[f"TURNPIKE_MATRIX_{who.upper()}"]
    address = os.environ["TURNPIKE_MATRIX"] + "/_matrix/client/v3" + path
    data = None if body is None else json.dumps(body).encode()
    return json.loads(call(method, address, data, {"Authorization": f"Bearer {token}"})[1])


def rooms():
    people = {who: matrix(who, "GET", "/account/whoami")["user_id"] for who in ("boss", "rep")}
    for name in ("DESK", "WINS", "MANAGERS"):
        invited = ["boss"] if name == "MANAGERS" else ["boss", "rep"]
        wish = {"preset": "private_chat", "name": name.lower(), "invite": [people[who] for who in invited]}
        room = matrix("bot", "POST", "/createRoom", wish)["room_id"]
        for who in invited:
            matrix(who, "POST", f"/join/{urllib.parse.quote(room)}", {})
        print(f"{name}={room}")


def messages(room):
    place = f"/rooms/{urllib.parse.quote(room)}/messages?dir=b&limit=1000"
    events = reversed(matrix("bot", "GET", place)["chunk"])
    return [(e["sender"], e["content"].get("body", "")) for e in events if e["type"] == "m.room.message"]


def until(what, look):
    for _ in range(240):
        found = look()
        if found:
            return found
        time.sleep(0.5)
    sys.exit(f"within two minutes: {what}")


# Calendar


def dav(method, path="", body=None, headers=(), allowing=()):
    login = base64.b64encode(os.environ["TURNPIKE_CALDAV_LOGIN"].encode()).decode()
    address = urllib.parse.urljoin(os.environ["TURNPIKE_CALDAV"], path)
    return call(method, address, body, {"Authorization": f"Basic {login}", **dict(headers)}, allowing)


def events():
    """Each event with its address and its tag."""
    _, listing, _ = dav("PROPFIND", headers={"Depth": "1"})
    found = []
    for path in re.findall(rb"<(?:\w+:)?href>([^<]*\.ics)<", listing):
        _, text, headers = dav("GET", path.decode())
        lines = text.decode().replace("\r\n ", "").splitlines()
        found.append((path.decode(), headers["ETag"], lines))
    return found


def event(name):
    mine = [e for e in events() if f"SUMMARY:Demo: {name}".replace(",", "\\,") in e[2]]
    if len(mine) != 1:
        sys.exit(f"the calendar has {len(mine)} events of {name}")
    return mine[0]


def value(lines, name):
    return next((line.split(":", 1)[1] for line in lines if re.match(rf"{name}[;:]", line)), "-")


def standing(lines):
    said = re.search(r"PARTSTAT=([A-Z-]+)", next((line for line in lines if line.startswith("ATTENDEE")), ""))
    return (
        f"{value(lines, 'DTSTART')}, change {value(lines, 'SEQUENCE')}, {value(lines, 'STATUS')}, "
        f"{value(lines, 'ATTENDEE').removeprefix('mailto:')} {said.group(1) if said else '-'}, {lines.count('BEGIN:VALARM')} alarms"
    )


def busy(start, minutes):
    name = uuid.uuid4().hex
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//office//EN", "BEGIN:VEVENT", f"UID:{name}",
        "DTSTAMP:20260101T000000Z", f"DTSTART:{start}", f"DURATION:PT{minutes}M", "SUMMARY:A team meeting",
        "END:VEVENT", "END:VCALENDAR", "",
    ]
    dav("PUT", name + ".ics", "\r\n".join(lines).encode(), {"Content-Type": "text/calendar", "If-None-Match": "*"})


def change(name, old, new):
    path, tag, lines = event(name)
    text = "\r\n".join(lines).replace(old, new) + "\r\n"
    dav("PUT", path, text.encode(), {"Content-Type": "text/calendar", "If-Match": tag})


def accept(name):
    change(name, "PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")


def alarm(name):
    lines = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Demo", "TRIGGER:-PT15M", "END:VALARM", "END:VEVENT"]
    change(name, "END:VEVENT", "\r\n".join(lines))


# CRM


class Tryton:
    def __init__(self):
        self.base = os.environ["TURNPIKE_TRYTON"] + "/rpc/"
        self.headers = {"Content-Type": "application/json"}
        user, token = self.rpc(
            "common.db.login", "admin", {"password": os.environ["TURNPIKE_TRYTON_PASSWORD"]}, "en"
        )[:2]
        session = base64.b64encode(f"admin:{user}:{token}".encode()).decode()
        self.headers["Authorization"] = f"Session {session}"
        self.context = {"company": 1, "employee": 1}

    def rpc(self, method, *parameters):
        body = json.dumps({"id": 1, "method": method, "params": list(parameters)}).encode()
        answer = json.loads(call("POST", self.base, body, self.headers)[1])
        if "error" in answer:
            sys.exit(f"Tryton, {method}: {answer['error']}")
        return answer["result"]

    def records(self, name):
        fields = [
            "state", "amount", "currency.code", "conversion_probability", "lost_reason", "party.name", "contact.value",
            "sales",
        ]
        return self.rpc(
            "model.sale.opportunity.search_read", [["description", "=", name]], 0, 10, None, fields, self.context
        )

    def record(self, name):
        found = self.records(name)
        if len(found) != 1:
            sys.exit(f"Tryton has {len(found)} opportunities '{name}'")
        return found[0]

    def notes(self, record):
        resource = ["resource", "=", f"sale.opportunity,{record['id']}"]
        return self.rpc("model.ir.note.search_read", [resource], 0, 10, None, ["message"], self.context)


def record(name):
    tryton = Tryton()
    found = tryton.record(name)

    def of(relation, field):
        return (found.get(relation + ".") or {}).get(field) or f"no {relation}"

    amount = f"{found['amount']['decimal']} {of('currency', 'code')}" if found["amount"] else "no amount"
    return (
        f"{found['state']}, {amount}, {round(found['conversion_probability'] * 100)}%, "
        f"{found['lost_reason'] or 'no reason'}, {of('party', 'name')}, {of('contact', 'value')}, "
        f"{len(found['sales'] or [])} sales, {len(tryton.notes(found))} notes"
    )


def click(name, button, reason=None):
    tryton = Tryton()
    found = tryton.record(name)
    if reason:
        tryton.rpc("model.sale.opportunity.write", [found["id"]], {"lost_reason": reason}, tryton.context)
    tryton.rpc(f"model.sale.opportunity.{button}", [found["id"]], tryton.context)


def write(name, field, number):
    tryton = Tryton()
    found = tryton.record(name)
    value = {"__class__": "Decimal", "decimal": number}
    tryton.rpc("model.sale.opportunity.write", [found["id"]], {field: value}, tryton.context)


words = sys.argv[2:]
match sys.argv[1:2]:
    case ["rooms"]:
        rooms()
    case ["say"]:
        who, room, text = words
        place = f"/rooms/{urllib.parse.quote(room)}/send/m.room.message/{uuid.uuid4()}"
        matrix(who, "PUT", place, {"msgtype": "m.text", "body": text})
    case ["wait"]:
        room, text = words
        found = until(f"no message '{text}'", lambda: [m for m in messages(room) if text in m[1]])
        print(f"{found[-1][0]}: {found[-1][1]}")
    case ["count"]:
        print(sum(words[1] in text for _, text in messages(words[0])))
    case ["busy"]:
        busy(*words)
    case ["accept"]:
        accept(*words)
    case ["alarm"]:
        alarm(*words)
    case ["event"]:
        print(standing(event(*words)[2]))
    case ["click"]:
        click(*words)
    case ["write"]:
        write(*words)
    case ["record"]:
        print(record(*words))
    case _:
        sys.exit(__doc__)

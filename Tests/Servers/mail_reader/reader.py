"""Reads what Turnpike writes with programs that others wrote, and writes what they write.

reader.py mail FILE            what a mail says, as JSON (Python's email package)
reader.py calendar FILE        what a calendar says and what it lacks, as JSON (icalendar; RFC 5545, RFC 5546)
reader.py answer FILE STATUS   the answer of an invitation's first guest, as a calendar program writes it
reader.py put FILE...          puts mails into the box of rep@acme.test, as they are
"""
import email
import email.policy
import email.utils
import hashlib
import imaplib
import json
import os
import ssl
import sys
from datetime import datetime, timezone
from email.header import decode_header, make_header

# What RFC 5546 demands of an event, by method (sections 3.2.2, 3.2.3, 3.2.5).
DEMANDED = {
    "REQUEST": ["ATTENDEE", "DTSTAMP", "DTSTART", "ORGANIZER", "SEQUENCE", "SUMMARY", "UID"],
    "REPLY": ["ATTENDEE", "DTSTAMP", "ORGANIZER", "UID"],
    "CANCEL": ["ATTENDEE", "DTSTAMP", "ORGANIZER", "SEQUENCE", "STATUS", "UID"],
}
# What may stand there once only (RFC 5545, section 3.6.1).
ONCE = ["DTSTAMP", "UID", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "ORGANIZER", "SEQUENCE", "STATUS"]


def named(old, *names):
    """Names and addresses. The newer reader of Python 3.11 keeps the folds between encoded words (RFC 2047, section 6.2
    wants them gone), the older one does not."""
    pairs = email.utils.getaddresses([str(value) for name in names for value in old.get_all(name, [])])
    return [[str(make_header(decode_header(name))), address] for name, address in pairs]


def mail(data):
    # As text: from bytes, Python reads addresses beyond ASCII as unknown ones.
    message = email.message_from_string(data.decode(), policy=email.policy.SMTPUTF8)
    old = email.message_from_string(data.decode())
    defects = [str(defect) for part in message.walk() for defect in part.defects]
    for part in message.walk():
        for name, value in part.items():
            # A local part beyond ASCII is what SMTPUTF8 is there for.
            defects += [
                f"{name}: {defect}"
                for defect in getattr(value, "defects", [])
                if type(defect).__name__ != "NonASCIILocalPartDefect"
            ]
    parts = []
    for part in message.walk():
        content = None if part.is_multipart() else part.get_payload(decode=True)
        text = part.get_content() if part.get_content_maintype() == "text" else None
        parts.append(
            {
                "type": part.get_content_type(),
                "parameters": {k: str(v) for k, v in part["content-type"].params.items() if k != "boundary"},
                "disposition": part.get_content_disposition(),
                "file": part.get_filename(),
                "id": part["content-id"],
                "text": text if isinstance(text, str) else None,
                "digest": None if content is None else hashlib.sha256(content).hexdigest(),
            }
        )
    head = data.split(b"\r\n\r\n", 1)[0]
    return {
        "defects": defects,
        "headers": [[name.lower(), str(value)] for name, value in message.items()],
        "to": named(old, "to", "cc"),
        "from": named(old, "from"),
        "date": message["date"].datetime.astimezone(timezone.utc).isoformat(),
        "parts": parts,
        "longest": max(len(line) for line in data.split(b"\r\n")),
        "longest_header": max(len(line) for line in head.split(b"\r\n")),
        "headers_are_ascii": head.isascii(),
        "bare": data.replace(b"\r\n", b"").count(b"\n") + data.replace(b"\r\n", b"").count(b"\r"),
    }


def moment(value):
    return value.dt.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def calendar(data):
    from icalendar import Calendar

    problems = []
    if data.replace(b"\r\n", b"").count(b"\n") or not data.endswith(b"\r\n"):
        problems.append("a line does not end with CR LF")
    for line in data.split(b"\r\n"):
        if len(line) > 75:
            problems.append("a line is longer than 75 bytes")
        line.decode()
    read = Calendar.from_ical(data)
    events = read.walk("VEVENT")
    if len(events) != 1:
        problems.append(f"{len(events)} events")
    event = events[0]
    method = str(read["METHOD"])
    problems += [f"{name} is missing" for name in DEMANDED[method] if name not in event]
    problems += [f"{name} is missing" for name in ("PRODID", "VERSION") if name not in read]
    problems += [f"{name} stands there twice" for name in ONCE if isinstance(event.get(name), list)]
    problems += [f"{name}: {problem}" for component in (read, event) for name, problem in component.errors]
    if "DTEND" in event and event["DTEND"].dt <= event["DTSTART"].dt:
        problems.append("it ends before it begins")
    guests = event.get("ATTENDEE", [])
    guests = guests if isinstance(guests, list) else [guests]
    if read.to_ical() and Calendar.from_ical(read.to_ical()) != read:
        problems.append("written again, it is another")
    return {
        "problems": problems,
        "method": method,
        "uid": str(event["UID"]),
        "sequence": int(event.get("SEQUENCE", 0)),
        "start": moment(event["DTSTART"]) if "DTSTART" in event else None,
        "end": moment(event["DTEND"]) if "DTEND" in event else None,
        "stamp": moment(event["DTSTAMP"]),
        "summary": str(event.get("SUMMARY", "")),
        "details": str(event.get("DESCRIPTION", "")),
        "place": str(event.get("LOCATION", "")),
        "status": str(event.get("STATUS", "")),
        "organizer": [str(event["ORGANIZER"]), event["ORGANIZER"].params.get("CN", "")],
        "guests": [[str(g), g.params.get("CN", ""), g.params.get("PARTSTAT", "")] for g in guests],
    }


def answer(data, status):
    from icalendar import Calendar, Event

    event = Calendar.from_ical(data).walk("VEVENT")[0]
    guests = event["ATTENDEE"]
    guest = guests[0] if isinstance(guests, list) else guests
    guest.params["PARTSTAT"] = status
    guest.params.pop("RSVP", None)
    reply, said = Calendar(), Event()
    reply.add("PRODID", "-//Another program//EN")
    reply.add("VERSION", "2.0")
    reply.add("METHOD", "REPLY")
    for name in ("UID", "SEQUENCE", "ORGANIZER", "DTSTART", "DTEND"):
        said[name] = event[name]
    said.add("DTSTAMP", datetime(2026, 11, 22, tzinfo=timezone.utc))
    said.add("ATTENDEE", guest, encode=0)
    said.add("COMMENT", "With pleasure; see you, then\nand thanks " + "ä" * 60)
    reply.add_component(said)
    return reply.to_ical()


def put(names):
    tls = ssl.create_default_context(cafile=os.environ["TURNPIKE_MAILBOX_CA"])
    box = imaplib.IMAP4_SSL("localhost", int(os.environ["TURNPIKE_IMAP_PORT"]), ssl_context=tls)
    box.login("rep@acme.test", "s3cret")
    for name in names:
        with open(name, "rb") as file:
            done = box.append("INBOX", None, None, file.read())
        assert done[0] == "OK", done
    box.logout()


if sys.argv[1] == "put":
    put(sys.argv[2:])
else:
    with open(sys.argv[2], "rb") as file:
        content = file.read()
    if sys.argv[1] == "answer":
        sys.stdout.buffer.write(answer(content, sys.argv[3]))
    else:
        print(json.dumps({"mail": mail, "calendar": calendar}[sys.argv[1]](content)))

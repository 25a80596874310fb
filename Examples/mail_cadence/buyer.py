#!/usr/bin/env python3
"""The customer's side of the example: reads the box of buyer@x.test and answers as mail programs do.

buyer.py wait SUBJECT              waits for a mail
buyer.py count SUBJECT             prints how many mails with this subject have come
buyer.py answer SUBJECT WORDS [N]  answers it, N times
buyer.py away SUBJECT DATE         answers as a machine: away until DATE
buyer.py accept SUBJECT            accepts the invitation in it
Places come from MAIL_SMTP_PORT, MAIL_IMAP_PORT and MAIL_CA.
"""
import email
import email.policy
import imaplib
import os
import smtplib
import ssl
import sys
import time
from email.message import EmailMessage

USER, PASSWORD = "buyer@x.test", "s3cret"
tls = ssl.create_default_context(cafile=os.environ["MAIL_CA"])


def mails(subject):
    box = imaplib.IMAP4_SSL("localhost", int(os.environ["MAIL_IMAP_PORT"]), ssl_context=tls)
    box.login(USER, PASSWORD)
    box.select("INBOX", readonly=True)
    found = []
    numbers = box.search(None, "ALL")[1][0].split()
    for number in numbers:
        message = email.message_from_bytes(
            box.fetch(number, "(BODY.PEEK[])")[1][0][1], policy=email.policy.default
        )
        if message["subject"] == subject:
            found.append(message)
    box.logout()
    return found


def wait(subject):
    for _ in range(240):
        found = mails(subject)
        if found:
            return found[-1]
        time.sleep(0.5)
    sys.exit(f"no mail '{subject}' came within two minutes")


def send(messages):
    with smtplib.SMTP("localhost", int(os.environ["MAIL_SMTP_PORT"])) as server:
        server.starttls(context=tls)
        server.login(USER, PASSWORD)
        for message in messages:
            server.send_message(message)


def reply(to, words, number=0):
    message = EmailMessage()
    message["From"] = f"Buyer <{USER}>"
    message["To"] = str(to["reply-to"] or to["from"])
    message["Subject"] = f"Re: {to['subject']}"
    message["Date"] = email.utils.localtime()
    message["Message-ID"] = email.utils.make_msgid(idstring=str(number), domain="x.test")
    message["In-Reply-To"] = to["message-id"]
    message["References"] = f"{to['references'] or ''} {to['message-id']}".strip()
    quoted = to.get_body(("plain",)).get_content().replace("\n", "\n> ")
    message.set_content(f"{words}\n\nOn Monday a rep wrote:\n> {quoted}\n")
    return message


action, subject = sys.argv[1], sys.argv[2]
if action == "count":
    print(len(mails(subject)))
elif action == "wait":
    wait(subject)
elif action == "answer":
    mail = wait(subject)
    send([reply(mail, sys.argv[3], number) for number in range(int(sys.argv[4]) if len(sys.argv) > 4 else 1)])
elif action == "away":
    message = reply(wait(subject), f"I am out of the office and back on {sys.argv[3]}.")
    message.replace_header("Subject", f"Automatic reply: {subject}")
    message["Auto-Submitted"] = "auto-replied"
    send([message])
elif action == "accept":
    mail = wait(subject)
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    lines = part.get_content().replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", "ACCEPTED")
    message = reply(mail, "Accepted.")
    message.add_alternative(lines.encode(), "text", "calendar", params={"method": "REPLY", "charset": "UTF-8"})
    send([message])
else:
    sys.exit(__doc__)

"""A mail server that takes everything and fails on request. Usage: sink.py FOLDER PORT TLSPORT CERT KEY"""
import asyncio
import base64
import json
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, port, tls_port, cert, key = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5]
greylisted = set()


class Sink:
    """Receivers choose the fault: greylist@, nouser@, full@, hang@, close@."""

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("greylist") and address not in greylisted:
            greylisted.add(address)
            return "451 4.7.1 greylisted, try again later"
        if name.startswith("nouser"):
            return "550 5.1.1 no such user"
        if name.startswith("hang"):
            await asyncio.sleep(600)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def auth_XOAUTH2(self, server, args):
        """A token instead of a password, as large providers want it."""
        text = args[1] if len(args) > 1 else await server.challenge_auth("", encode_to_b64=False)
        try:
            words = base64.b64decode(text).split(b"\x01")
        except ValueError:
            return AuthResult(success=False, handled=False)
        if words == [b"user=crm", b"auth=Bearer token-1", b"", b""]:
            server.session.mechanism = "XOAUTH2"
            return AuthResult(success=True, handled=False, auth_data=LoginPassword(b"crm", b""))
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, server, session, envelope):
        if any(to.startswith("full") for to in envelope.rcpt_tos):
            return "452 4.3.1 insufficient storage"
        line = {
            "tls": session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
            "mechanism": getattr(session, "mechanism", None),
            "auth": session.auth_data.login.decode() if session.auth_data else None,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "peer": list(session.peer),
            "data": envelope.content.decode("utf-8", "replace"),
        }
        with open(folder + "/mails.jsonl", "a") as file:
            file.write(json.dumps(line) + "\n")
        if any(to.startswith("close") for to in envelope.rcpt_tos):
            server.transport.abort()
        return "250 2.0.0 queued"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"crm" and data.password == b"s3cret"
    session.mechanism = mechanism
    # handled=False, or a bad password gets no answer at all.
    return AuthResult(success=good, handled=False, auth_data=data if good else None)


context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(cert, key)


class StartTLS(Controller):
    def factory(self):
        return SMTP(
            self.handler,
            hostname="localhost",
            tls_context=context,
            require_starttls=True,
            authenticator=authenticate,
            auth_required=True,
            enable_SMTPUTF8=True,
        )


first = StartTLS(Sink(), hostname="127.0.0.1", port=port)
second = Controller(
    Sink(),
    hostname="127.0.0.1",
    port=tls_port,
    ssl_context=context,
    authenticator=authenticate,
    auth_required=True,
    auth_require_tls=False,
    auth_exclude_mechanism=["PLAIN"],
    enable_SMTPUTF8=True,
)
first.start()
second.start()
signal.sigwait({signal.SIGTERM, signal.SIGINT})
first.stop()
second.stop()

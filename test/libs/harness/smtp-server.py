# An SMTP server that wants a password and keeps what it is sent:   python3 smtp-server.py <port> <folder>
import os
import sys
import threading
from email import message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

port, folder = int(sys.argv[1]), sys.argv[2]


class Keeper:
    """A file for each mail, named by its header X-Id, which no other mail may have had."""

    async def handle_DATA(self, server, session, envelope):
        name = message_from_bytes(envelope.content).get("X-Id", "none")
        if not name.replace("-", "").isalnum():
            return "550 a bad X-Id"
        with open(os.path.join(folder, name), "xb") as file:
            file.write(envelope.content)
        return "250 OK"


def authenticator(server, session, envelope, mechanism, data):
    right = getattr(data, "login", None) == b"green" and getattr(data, "password", None) == b"patch"
    return AuthResult(success=right, handled=False)


os.makedirs(folder, exist_ok=True)
Controller(
    Keeper(),
    hostname="127.0.0.1",
    port=port,
    data_size_limit=100_000,
    authenticator=authenticator,
    auth_required=True,
    auth_require_tls=False,
).start()
threading.Event().wait()

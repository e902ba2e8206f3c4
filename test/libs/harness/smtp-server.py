# An SMTP server that wants a password and keeps what it is sent:   python3 smtp-server.py <port> <maildir>
import sys
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import AuthResult


def authenticator(server, session, envelope, mechanism, data):
    right = getattr(data, "login", None) == b"green" and getattr(data, "password", None) == b"patch"
    return AuthResult(success=right, handled=False)


port, folder = int(sys.argv[1]), sys.argv[2]
Controller(
    Mailbox(folder),
    hostname="127.0.0.1",
    port=port,
    data_size_limit=100_000,
    authenticator=authenticator,
    auth_required=True,
    auth_require_tls=False,
).start()
threading.Event().wait()

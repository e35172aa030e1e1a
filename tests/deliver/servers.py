"""A real mail server on this machine (aiosmtpd) whose manners each test chooses."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, SECRET = "analyst", "correct horse battery staple"


@dataclass
class Manners:
    """What the server answers: an SMTP reply instead of consent, by recipient, and what it does after DATA."""

    recipients: dict[str, str] = field(default_factory=dict)
    sender: str = ""
    data: str = ""
    silent_s: float = 0
    """Seconds of silence after the final dot; the message is taken all the same."""
    hang_up: bool = False
    """Takes the message and cuts the connection instead of answering."""
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    on: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What happens besides when a sender or a recipient is named and when a message was taken."""

    def _now(self, moment: str) -> None:
        if act := self.on.get(moment):
            act()

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._now("sender")
        if self.sender:
            return self.sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._now("recipient")
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data:
            return self.data
        content = envelope.original_content or b""
        self.taken.append((str(envelope.mail_from), list(envelope.rcpt_tos), content))
        self._now("taken")
        if self.hang_up:
            assert server.transport is not None
            server.transport.abort()
        if self.silent_s:
            await asyncio.sleep(self.silent_s)
        return "250 taken"


class Authority:
    """Certificates for this machine, signed by an authority that only our tests trust."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.file = folder / "ca.pem"
        authority.cert_pem.write_to_path(str(self.file))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self.context)


@contextmanager
def mail_server(
    manners: Manners, authority: Authority | None = None, *, implicit: bool = False, port: int = 0
) -> Iterator[int]:
    """A running server; yields its port. With an authority it demands encryption and a login."""
    options: dict[str, object] = {"enable_SMTPUTF8": True}
    if authority is not None:
        options |= {"authenticator": _authenticate, "auth_required": not implicit}
        options |= (
            {"ssl_context": authority.context}
            if implicit
            else {"tls_context": authority.context, "require_starttls": True}
        )
        options["auth_require_tls"] = not implicit
    controller = Controller(manners, hostname="localhost", port=port or free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), SECRET.encode())
    return AuthResult(success=good, handled=False)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scripted(*answers: bytes | None) -> Iterator[int]:
    """A server that says these lines, one after each line that it hears (DATA's lines up to the dot count as one).

    None cuts the connection. For what no decent server does.
    """
    listener = socket.create_server(("localhost", 0))
    thread = threading.Thread(target=_play, args=(listener, answers), daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.close()
        thread.join(5)


def _play(listener: socket.socket, answers: tuple[bytes | None, ...]) -> None:
    try:
        connection, _ = listener.accept()
    except OSError:
        return
    with connection:
        connection.settimeout(5)
        heard = connection.makefile("rb")
        reading_data = False
        for place, answer in enumerate(answers):
            if place:
                while (line := heard.readline()) and reading_data and line != b".\r\n":
                    pass
                if not line:
                    return
            if answer is None:
                return
            if answer == b"":
                time.sleep(1.5)
                return
            connection.sendall(answer + b"\r\n")
            reading_data = answer.startswith(b"354")

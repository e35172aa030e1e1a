"""Mail by SMTP, one conversation a message, step by step so that it is known where it broke.

Until the final dot the server cannot have taken the message: trying again is safe. After it only the server's answer
tells; without one the delivery is uncertain (RFC 5321, 4.5.3.2.6 asks for patience of ten minutes there).

What the server says before it hears of this reader (no connection, a certificate, the login, the sender) is about the
settings and not about the message: the message waits until they are mended.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from email.utils import parseaddr
from pathlib import Path
from typing import Literal

from monitor.errors import ConfigError, DeliveryError, Uncertain

Security = Literal["starttls", "tls", "none"]

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _is_host(name: str) -> bool:
    try:
        return bool(name.encode("idna"))
    except UnicodeError:  # a part of it is empty or too long
        return False


class SmtpChannel:
    """A mail server. Implements `monitor.app.ports.Channel`."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: Security = "starttls",
        username: str = "",
        password: str = "",
        sender: str = "",
        timeout_s: float = 60,
        ca_file: Path | None = None,
    ) -> None:
        """`sender` is the envelope's return path; ConfigError where it is none or a password would go in clear."""
        self._host, self._port, self._security, self._timeout = host, port, security, timeout_s
        self._username, self._password, self._ca_file = username, password, ca_file
        self._sender = parseaddr(sender)[1]
        if security not in ("starttls", "tls", "none"):
            raise ConfigError(f"security must be starttls, tls or none, not {security!r}")
        if not _is_host(host) or not 0 < port < 65_536 or timeout_s <= 0:
            raise ConfigError(f"no server can be asked by host {host[:80]!r}, port {port}, timeout_s {timeout_s:g}")
        if not self._sender or not _one_line(sender):
            raise ConfigError(f"the sender is not a mail address: {sender!r}")
        if ca_file is not None and not ca_file.is_file():
            raise ConfigError(f"no such file of trusted certificates: {ca_file}")
        if username and security == "none" and host not in _LOOPBACK:
            raise ConfigError("a password is not sent without encryption: set security to starttls or tls")

    def send(self, message: bytes, recipient: str) -> None:
        """Hand the message over; DeliveryError or Uncertain otherwise."""
        reader = parseaddr(recipient)[1]
        if not reader or not _one_line(recipient):
            raise DeliveryError(f"not a mail address: {recipient!r}", transient=False)
        server = self._connect()
        try:
            self._open(server)
            self._envelope(server, reader)
            self._message(server, message)
        finally:
            _leave(server)

    def check(self) -> None:
        """See `monitor.app.ports.Examinable`: a conversation up to the login, and goodbye."""
        server = self._connect()
        try:
            self._open(server)
        finally:
            _leave(server)

    def _connect(self) -> smtplib.SMTP:
        try:
            if self._security == "tls":
                return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=self._context())
            return smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        except ssl.SSLCertVerificationError as error:
            raise self._failed(f"its certificate is not trusted ({error.verify_message})", transient=True) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused("it", error.smtp_code, error.smtp_error, transient=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._failed(f"no connection ({_cause(error)})", transient=True) from error

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._ca_file) if self._ca_file else None)

    def _open(self, server: smtplib.SMTP) -> None:
        """Greeting, encryption, login. Without the encryption that was asked for nothing is sent at all."""
        try:
            server.ehlo_or_helo_if_needed()
            if self._security == "starttls":
                server.starttls(context=self._context())
            if self._username:
                server.login(self._username, self._password)
        except ssl.SSLCertVerificationError as error:
            raise self._failed(f"its certificate is not trusted ({error.verify_message})", transient=True) from error
        except smtplib.SMTPNotSupportedError as error:
            raise self._failed(f"it does not offer what is configured ({error})", transient=True) from error
        except smtplib.SMTPResponseException as error:
            raise self._refused("the login", error.smtp_code, error.smtp_error, transient=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._failed(f"the connection ended ({_cause(error)})", transient=True) from error

    def _envelope(self, server: smtplib.SMTP, reader: str) -> None:
        plain = reader.isascii() and self._sender.isascii()
        if not plain and not server.has_extn("smtputf8"):
            raise self._failed("it takes no addresses outside ASCII (SMTPUTF8)", transient=False)
        options = [] if plain else ["SMTPUTF8", "BODY=8BITMIME"]
        try:
            if not plain:
                server.command_encoding = "utf-8"
            self._expect("the sender", server.mail(self._sender, options), transient=True)
            self._expect(f"the recipient {reader}", server.rcpt(reader))
            server.putcmd("data")
            self._expect("the message", server.getreply(), 354)
        except (OSError, smtplib.SMTPException) as error:
            raise self._failed(f"the connection ended ({_cause(error)})", transient=True) from error

    def _message(self, server: smtplib.SMTP, message: bytes) -> None:
        body = _LEADING_DOT.sub(b"..", _LINE_END.sub(b"\r\n", message))
        try:
            server.send(body if body.endswith(b"\r\n") else body + b"\r\n")
        except (OSError, smtplib.SMTPException) as error:
            raise self._failed(
                f"the connection ended before the message did ({_cause(error)})", transient=True
            ) from error
        try:
            server.send(b".\r\n")
            answer = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise Uncertain(f"{self._name}: no answer after the message was handed over ({_cause(error)})") from error
        self._expect("the message", answer)

    def _expect(self, what: str, answer: tuple[int, bytes], code: int = 250, *, transient: bool = False) -> None:
        if answer[0] != code and answer[0] // 10 != code // 10:
            raise self._refused(what, *answer, transient=transient)

    def _refused(self, what: str, code: int, said: bytes | str, *, transient: bool = False) -> DeliveryError:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
        told = f"refused {what}: {code} {' '.join(text.split())[:200]}"
        return self._failed(told, transient=transient or not 500 <= code < 600)

    def _failed(self, cause: str, *, transient: bool) -> DeliveryError:
        return DeliveryError(f"{self._name}: {cause}", transient=transient)

    @property
    def _name(self) -> str:
        return f"mail server {self._host}:{self._port}"


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; whatever goes wrong here changes nothing about the message."""
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _one_line(text: str) -> bool:
    return not re.search(r"[\x00-\x1f\x7f]", text)


def _cause(error: Exception) -> str:
    return "timed out" if isinstance(error, TimeoutError) else str(error) or type(error).__name__

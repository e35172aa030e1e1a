"""A rendered digest as an RFC 5322 message: the same digest gives the same bytes, ready to be signed (DKIM)."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import quote

from monitor.domain.digest import Digest
from monitor.domain.digest.words import shorten
from monitor.errors import ConfigError
from monitor.render.digest import Rendered

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SUBJECT = 400  # far above what a digest writes, far below the 998 of a line
_LOCAL = re.compile(r"[^\s<>()\[\],;:@\"\\]+")
_LIST_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")


def compose(
    rendered: Rendered,
    digest: Digest,
    *,
    sender: str,
    recipient: str,
    list_id: str,
    unsubscribe: str | None,
    now: datetime,
    token: str = "",
) -> bytes:
    """The whole message with CRLF line ends; ConfigError where an address or the list's id is none.

    `unsubscribe` holds addresses (https, mailto) parted by spaces; without a mailto the sender's own is offered.
    `{token}` in them becomes `token`, which tells readers apart and cannot be guessed.
    One-click unsubscription (RFC 8058) is promised only where an https address can keep it.
    """
    writer, reader = address(sender), address(recipient)
    message = EmailMessage(_policy(writer, reader))
    message["From"] = writer
    message["To"] = reader
    message["Subject"] = header_text(rendered.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(digest, writer)
    if digest.thread:
        message["References"] = message["In-Reply-To"] = thread_id(digest, writer)
    _list_headers(message, list_id, writer, (unsubscribe or "").replace("{token}", token).split(), token)
    message["Auto-Submitted"] = "auto-generated"
    _parts(message, rendered, digest)
    return message.as_bytes()


def message_id(digest: Digest, sender: Address) -> str:
    """The same for the same digest and recipient: a reader that gets it twice shows it once."""
    return f"<digest.{digest.id}@{sender.domain}>"


def thread_id(digest: Digest, sender: Address) -> str:
    """What all alerts on one item refer to, so that mail readers show them as one conversation."""
    item = hashlib.sha256(f"{digest.recipient}\n{digest.thread}".encode()).hexdigest()[:32]
    return f"<item.{item}@{sender.domain}>"


def address(text: str) -> Address:
    """A mail address with or without a name; ConfigError for anything else, in particular for more than one line."""
    name, plain = parseaddr(text) if not _CONTROL.search(text) else ("", "")
    local, _, domain = plain.rpartition("@")
    if not domain or not _LOCAL.fullmatch(local):
        raise ConfigError(f"not a mail address: {text!r}")
    try:
        return Address(name, local, domain.encode("idna").decode("ascii"))
    except (ValueError, UnicodeError) as error:
        raise ConfigError(f"not a mail address: {text!r}") from error


def header_text(text: str) -> str:
    """One line without control characters, not endless, and nothing that a parser would decode as an encoded word."""
    return shorten(" ".join(_CONTROL.sub(" ", text).split()).replace("=?", "= ?"), _SUBJECT)


class _Whole(UniqueUnstructuredHeader):
    """A header whose tokens stay whole.

    The standard library writes a token longer than a line (an address with a key in it) as encoded words, which no
    reader of List-Unsubscribe or Message-ID decodes: the button would vanish. Lines may be broken between tokens only.
    """

    def fold(self, *, policy: Policy[Any]) -> str:
        """The header on as many lines as it has tokens."""
        parts = f"{policy.linesep} ".join(str(self).split())
        return f"{self.name}: {parts}{policy.linesep}"  # type: ignore[attr-defined]


class _Words(UniqueUnstructuredHeader):
    """A subject, encoded by the older code of the standard library.

    The newer one loses the space between two encoded words when it folds (seen in Python 3.11.7).
    """

    def fold(self, *, policy: Policy[Any]) -> str:
        """The header on lines of at most 76 characters."""
        text = str(self)
        words = Header(text, "us-ascii" if text.isascii() else "utf-8", maxlinelen=76, header_name="Subject")
        return f"Subject: {words.encode(linesep=policy.linesep)}{policy.linesep}"


def _policy(*addresses: Address) -> EmailPolicy[EmailMessage]:
    """Names outside ASCII before the @ need a relay that speaks SMTPUTF8; all else is plain."""
    headers = HeaderRegistry()
    for name in ("List-Unsubscribe", "List-Id", "Message-ID", "References", "In-Reply-To"):
        headers.map_to_type(name, _Whole)  # type: ignore[arg-type]
    headers.map_to_type("Subject", _Words)  # type: ignore[arg-type]
    plain = all(part.username.isascii() for part in addresses)
    # 76 characters: the standard library's 78 is what RFC 5322 advises, but RFC 2045 forbids it for quoted-printable.
    return EmailPolicy(linesep="\r\n", max_line_length=76, utf8=not plain, header_factory=headers)


def _list_headers(message: EmailMessage, list_id: str, sender: Address, ways: list[str], token: str) -> None:
    if not _LIST_ID.fullmatch(list_id):
        raise ConfigError(f"not a list id (letters, digits, hyphens and dots): {list_id!r}")
    message["List-Id"] = f"<{list_id}>"
    if bad := [way for way in ways if not way.startswith(("https://", "mailto:")) or not _plain(way)]:
        raise ConfigError(f"unsubscribe must be an https or mailto address: {bad[0]!r}")
    if not any(way.startswith("mailto:") for way in ways):
        subject = f"unsubscribe {list_id} {token}".strip()
        ways.append(f"mailto:{quote(sender.addr_spec, safe='@')}?subject={quote(subject)}")
    message["List-Unsubscribe"] = ", ".join(f"<{way}>" for way in ways)
    if any(way.startswith("https://") for way in ways):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _plain(address: str) -> bool:
    return address.isascii() and not re.search(r"[\s<>,\x00-\x1f\x7f]", address)


def _parts(message: EmailMessage, rendered: Rendered, digest: Digest) -> None:
    """Text first, then HTML, quoted-printable: seven bits and short lines, so that no relay has to rewrite them."""
    message.set_content(rendered.text, cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_followup.{digest.id}")  # the default one is random

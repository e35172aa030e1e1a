"""The message: two parsers that share no code read the same, the same digest is the same bytes, nothing is injected."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.digest import DigestInput, build
from monitor.domain.model import State
from monitor.errors import ConfigError
from monitor.render.digest import Rendered, render
from monitor.render.message import address, compose
from tests.render import plainmime
from tests.render.samples import AS_OF, empty, hostile, many, morning

ONE_CLICK = "https://desk.example/unsubscribe/9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a39281706f5e4d3c2b1a0"


def letter(given_: DigestInput | None = None, **more: object) -> bytes:
    digest = build(given_ or morning())
    values: dict[str, object] = {
        "sender": "Follow-up <followup@desk.example>",
        "recipient": digest.recipient,
        "list_id": "lake-talks.followup.desk.example",
        "unsubscribe": ONE_CLICK,
        "now": AS_OF,
    }
    rendered = more.pop("rendered", None) or render(digest)
    return compose(rendered, digest, **(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given_",
    [morning(), empty(), hostile(), many(500), many(500, State.DONE)],
    ids=["morning", "empty", "hostile", "500 quiet", "500 closed"],
)
def test_two_parsers_read_the_same(given_: DigestInput) -> None:
    message = letter(given_)
    known = message_from_bytes(message, policy=policy.default)
    fields, parts = plainmime.read(message)
    assert not known.defects
    for name in ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "Auto-Submitted"):
        assert plainmime.value(fields, name) == str(known[name]), name
    digest = build(given_)
    rendered = render(digest)
    assert plainmime.value(fields, "Subject") == digest.subject
    assert [kind.split(";")[0] for kind, _ in parts] == ["text/plain", "text/html"]
    assert [text.rstrip("\n") for _, text in parts] == [rendered.text.rstrip("\n"), rendered.html.rstrip("\n")]
    stdlib = [part.get_content().replace("\r\n", "\n") for part in known.iter_parts()]
    assert [text.rstrip("\n") for text in stdlib] == [text.rstrip("\n") for _, text in parts]


def test_the_header_says_what_a_mailing_list_must() -> None:
    fields, _ = plainmime.read(letter())
    assert parsedate_to_datetime(plainmime.value(fields, "Date")) == AS_OF
    assert re.fullmatch(r"<digest\.[0-9a-f]{32}@desk\.example>", plainmime.value(fields, "Message-ID"))
    assert plainmime.value(fields, "List-Id") == "<lake-talks.followup.desk.example>"
    mailto = "<mailto:followup@desk.example?subject=unsubscribe%20lake-talks.followup.desk.example>"
    assert plainmime.value(fields, "List-Unsubscribe") == f"<{ONE_CLICK}>, {mailto}"
    assert plainmime.value(fields, "List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    assert plainmime.value(fields, "Auto-Submitted") == "auto-generated"
    names = [name for name, _ in fields]
    assert len(names) == len(set(names))
    assert not {"References", "In-Reply-To"} & set(names), "digests do not thread"


@pytest.mark.parametrize(
    ("unsubscribe", "listed", "one_click"),
    [
        (None, "<mailto:followup@desk.example?subject=unsubscribe%20lake-talks.followup.desk.example>", False),
        ("mailto:leave@desk.example", "<mailto:leave@desk.example>", False),
        (f"{ONE_CLICK} mailto:leave@desk.example", f"<{ONE_CLICK}>, <mailto:leave@desk.example>", True),
    ],
)
def test_unsubscribing(unsubscribe: str | None, listed: str, one_click: bool) -> None:
    fields, _ = plainmime.read(letter(unsubscribe=unsubscribe))
    assert plainmime.value(fields, "List-Unsubscribe") == listed
    assert any(name == "List-Unsubscribe-Post" for name, _ in fields) is one_click


def test_addresses_stay_whole_in_the_bytes() -> None:
    """Mail readers do not decode encoded words there: a long address written as one has no button."""
    message = letter()
    assert f"<{ONE_CLICK}>".encode() in message
    assert b"=?utf-8" not in message.split(b"List-Unsubscribe:")[1].split(b"List-Unsubscribe-Post")[0]


def test_the_same_digest_is_the_same_bytes() -> None:
    assert letter() == letter()
    assert letter(now=AS_OF) == letter(morning(), now=AS_OF)


@pytest.mark.parametrize("given_", [morning(), hostile()], ids=["morning", "hostile"])
@pytest.mark.parametrize("canonical", [(b"relaxed", b"relaxed"), (b"simple", b"simple")])
def test_a_signature_holds_from_the_desk_to_the_reader(given_: DigestInput, canonical: tuple[bytes, bytes]) -> None:
    """DKIM (RFC 6376) over what a list must not lose; a changed word shows."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    headers = [b"from", b"to", b"subject", b"date", b"message-id", b"list-id", b"list-unsubscribe",
               b"list-unsubscribe-post", b"auto-submitted", b"mime-version", b"content-type"]  # fmt: skip
    message = letter(given_)
    signed = (
        dkim.sign(message, b"s1", b"desk.example", private, canonicalize=canonical, include_headers=headers) + message
    )

    def answer(name: bytes, timeout: float = 5) -> bytes:
        assert name == b"s1._domainkey.desk.example."
        return b"v=DKIM1; k=rsa; p=" + public

    assert dkim.verify(signed, dnsfunc=answer)
    assert not dkim.verify(signed.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=No"), dnsfunc=answer)


def test_each_recipient_has_a_message_id_of_his_own() -> None:
    ids = {
        plainmime.value(plainmime.read(letter(morning(recipient=reader)))[0], "Message-ID")
        for reader in ("analyst@desk.example", "boss@desk.example")
    }
    assert len(ids) == 2


@pytest.mark.parametrize(
    "subject",
    [
        "News\r\nBcc: thief@evil.example",
        "News\nX-Evil: yes",
        "News =?utf-8?q?=0D=0ABcc:_thief@evil.example?=",
        "News\x00\x0b\x85\u2028Bcc: thief@evil.example",
        "N" * 5000,
        "Überfall auf ثلاثة أيام " * 30,
        "=?utf-8?b?" + "QUJD" * 100 + "?=",
    ],
)
def test_no_subject_adds_a_header(subject: str) -> None:
    message = letter(rendered=Rendered(subject, "text\n", "<p>html</p>"))
    fields, parts = plainmime.read(message)
    expected = {name for name, _ in plainmime.read(letter())[0]}
    assert {name for name, _ in fields} == expected
    assert {name.lower() for name in message_from_bytes(message).keys()} == {name.lower() for name in expected}  # noqa: SIM118
    assert len(parts) == 2


@settings(deadline=None)  # it is no bench: other work on the machine must not fail it
@given(st.text(min_size=1, max_size=300))
def test_any_subject_survives_both_parsers(subject: str) -> None:
    subject = subject.encode("utf-8", "ignore").decode().replace("=?", "")
    message = letter(rendered=Rendered(subject, "text\n", "<p>html</p>"))
    fields, _ = plainmime.read(message)
    known = message_from_bytes(message, policy=policy.default)
    assert plainmime.value(fields, "Subject").split() == str(known["Subject"]).split()
    assert not re.search(r"[\x00-\x1f]", plainmime.value(fields, "Subject"))


@pytest.mark.parametrize(
    "wrong",
    ["", "nobody", "a@", "@b", "a@b\r\nBcc: c@d", "a b@c", "a@b..c", "a@" + "x" * 70 + ".example", "a@b\x00.example"],
)
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigError):
        letter(recipient=wrong)
    with pytest.raises(ConfigError):
        letter(sender=wrong)


@pytest.mark.parametrize("wrong", ["", "plain", "a b.c", "a.b\r\nX: y", "ä.example", "<a.b>"])
def test_what_is_no_list_id_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigError):
        letter(list_id=wrong)


@pytest.mark.parametrize(
    "wrong",
    ["http://desk.example/u", "javascript:x", "https://a.example/<x>", "https://a.example/ü", "mailto:a,b@c.example"],
)
def test_what_is_no_way_out_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigError):
        letter(unsubscribe=wrong)


@pytest.mark.parametrize(
    ("text", "spec", "name"),
    [
        ("analyst@desk.example", "analyst@desk.example", ""),
        ('"Desk, Follow-up" <f@desk.example>', "f@desk.example", "Desk, Follow-up"),
        ("Jürgen Größe <j@bücher.example>", "j@xn--bcher-kva.example", "Jürgen Größe"),
    ],
)
def test_addresses(text: str, spec: str, name: str) -> None:
    assert (address(text).addr_spec, address(text).display_name) == (spec, name)
    known = message_from_bytes(letter(recipient=text), policy=policy.default)
    assert known["To"].addresses[0].addr_spec == spec
    assert known["To"].addresses[0].display_name == name


def test_a_local_part_outside_ascii_is_written_as_utf8() -> None:
    digest = replace(build(morning()), recipient="jürgen@desk.example")
    message = compose(
        Rendered("News", "text\n", "<p>html</p>"),
        digest,
        sender="f@desk.example",
        recipient=digest.recipient,
        list_id="a.b",
        unsubscribe=None,
        now=datetime(2013, 8, 8, tzinfo=UTC),
    )
    assert "To: jürgen@desk.example\r\n".encode() in message

"""Mail through a real server: what it refuses, when it may be tried again, and when nobody knows."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from monitor.app.ports import Channel
from monitor.deliver.smtp import SmtpChannel
from monitor.errors import ConfigError, DeliveryError, Uncertain
from tests.deliver.servers import SECRET, USER, Authority, Manners, free_port, mail_server, scripted
from tests.render.test_message import letter

READER = "analyst@desk.example"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def message() -> bytes:
    return letter()


@pytest.fixture
def manners() -> Manners:
    return Manners()


@pytest.fixture
def port(manners: Manners) -> Iterator[int]:
    with mail_server(manners) as port:
        yield port


def plain(port: int, **more: object) -> Channel:
    values: dict[str, object] = {"security": "none", "sender": "Follow-up <followup@desk.example>", "timeout_s": 5}
    return SmtpChannel("localhost", port, **(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_digest_arrives_byte_for_byte(authority: Authority, message: bytes, security: str) -> None:
    manners = Manners()
    with mail_server(manners, authority, implicit=security == "tls") as port:
        plain(port, security=security, username=USER, password=SECRET, ca_file=authority.file).send(message, READER)
    assert manners.taken == [("followup@desk.example", [READER], message)]


def test_dots_and_line_ends_survive(manners: Manners, port: int) -> None:
    plain(port).send(b"Subject: dots\n\n.\n..\n.start\nQUIT\r\nlast", READER)
    assert manners.taken[0][2] == b"Subject: dots\r\n\r\n.\r\n..\r\n.start\r\nQUIT\r\nlast\r\n"


@pytest.mark.parametrize(
    ("where", "answer", "transient"),
    [
        ("sender", "550 5.7.1 we do not relay for you", True),
        ("sender", "451 4.3.0 try later", True),
        ("recipient", "550 5.1.1 no such reader", False),
        ("recipient", "450 4.2.1 mailbox busy", True),
        ("recipient", "452 4.2.2 mailbox full", True),
        ("data", "554 5.6.0 smells of spam", False),
        ("data", "451 4.7.1 greylisted", True),
        ("data", "421 4.3.2 shutting down", True),
    ],
)
def test_refusals(manners: Manners, port: int, message: bytes, where: str, answer: str, transient: bool) -> None:
    if where == "recipient":
        manners.recipients[READER] = answer
    else:
        setattr(manners, where, answer)
    with pytest.raises(DeliveryError) as caught:
        plain(port).send(message, READER)
    assert not isinstance(caught.value, Uncertain)
    assert caught.value.transient is transient
    assert answer in str(caught.value) and f"localhost:{port}" in str(caught.value)
    assert manners.taken == []


def test_one_bad_recipient_of_three_blocks_nobody(manners: Manners, port: int, message: bytes) -> None:
    manners.recipients["bad@desk.example"] = "550 5.1.1 no such reader"
    channel, ends = plain(port), []
    for reader in (READER, "bad@desk.example", "boss@desk.example"):
        try:
            channel.send(message, reader)
        except DeliveryError as error:
            ends.append((reader, error.transient))
    assert ends == [("bad@desk.example", False)]
    assert [to for _, to, _ in manners.taken] == [[READER], ["boss@desk.example"]]


def test_silence_after_the_message_is_uncertain(manners: Manners, port: int, message: bytes) -> None:
    manners.silent_s = 1.5
    with pytest.raises(Uncertain, match="timed out"):
        plain(port, timeout_s=0.4).send(message, READER)
    assert len(manners.taken) == 1, "the server did take it: to send it again would double it"


def test_a_cut_after_the_message_is_uncertain(manners: Manners, port: int, message: bytes) -> None:
    manners.hang_up = True
    with pytest.raises(Uncertain):
        plain(port).send(message, READER)
    assert len(manners.taken) == 1


GREETING = (b"220 here", b"250 hello", b"250 OK", b"250 OK")


@pytest.mark.parametrize(
    ("answers", "kind", "transient"),
    [
        pytest.param((None,), DeliveryError, True, id="cut at the greeting"),
        pytest.param((b"554 go away",), DeliveryError, True, id="refused at the greeting"),
        pytest.param((b"421 too busy",), DeliveryError, True, id="busy at the greeting"),
        pytest.param((b"220 here", None), DeliveryError, True, id="cut at hello"),
        pytest.param((*GREETING[:2], None), DeliveryError, True, id="cut at the sender"),
        pytest.param((*GREETING[:3], None), DeliveryError, True, id="cut at the recipient"),
        pytest.param((*GREETING, None), DeliveryError, True, id="cut at DATA"),
        pytest.param((*GREETING, b""), DeliveryError, True, id="silent at DATA"),
        pytest.param((*GREETING, b"250 what?"), DeliveryError, True, id="nonsense at DATA"),
        pytest.param((*GREETING, b"354 go on", None), Uncertain, False, id="cut after the dot"),
        pytest.param((*GREETING, b"354 go on", b""), Uncertain, False, id="silent after the dot"),
        pytest.param((*GREETING, b"354 go on", b"552 too big"), DeliveryError, False, id="refused after the dot"),
        pytest.param((*GREETING, b"354 go on", b"250 taken", None), None, False, id="cut at goodbye"),
    ],
)
def test_wherever_the_conversation_ends(
    message: bytes, answers: tuple[bytes | None, ...], kind: type[DeliveryError] | None, transient: bool
) -> None:
    with scripted(*answers) as port:
        channel = plain(port, timeout_s=0.5)
        if kind is None:
            channel.send(message, READER)
            return
        with pytest.raises(kind) as caught:
            channel.send(message, READER)
    assert type(caught.value) is kind
    assert caught.value.transient is transient


def test_nobody_listening_may_be_tried_again(message: bytes) -> None:
    with pytest.raises(DeliveryError) as caught:
        plain(free_port()).send(message, READER)
    assert caught.value.transient


def test_a_wrong_password_is_told_and_not_shown(authority: Authority, message: bytes) -> None:
    manners = Manners()
    with mail_server(manners, authority) as port:
        channel = plain(port, security="starttls", username=USER, password="guess-1234", ca_file=authority.file)
        with pytest.raises(DeliveryError) as caught:
            channel.send(message, READER)
    assert caught.value.transient and "535" in str(caught.value)
    assert "guess-1234" not in str(caught.value) and manners.taken == []


def test_an_unknown_authority_is_not_trusted(authority: Authority, message: bytes) -> None:
    for implicit in (False, True):
        manners = Manners()
        with mail_server(manners, authority, implicit=implicit) as port:
            channel = plain(port, security="tls" if implicit else "starttls", username=USER, password=SECRET)
            with pytest.raises(DeliveryError, match="certificate is not trusted") as caught:
                channel.send(message, READER)
        assert caught.value.transient and manners.taken == []


def test_a_certificate_for_another_name_is_not_trusted(authority: Authority, message: bytes) -> None:
    with mail_server(Manners(), authority, implicit=True) as port:
        channel = SmtpChannel("127.0.0.1", port, security="tls", sender="f@desk.example", ca_file=authority.file)
        with pytest.raises(DeliveryError) as caught:
            channel.send(message, READER)
    assert "certificate is not trusted" in str(caught.value) or "no connection" in str(caught.value)


def test_without_encryption_nothing_is_sent_when_it_was_asked_for(manners: Manners, port: int, message: bytes) -> None:
    with pytest.raises(DeliveryError, match="does not offer") as caught:
        plain(port, security="starttls", username=USER, password=SECRET).send(message, READER)
    assert caught.value.transient and manners.taken == []


def test_addresses_outside_ascii_need_smtputf8(manners: Manners, port: int, message: bytes) -> None:
    plain(port).send(message, "jürgen@desk.example")
    assert manners.taken[0][1] == ["jürgen@desk.example"]
    with scripted(b"220 here", b"250 hello") as old, pytest.raises(DeliveryError, match="SMTPUTF8"):
        plain(old).send(message, "jürgen@desk.example")


@pytest.mark.parametrize("reader", ["", "a@b\r\nRCPT TO:<c@d>", "a@b\x00"])
def test_no_recipient_adds_a_command(manners: Manners, port: int, message: bytes, reader: str) -> None:
    with pytest.raises(DeliveryError):
        plain(port).send(message, reader)
    assert manners.taken == []


@pytest.mark.parametrize(
    ("host", "values"),
    [
        ("mail.example", {"security": "none", "username": USER, "password": SECRET}),
        ("mail.example", {"sender": ""}),
        ("mail.example", {"sender": "a@b\r\nX"}),
        ("mail.example", {"security": "ssl3"}),
        ("mail.example", {"ca_file": Path("no/such/file.pem")}),
    ],
)
def test_wrong_settings_are_told_at_once(host: str, values: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        SmtpChannel(host, 25, **({"sender": "f@desk.example"} | values))  # type: ignore[arg-type]


def test_the_standard_library_s_own_client_agrees(manners: Manners, port: int, message: bytes) -> None:
    """What we send step by step is what smtplib would have sent."""
    plain(port).send(message, READER)
    with smtplib.SMTP("localhost", port, timeout=5) as client:
        client.sendmail("followup@desk.example", [READER], message)
    assert manners.taken[0] == manners.taken[1]
    assert message_from_bytes(manners.taken[0][2])["List-Unsubscribe-Post"]

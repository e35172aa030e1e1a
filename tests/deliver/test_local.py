"""Delivery on this machine: folder, Maildir, sendmail."""

from __future__ import annotations

import mailbox
import stat
import sys
from pathlib import Path

import pytest

from monitor.app.ports import Channel
from monitor.deliver.file import FileChannel
from monitor.deliver.maildir import MaildirChannel
from monitor.deliver.sendmail import SendmailChannel
from monitor.errors import ConfigError, DeliveryError, Uncertain
from tests.render.samples import morning
from tests.render.test_message import letter

READER = "analyst@desk.example"


def test_a_folder_gets_one_file_a_digest_and_reader(tmp_path: Path) -> None:
    channel: Channel = FileChannel(tmp_path / "out" / "mail")
    message = letter()
    channel.send(message, READER)
    channel.send(message, READER)
    channel.send(letter(morning(recipient="boss@desk.example")), "boss@desk.example")
    files = sorted((tmp_path / "out" / "mail").iterdir())
    assert [file.name.rsplit("-", 1)[0] for file in files] == [
        "2013-08-08T0500-analyst@desk.example",
        "2013-08-08T0500-boss@desk.example",
    ]
    assert files[0].read_bytes() == message


@pytest.mark.parametrize("reader", ["../../etc/passwd@x", "a/b@c", ".hidden@x", "x" * 400 + "@y", "a\x00b@c"])
def test_no_recipient_leaves_the_folder(tmp_path: Path, reader: str) -> None:
    FileChannel(tmp_path / "mail").send(letter(), reader)
    assert [path.parent for path in tmp_path.rglob("*.eml")] == [tmp_path / "mail"]


@pytest.mark.parametrize("message", [b"", b"Subject: x\r\n\r\n", b"Date: nonsense\r\n\r\nx"])
def test_any_message_can_be_filed(tmp_path: Path, message: bytes) -> None:
    FileChannel(tmp_path).send(message, READER)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [message]


def test_a_folder_that_cannot_be_written_may_be_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for channel in (FileChannel(tmp_path / "file"), MaildirChannel(tmp_path / "file")):
        with pytest.raises(DeliveryError) as caught:
            channel.send(letter(), READER)
        assert caught.value.transient and str(tmp_path) in str(caught.value)


def test_a_maildir_is_read_by_the_standard_library(tmp_path: Path) -> None:
    channel: Channel = MaildirChannel(tmp_path / "Mail")
    channel.send(letter(), READER)
    box = mailbox.Maildir(tmp_path / "Mail", create=False)
    (found,) = list(box)
    assert found["Message-ID"] and found["To"] == READER
    assert not list((tmp_path / "Mail" / "tmp").iterdir())


def test_a_digest_that_was_read_is_not_delivered_again(tmp_path: Path) -> None:
    channel = MaildirChannel(tmp_path)
    channel.send(letter(), READER)
    (new,) = (tmp_path / "new").iterdir()
    new.rename(tmp_path / "cur" / f"{new.name}:2,S")
    channel.send(letter(), READER)
    assert list((tmp_path / "new").iterdir()) == []


def command(folder: Path, body: str) -> str:
    """A stand-in for /usr/sbin/sendmail that does what the test says."""
    script = folder / "send mail"
    script.write_text(
        f"#!{sys.executable}\nimport sys, time, pathlib\nfolder = pathlib.Path({str(folder)!r})\n{body}\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return f"'{script}' -i -f followup@desk.example"


def test_sendmail_gets_the_message_and_the_reader(tmp_path: Path) -> None:
    note = "(folder / 'args').write_text(repr(sys.argv[1:])); (folder / 'in').write_bytes(sys.stdin.buffer.read())"
    channel: Channel = SendmailChannel(command(tmp_path, note))
    channel.send(letter(), "-oQ/tmp/evil@desk.example")
    assert (tmp_path / "args").read_text() == repr(
        ["-i", "-f", "followup@desk.example", "--", "-oQ/tmp/evil@desk.example"]
    )
    assert (tmp_path / "in").read_bytes() == letter().replace(b"\r\n", b"\n")


@pytest.mark.parametrize(
    ("code", "transient"), [(75, True), (69, True), (71, True), (67, False), (64, False), (1, False)]
)
def test_sendmail_s_exit_code_decides(tmp_path: Path, code: int, transient: bool) -> None:
    channel = SendmailChannel(command(tmp_path, f"sys.stderr.write('no\\nqueue'); sys.exit({code})"))
    with pytest.raises(DeliveryError, match=f"ended with {code}: no queue") as caught:
        channel.send(letter(), READER)
    assert caught.value.transient is transient


def test_sendmail_that_hangs_is_uncertain(tmp_path: Path) -> None:
    channel = SendmailChannel(command(tmp_path, "sys.stdin.read(); time.sleep(5)"), timeout_s=0.5)
    with pytest.raises(Uncertain):
        channel.send(letter(), READER)


def test_sendmail_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError) as caught:
        SendmailChannel(str(tmp_path / "nothing")).send(letter(), READER)
    assert caught.value.transient


@pytest.mark.parametrize("wrong", ["", "  ", "sendmail 'unbalanced"])
def test_a_wrong_command_is_told_at_once(wrong: str) -> None:
    with pytest.raises(ConfigError):
        SendmailChannel(wrong)

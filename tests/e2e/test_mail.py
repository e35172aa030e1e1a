"""Real mail by the real command: STARTTLS, a login, refusals, silence, and `kill -9` at any moment of it.

What must hold: nobody gets a digest twice, nobody misses one, and what is uncertain is shown.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.deliver.servers import SECRET, USER, Authority, Manners, free_port, mail_server
from tests.e2e.home import add_settings, copied, imported, prepared, started
from tests.newsroom.followup import Followup, program
from tests.shared import ROOT

FIRST, NEXT_DAY = "2013-08-08T05:00", "2013-08-09T05:10"
READERS = ("analyst@desk.example", "boss@desk.example", "third@desk.example")
SUMMIT = [
    ("bbc", "2013-08-07T06:00:00Z", "White House cancels the Moscow summit"),
    ("reuters", "2013-08-07T07:00:00Z", "Washington calls off the summit in Moscow, and the Kremlin regrets it"),
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    command = prepared(tmp_path_factory.mktemp("mail") / "home")
    imported(command, SUMMIT)
    return command


def desk(home: Followup, folder: Path, port: int, authority: Authority, **keys: object) -> Followup:
    """A home whose three readers are reached by a mail server that demands encryption and a login."""
    command = copied(home, folder / "home")
    (command.home / "password").write_text(f"{SECRET}\n", encoding="utf-8")
    values = {"host": "localhost", "port": port, "security": "starttls", "username": USER, "timeout_s": 5,
              "password_file": str(command.home / "password"), "sender": "Desk <followup@desk.example>",
              "ca_file": str(authority.file)} | keys  # fmt: skip
    table = "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
    channel = f'\n[channel.mail]\ntype = "monitor.deliver.smtp:SmtpChannel"\n{table}'
    readers = "".join(f'\n[[recipient]]\naddress = "{reader}"\nchannel = "mail"\n' for reader in READERS)
    add_settings(command, channel + readers)
    return command


def send(command: Followup, as_of: str = FIRST) -> tuple[int, str]:
    line = [program(), "digest", "--send", "--as-of", as_of, "--home", str(command.home)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def states(command: Followup) -> dict[str, str]:
    """State of each reader's first digest."""
    rows = sorted(command.json("outbox", "list"), key=lambda row: -int(row["id"]))
    return {row["recipient"]: row["state"] for row in rows}


def arrived(manners: Manners) -> Counter[str]:
    """How often each reader was told that the summit closed, by the server's own book."""
    subjects = ((readers[0], str(message_from_bytes(content)["Subject"])) for _, readers, content in manners.taken)
    return Counter(reader for reader, subject in subjects if "1 closed" in subject)


def test_three_readers_get_theirs_once_by_starttls_and_login(
    home: Followup, tmp_path: Path, authority: Authority
) -> None:
    manners = Manners()
    with mail_server(manners, authority) as port:
        command = desk(home, tmp_path, port, authority)
        assert send(command) == (0, "")
        assert send(command) == (0, "")
    assert arrived(manners) == dict.fromkeys(READERS, 1)
    for _, (reader,), content in manners.taken:
        message = message_from_bytes(content)
        assert message["To"] == reader and "1 closed" in str(message["Subject"])


def test_one_bad_recipient_and_a_busy_one_block_nobody(home: Followup, tmp_path: Path, authority: Authority) -> None:
    manners = Manners({READERS[0]: "550 5.1.1 no such reader", READERS[1]: "450 4.2.1 mailbox busy"})
    with mail_server(manners, authority) as port:
        command = desk(home, tmp_path, port, authority)
        code, said = send(command)
        assert code == 4 and "550 5.1.1 no such reader" in said and "450 4.2.1 mailbox busy" in said
        assert states(command) == dict(zip(READERS, ("failed", "ready", "sent"), strict=True))
        manners.recipients.clear()
        assert send(command) == (0, "")
        number = next(row["id"] for row in command.json("outbox", "list") if row["state"] == "failed")
        command.call("outbox", "again", str(number))
        assert send(command) == (0, "")
    assert arrived(manners) == dict.fromkeys(READERS, 1)


def test_silence_after_data_is_uncertain_and_never_sent_again_by_itself(
    home: Followup, tmp_path: Path, authority: Authority
) -> None:
    manners = Manners(silent_s=1.2)
    with mail_server(manners, authority) as port:
        command = desk(home, tmp_path, port, authority, timeout_s=0.5)
        code, said = send(command)
        assert code == 4 and said.count("uncertain: mail server") == 3
        manners.silent_s = 0
        assert send(command) == (0, ""), "what is uncertain stays where it is"
    assert arrived(manners) == dict.fromkeys(READERS, 1), "the server had taken them: again would be twice"
    assert states(command) == dict.fromkeys(READERS, "uncertain")


def test_a_refused_login_is_told_and_all_waits_until_the_password_is_mended(
    home: Followup, tmp_path: Path, authority: Authority
) -> None:
    manners = Manners()
    with mail_server(manners, authority) as port:
        command = desk(home, tmp_path, port, authority)
        (command.home / "password").write_text("guess-1234", encoding="utf-8")
        code, said = send(command)
        assert code == 75 and said.count("refused the login: 535") == 3 and "guess-1234" not in said
        assert manners.taken == [] and set(states(command).values()) == {"ready"}
        (command.home / "password").write_text(SECRET, encoding="utf-8")
        assert send(command, NEXT_DAY) == (0, "")
    assert arrived(manners) == dict.fromkeys(READERS, 1)


def test_what_cannot_be_sent_for_five_days_has_failed(home: Followup, tmp_path: Path, authority: Authority) -> None:
    command = desk(home, tmp_path, free_port(), authority)
    assert [send(command, moment)[0] for moment in (FIRST, "2013-08-12T23:00")] == [75, 75]
    assert {row["state"] for row in command.json("outbox", "list") if row["as_of"] < NEXT_DAY} == {"ready"}
    assert send(command, "2013-08-13T06:00")[0] == 4
    assert {row["state"] for row in command.json("outbox", "list") if row["as_of"] < NEXT_DAY} == {"failed"}


@pytest.mark.parametrize("moment", ["recipient", "taken"])
def test_killed_in_the_middle_of_a_conversation(
    home: Followup, tmp_path: Path, authority: Authority, moment: str
) -> None:
    manners = Manners()
    with mail_server(manners, authority) as port:
        command = desk(home, tmp_path, port, authority)
        process = started(command, "digest", "--send", "--as-of", FIRST)
        manners.on[moment] = _after(1 if moment == "taken" else 2, process.kill)
        process.wait(60)
        assert process.returncode == -9
        manners.on.clear()
        time.sleep(0.1)  # the server notices that its client is gone
        code, said = send(command, NEXT_DAY)
        assert code == 4 and said.count("uncertain: interrupted while it was being sent") == 1
        doubtful = next(reader for reader, state in states(command).items() if state == "uncertain")
        assert {state for reader, state in states(command).items() if reader != doubtful} == {"sent"}
        assert arrived(manners) == {reader: 1 for reader in READERS if reader != doubtful or moment == "taken"}
        assert send(command, NEXT_DAY) == (0, "")


def _after(number: int, act: Callable[[], None]) -> Callable[[], None]:
    """Does it at the so many-th call."""
    calls = iter(range(1, 1000))

    def called() -> None:
        if next(calls) == number:
            act()

    return called


def test_killed_between_any_two_writes_nobody_gets_two_and_nobody_misses_one(tmp_path: Path) -> None:
    """Every commit of the database, and the moment after each message was handed over; see killed_everywhere.py."""
    line = [sys.executable, "-m", "tests.e2e.killed_everywhere", str(tmp_path / "homes")]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["points"] >= 2 * 4, "two readers: an entry, sending, handed over, sent"
    assert told["killed"] == told["points"]
    assert told["twice"] == told["missed"] == told["unshown"] == []
    assert told["uncertain"] == 2 * 2, "before and after each hand-over nobody can know"

"""The daemon as a real process: it catches up, keeps to one at a time, is told of by systemd's socket, and stops."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.store import SqlStore
from tests.newsroom.followup import Followup, program

pytestmark = pytest.mark.timeout(400)
"""On a busy machine each start of Python takes long."""


@pytest.fixture
def command(tmp_path: Path) -> Followup:
    made = Followup(tmp_path / "home", {})
    made.call("init")
    return made


def schedule(command: Followup, **lines: str) -> None:
    """Only these jobs; the others are switched off."""
    path = command.home / "monitor.toml"
    text = path.read_text(encoding="utf-8")
    for job in ("run", "digest", "backup"):
        text = re.sub(rf"^{job} = .*$", f'{job} = "{lines.get(job, "")}"', text, flags=re.M)
    path.write_text(text, encoding="utf-8")


@contextmanager
def daemon(command: Followup) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A daemon that says it is ready, and what it tells systemd's socket until then."""
    line = [program(), "daemon", "--look", "0.1", "--home", str(command.home)]
    address = command.home / "notify"
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(address))
        listening.settimeout(120)
        environment = {**os.environ, "NOTIFY_SOCKET": str(address)}
        process = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, env=environment)
        try:
            said = [listening.recv(200).decode() for _ in range(3)]
            yield process, said
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()


def stopped(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> bool:
    process.send_signal(number)
    return process.wait(120) == 0


def until(true: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def runs(command: Followup) -> int:
    with closing(sqlite3.connect(command.home / "followup.db")) as db:
        (count,) = db.execute("SELECT count(*) FROM runs WHERE finished IS NOT NULL").fetchone()
    return int(count)


def begun(command: Followup, job: str) -> datetime | None:
    with SqlStore(command.home / "followup.db") as store:
        return store.last_job(job)


@pytest.mark.e2e
def test_what_was_missed_is_made_good_once_and_sigterm_ends_it(command: Followup, tmp_path: Path) -> None:
    schedule(command, run="0 0 1 1 *", backup="0 0 1 1 *")
    with SqlStore(command.home / "followup.db") as store:
        store.note_job("run", datetime.now(UTC) - timedelta(days=800))
    with daemon(command) as (process, said):
        assert said[0].startswith("READY=1")
        assert "WATCHDOG=1" in said
        until(lambda: begun(command, "backup") is not None)
        second = subprocess.run([program(), "daemon", "--home", str(command.home)], capture_output=True, text=True)
        assert stopped(process)
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert second.returncode == 75
    assert f":{process.pid}, since " in second.stderr
    assert runs(command) == 1
    assert len(list((command.home / "backups").iterdir())) == 1


@pytest.mark.e2e
def test_what_cron_has_done_is_left_out(command: Followup) -> None:
    schedule(command, run="0 0 1 1 *")
    command.call("run")
    assert begun(command, "run") is not None
    with daemon(command) as (process, _):
        time.sleep(1)
        assert stopped(process)
    assert runs(command) == 1


@pytest.mark.e2e
def test_a_command_that_fails_is_told_and_the_daemon_stays(command: Followup) -> None:
    schedule(command, digest="0 0 1 1 *")
    with daemon(command) as (process, _):
        assert process.stderr is not None
        assert "recipient" in process.stderr.readline()  # the command itself: nobody is to get the digest
        assert "digest ended with code 78; see docs/operations.md" in process.stderr.readline()
        assert process.poll() is None
        assert stopped(process, signal.SIGINT)


@pytest.mark.e2e
def test_a_command_at_work_is_ended_with_the_daemon_and_done_by_the_next(command: Followup) -> None:
    schedule(command, backup="0 0 1 1 *")
    with SqlStore(command.home / "followup.db") as store, daemon(command) as (process, _), store.writing():
        until(lambda: any((command.home / "backups").glob("*.db")))  # now it waits to note that it is done
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 75  # its lease cannot be given back either: it says that the database is held
    assert begun(command, "backup") is None
    with daemon(command):
        until(lambda: begun(command, "backup") is not None)

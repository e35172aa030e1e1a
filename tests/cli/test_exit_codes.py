"""Every exit code that docs/operations.md names, each by a command that ends with it."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from monitor.cli.program import run_program, starved
from monitor.store import SqlStore
from tests.deliver.servers import free_port
from tests.e2e.home import Inside
from tests.newsroom.followup import program
from tests.shared import ROOT


class Starved:
    """A channel on a machine without memory."""

    def send(self, message: bytes, recipient: str) -> None:
        raise MemoryError


class Faulty:
    """A channel with a bug."""

    def send(self, message: bytes, recipient: str) -> None:
        raise ZeroDivisionError


@pytest.fixture
def home(tmp_path: Path) -> Path:
    Inside(tmp_path / "home")("init")
    return tmp_path / "home"


@pytest.fixture
def publisher() -> Iterator[int]:
    """A host that answers and has nothing."""

    class Nothing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Nothing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def reader(home: Path, kind: str, **keys: str) -> None:
    """Somebody who always gets a digest, by this channel."""
    table = "".join(f'{key} = "{value}"\n' for key, value in keys.items())
    who = '[[recipient]]\naddress = "a@desk.example"\npolicy = "always"\nchannel = "way"\n'
    text = f'{who}[channel.way]\ntype = "{kind}"\n'
    (home / "monitor.toml").write_text(text + table, encoding="utf-8")


def source(home: Path, port: int) -> None:
    """One source with one route at this port of this machine, which a review cites."""
    (home / "monitor.toml").write_text("[fetch]\nallow_private_hosts = true\ntimeout_s = 5\n", encoding="utf-8")
    route = f'[[endpoint]]\nname = "front"\nkind = "feed"\nurl = "http://127.0.0.1:{port}/feed"\n'
    text = f'key = "gazette"\nname = "Gazette"\ndomains = ["gazette.example"]\n{route}'
    (home / "sources" / "gazette.toml").write_text(text, encoding="utf-8")
    review = '[review]\nslug = "harbour"\ntitle = "Harbour"\ndate = 2026-03-01\nsources = ["gazette"]\n'
    (home / "reviews" / "harbour.toml").write_text(review, encoding="utf-8")


def started(home: Path, *arguments: str) -> int:
    """By a process of its own."""
    line = [program(), *arguments, "--home", str(home)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(line, env=environment, capture_output=True, timeout=100, check=False).returncode


def inside(home: Path, *arguments: str) -> int:
    return run_program([*arguments, "--home", str(home)])


def well(home: Path, port: int) -> int:
    return inside(home, "db", "check")


def with_a_bug(home: Path, port: int) -> int:
    reader(home, "tests.cli.test_exit_codes:Faulty")
    return started(home, "digest", "--send")


def wrongly_used(home: Path, port: int) -> int:
    assert inside(home, "status", "--nonsense") == 2
    assert inside(home, "articles", "import", str(home / "none.jsonl")) == 2
    return inside(home, "explain", "no-such-item")


def degraded(home: Path, port: int) -> int:
    source(home, port)
    return started(home, "run")


def undelivered(home: Path, port: int) -> int:
    reader(home, "monitor.deliver.sendmail:SendmailChannel", command="false")
    return inside(home, "digest", "--send")


def unreachable(home: Path, port: int) -> int:
    source(home, free_port())
    return started(home, "run")


def without_memory(home: Path, port: int) -> int:
    reader(home, "tests.cli.test_exit_codes:Starved")
    return inside(home, "digest", "--send")


def for_now(home: Path, port: int) -> int:
    reader(home, "monitor.deliver.smtp:SmtpChannel", host="localhost", sender="a@b.example")
    with (home / "monitor.toml").open("a", encoding="utf-8") as file:
        file.write(f"port = {free_port()}\n")
    assert inside(home, "digest", "--send") == 75
    with ExitStack() as stack:
        store = stack.enter_context(SqlStore(home / "followup.db"))
        store.acquire("elsewhere:1", datetime.now(UTC), 60)
        return inside(home, "run")


def wrongly_set(home: Path, port: int) -> int:
    (home / "monitor.toml").write_text("[fetsch]\n", encoding="utf-8")
    assert inside(home, "run") == 78
    (home / "monitor.toml").write_text("", encoding="utf-8")
    (home / "followup.db").write_bytes(b"no database" * 1000)
    return inside(home, "run")


CASES: dict[int, Callable[[Path, int], int]] = {
    0: well, 1: with_a_bug, 2: wrongly_used, 3: degraded, 4: undelivered, 69: unreachable, 71: without_memory,
    75: for_now, 78: wrongly_set,
}  # fmt: skip


@pytest.mark.e2e
@pytest.mark.parametrize("code", CASES, ids=[f"{code}-{act.__name__}" for code, act in CASES.items()])
def test_a_command_ends_with_the_code_that_is_documented(home: Path, publisher: int, code: int) -> None:
    assert CASES[code](home, publisher) == code


def test_every_documented_code_has_its_case() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("## Exit codes")[2].partition("\n## ")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.M)] == sorted(CASES)


def _after(first: Exception, then: Exception) -> Exception:
    """What a library raises that meets the first error and tries something else."""
    then.__context__ = first
    return then


@pytest.mark.parametrize(
    ("error", "memory"),
    [
        (MemoryError(), True),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), True),
        (RuntimeError("can't start new thread"), True),
        (ImportError("_x.so: failed to map segment from shared object"), True),
        (_after(ImportError("_x.so: failed to map segment"), ModuleNotFoundError("No module named 'other'")), True),
        (ModuleNotFoundError("No module named 'other'"), False),
        (OSError(errno.EACCES, "Permission denied"), False),
        (RuntimeError("dictionary changed size during iteration"), False),
    ],
    ids=str,
)
def test_what_came_of_too_little_memory_is_known_behind_other_errors(error: Exception, memory: bool) -> None:
    assert starved(error) is memory

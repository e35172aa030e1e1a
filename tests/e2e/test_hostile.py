"""Bad input to the real command: a sentence that names file and cause, the right exit code, within seconds."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.home import SLUG, prepared
from tests.newsroom.followup import Followup, program

SECONDS = 10
"""Asked are 5 on a machine of one's own; the suite shares it."""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    return prepared(tmp_path_factory.mktemp("hostile") / "home")


def called(command: Followup, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
    words = [program(), *arguments]
    environment = {**os.environ, "FOLLOWUP_HOME": str(command.home)}
    started = time.perf_counter()
    done = subprocess.run(words, env=environment, capture_output=True, timeout=60, check=False)
    assert time.perf_counter() - started < SECONDS
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    "text,cause",
    [
        (b"", b"it is empty"),
        (b"\x00\x01\x02" * 100, b""),
        (b"x" * 100_000, b"no prose"),
        (b" " * 100_000 + b"x", b"no prose"),
        (b"-" * 100_000, b"no prose"),
        (b"1" * 100_000, b"no prose"),
        (b"ab" * 100_000, b"no prose"),
        (b"- item\n" * 40_000, b"lines"),
        (b"word " * 80_000, b"too many for a review"),
    ],
    ids=["empty", "binary", "one-word", "spaces", "dashes", "digits", "long-word", "bullets", "words"],
)
def test_reviews_that_are_none(command: Followup, tmp_path: Path, text: bytes, cause: bytes) -> None:
    file = tmp_path / "review.txt"
    file.write_bytes(text)
    done = called(command, "review", "add", str(file), "--date", "2013-06-18", "--dry-run")
    assert done.returncode == 2
    assert cause in done.stderr
    assert b"review.txt" in done.stderr


def test_comments_in_front_of_a_text_do_not_hang_it(command: Followup, tmp_path: Path) -> None:
    file = tmp_path / "review.txt"
    file.write_bytes(b"<!-- a -->" * 28 + b"x")
    called(command, "review", "add", str(file), "--date", "2013-06-18", "--dry-run")


@pytest.mark.parametrize("slug", ["../x", "/tmp/x", "a\x1b[31m", "a" * 300, "", "A"])
def test_a_slug_never_leads_out_of_the_shelf(command: Followup, tmp_path: Path, slug: str) -> None:
    file = tmp_path / "review.txt"
    file.write_text("The ministers will sign the treaty in May.", encoding="utf-8")
    before = sorted(command.home.rglob("*.toml"))
    done = called(command, "review", "add", str(file), "--date", "2013-06-18", "--slug", slug)
    assert done.returncode == 2
    assert sorted(command.home.rglob("*.toml")) == before


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000,
        "x = " + "{a=" * 3_000,
        "x = " + "9" * 5_000,
        '"\\u001b[31mEVIL" = 1',
        '[review]\nslug = "r"\ntitle = "t"\ndate = 2013-06-18\n[[item]]\nkey = "k"\ntitle = "t"\nkind = "event"\n'
        "due = { latest = 9999-12-31 }",
        f'[review]\nslug = "r"\ntitle = "t"\ndate = 2013-06-18\n[[item]]\nkey = "k"\ntitle = "t"\nkind = "event"\n'
        f'terms = ["{"x" * 1000}"]',
    ],
    ids=["brackets", "braces", "number", "escape", "far", "long-term"],
)  # fmt: skip
def test_a_bad_review_file_is_named_and_the_others_stay(command: Followup, text: str) -> None:
    file = command.home / "reviews" / "bad.toml"
    file.write_text(text, encoding="utf-8")
    try:
        done = called(command, "items", "sync")
    finally:
        file.unlink()
    assert done.returncode == 78
    assert b"bad.toml" in done.stderr
    assert b"\x1b" not in done.stderr
    assert SLUG.encode() in done.stdout


def test_a_pipe_on_the_shelf_is_no_file(command: Followup) -> None:
    pipe = command.home / "reviews" / "pipe.toml"
    os.mkfifo(pipe)
    try:
        assert called(command, "items", "sync").returncode == 78
        assert called(command, "articles", "import", str(pipe)).returncode == 2
    finally:
        pipe.unlink()


def test_a_long_chain_of_anchors(tmp_path: Path) -> None:
    command = prepared(tmp_path / "home")
    head = '[review]\nslug = "chain"\ntitle = "t"\ndate = 2013-06-18\n'
    items = "".join(
        f'[[item]]\nkey = "k{n}"\ntitle = "t{n}"\nkind = "event"\ndue = {{ anchor = "k{n + 1}" }}\n'
        for n in range(1500)
    )
    last = '[[item]]\nkey = "k1500"\ntitle = "t"\nkind = "event"\n'
    (command.home / "reviews" / "chain.toml").write_text(head + items + last, encoding="utf-8")
    command.call("items", "sync")
    assert len(command.json("status", "--review", "chain", "--as-of", "2013-07-01")["items"]) == 1501


def test_one_bad_address_stops_nothing(command: Followup, tmp_path: Path) -> None:
    record = {"source": "gazette", "title": "Moscow summit cancelled", "published": "2013-08-07", "external_id": "a"}
    file = tmp_path / "records.jsonl"
    lines = [{**record, "url": "http://[bad"}, {**record, "url": "https://gazette.example/a"}]
    file.write_text("\ufeff" + "\n".join(map(json.dumps, lines)), encoding="utf-8")
    done = called(command, "articles", "import", str(file))
    assert (done.returncode, b"records.jsonl:1: url" in done.stderr) == (0, True)
    assert called(command, "retrack", "--as-of", "2013-09-01").returncode == 0


@pytest.mark.parametrize(
    "arguments,code",
    [
        (("digest", "--as-of", "0001-01-01"), 2),
        (("status", "--as-of", "9999-12-31"), 2),
        (("explain", "moscow-summit", "--as-of", "2013-01-01"), 2),
        (("status", "--review", "no-such-review"), 2),
        (("why-not", b"\xff", "moscow-summit"), 2),
        (("decide", "moscow-summit", "open", "--because", b"\xff"), 2),
        (("status", "--home", "a" * 300), 78),
        (("outbox", "show", "9" * 23), 2),
    ],
)
def test_odd_arguments(command: Followup, arguments: tuple[str | bytes, ...], code: int) -> None:
    done = called(command, *arguments)
    assert (done.returncode, bool(done.stderr.strip())) == (code, True)


@pytest.mark.parametrize(
    "table",
    [
        'type = "monitor.deliver.file:FileChannel"\ndirectory = 5',
        'type = "monitor.deliver.smtp:SmtpChannel"\nhost = "localhost"\nport = 25\npassword_file = 5',
        'type = "monitor.deliver.smtp:SmtpChannel"\nhost = "localhost"\nport = 25\npassword_file = "a\\u0000b"',
        'type = "no.such.module:Channel"',
        'type = "monitor.deliver.file:NoSuch"',
    ],
)
def test_a_bad_channel_is_a_wrong_setting(tmp_path: Path, table: str) -> None:
    command = prepared(tmp_path / "home")
    settings = command.home / "monitor.toml"
    text = settings.read_text(encoding="utf-8").split("[channel.file]")[0]
    recipient = '[[recipient]]\naddress = "a@example.org"\npolicy = "always"\n'
    settings.write_text(f"{text}\n{recipient}[channel.file]\n{table}\n", encoding="utf-8")
    done = called(command, "digest", "--send", "--as-of", "2013-07-01")
    assert (done.returncode, b"channel.file" in done.stderr) == (78, True)


@pytest.mark.parametrize(
    "line,code",
    [
        ("status >&-", 0),
        ("status > /dev/full", 75),
        ("export articles > /dev/full", 75),
        ("status <&-", 0),
        ("export matches --all | head -1 > /dev/null; exit ${PIPESTATUS[0]}", 0),
    ],
)
def test_streams_that_are_closed_full_or_broken(command: Followup, line: str, code: int) -> None:
    environment = {**os.environ, "FOLLOWUP_HOME": str(command.home), "PYTHONIOENCODING": "ascii"}
    shell = ["bash", "-c", f"{program()} {line}"]
    done = subprocess.run(shell, env=environment, capture_output=True, timeout=60, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr

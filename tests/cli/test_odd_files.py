"""Something else where a file or a folder is expected: told by name, with a way out, and never taken for nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.cli.program import run_program
from tests.e2e.home import Inside
from tests.newsroom.followup import Followup

NO_FILE = "no ordinary file"
LONG = "x" * 300
REVIEW = """[review]
slug = "harbour"
title = "Harbour"
date = 2026-03-01

[[item]]
key = "bridge"
title = "The bridge is to open"
kind = "event"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    home = tmp_path_factory.mktemp("made") / "home"
    Inside(home)("init")
    (home / "reviews" / "harbour.toml").write_text(REVIEW, encoding="utf-8")
    Inside(home)("items", "sync")
    settings = home / "monitor.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[[recipient]]\naddress = "a@desk.example"\n', "utf-8")
    Inside(home)("db", "backup", str(home / "copy.db"))
    return Followup(home, {})


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def folder(path: Path) -> None:
    path.mkdir(parents=True)


def nowhere(path: Path) -> None:
    path.symlink_to("/nowhere")


def ring(path: Path) -> None:
    path.symlink_to(path)


def text(path: Path) -> None:
    path.write_text("hello " * 999, encoding="utf-8")


def noise(path: Path) -> None:
    path.write_bytes(b"\xff\n")


def empty(path: Path) -> None:
    path.touch()


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def itself(path: Path) -> None:
    path.symlink_to(path.with_name("followup.db"))


def citing(path: Path) -> None:
    path.write_text(REVIEW.replace("2026-03-01\n", '2026-03-01\nsources = ["gull"]\n'), encoding="utf-8")


def nothing(path: Path) -> None:
    """It is missing."""


Odd = tuple[str, Callable[[Path], None], tuple[str, ...], int, str]
ODD: list[Odd] = [
    ("monitor.toml", folder, ("status",), 78, f"monitor.toml: {NO_FILE}"),
    ("monitor.toml", ring, ("doctor",), 78, f"monitor.toml: {NO_FILE}"),
    ("monitor.toml", noise, ("status",), 78, "monitor.toml: not UTF-8 text"),
    ("sources", nothing, ("run",), 78, "sources: No such file or directory; where it is missing, followup init "),
    ("sources", text, ("run",), 78, "sources: Not a directory"),
    ("reviews", text, ("items", "sync"), 78, "reviews: Not a directory"),
    ("reviews", nothing, ("run",), 78, "reviews: No such file or directory"),
    ("sources/x.toml", nowhere, ("run",), 78, f"sources/x.toml: {NO_FILE}"),
    ("sources/x.toml", folder, ("run",), 78, f"sources/x.toml: {NO_FILE}"),
    ("sources/.#x.toml", nowhere, ("run",), 0, ""),
    ("reviews/harbour.toml", citing, ("run",), 78, "sources that reviews cite (gull), so nothing is read"),
    ("followup.db", folder, ("status",), 78, f"followup.db: {NO_FILE}"),
    ("followup.db", nowhere, ("db", "upgrade"), 78, "move it away, then: followup db restore FILE"),
    ("followup.db", os.mkfifo, ("db", "upgrade"), 78, f"followup.db: {NO_FILE}"),
    ("followup.db", folder, ("db", "restore", "copy.db"), 78, f"followup.db: {NO_FILE}"),
    ("followup.lock", folder, ("run",), 78, "followup.lock: Is a directory; move it away"),
    ("followup.lock", os.mkfifo, ("run",), 78, f"followup.lock: {NO_FILE}; move it away"),
    ("other.db", text, ("db", "restore", "other.db"), 78, "other.db: file is not a database; nothing was changed"),
    ("other.db", itself, ("db", "restore", "other.db"), 2, "other.db: this is the database itself"),
    ("other.db", nothing, ("db", "backup", LONG), 2, ": File name too long"),
    ("other.db", nothing, ("db", "restore", LONG), 2, ": File name too long"),
    ("opinions.jsonl", noise, ("db", "prune"), 2, "opinions.jsonl: not UTF-8 text"),
    ("secret", empty, ("recipients", "list"), 78, "secret: too short to be a secret; remove it and another is made"),
    ("secret", endless, ("recipients", "list"), 78, "secret: no ordinary file"),
    ("there", os.mkfifo, ("backfill", "--source", "bbc", "--from", "2013-06-01", "--warc", "there"), 3, NO_FILE),
    ("there", nothing, ("db", "prune", "--older", "99999999"), 2, "--older"),
    ("there", folder, ("digest", "--to-file", "there"), 2, "there: Is a directory"),
    ("there", nothing, ("digest", "--to-file", ""), 2, ": Is a directory"),
]  # fmt: skip


@pytest.mark.parametrize(
    "name,make,command,code,said", ODD, ids=[f"{row[0]} {row[1].__name__} {row[2][0]}" for row in ODD]
)
def test_it_is_told(
    made: Followup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    name: str, make: Callable[[Path], None], command: tuple[str, ...], code: int, said: str,
) -> None:  # fmt: skip
    home = tmp_path / "home"
    shutil.copytree(made.home, home)
    gone(home / name)
    make(home / name)
    monkeypatch.chdir(home)
    found = run_program([*command, "--home", str(home)])
    told = capsys.readouterr().err
    assert (found, said in told) == (code, True), told


@pytest.mark.parametrize("name", ["a\\u0000b", "a\\nb"])
def test_a_log_whose_name_is_none_is_told(made: Followup, tmp_path: Path, name: str) -> None:
    home = Path(shutil.copytree(made.home, tmp_path / "home"))
    (home / "monitor.toml").write_text(f'[operations]\nlog = "{name}"\n', encoding="utf-8")
    said = Inside(home)("run", accept=78)
    assert said.endswith("monitor.toml:2: operations.log: it is one line, without line breaks or control characters")


def test_a_folder_of_metrics_with_a_name_too_long_is_examined(
    made: Followup, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = Path(shutil.copytree(made.home, tmp_path / "home"))
    (home / "monitor.toml").write_text(f'[operations]\nmetrics = "{LONG}"\n', encoding="utf-8")
    assert run_program(["doctor", "--home", str(home)]) == 3
    assert "no folder in which the metrics can be written" in " ".join(capsys.readouterr().out.split())

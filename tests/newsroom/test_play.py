"""The player's own judgement: which days, what counts as moved, and whether history agrees."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.newsroom.board import moves
from tests.newsroom.days import CHOSEN, EVERY, MILESTONES, Milestone, chosen_days, due_milestones, evening
from tests.newsroom.entries import read_entries
from tests.newsroom.followup import CommandFailed
from tests.newsroom.newsroom import REACH
from tests.newsroom.play import MARKER, fresh_home
from tests.shared import ROOT

HELD = Milestone("talks", "done", date(2013, 8, 9), date(2013, 8, 10), "held on 9 August")


def change(day: str, state: str, clock: str = "none", item: str = "review/talks") -> dict[str, str]:
    return {"item": item, "as_of": day, "state": state, "clock": clock}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ([change("2013-06-18", "open"), change("2013-08-09", "done")], ""),
        ([change("2013-08-10", "done")], ""),
        ([change("2013-08-07", "done")], "done on 2013-08-07, not between 2013-08-09 and 2013-08-10"),
        ([change("2013-08-07", "done"), change("2013-08-09", "done")], "done on 2013-08-07, not between"),
        ([change("2013-06-18", "open"), change("2013-08-09", "failed")], "never done; it was open, failed"),
        ([change("2013-08-09", "done", item="review/other-talks")], "never done; it was not there"),
        ([], "never done; it was not there"),
    ],
)
def test_a_milestone_is_met_on_its_days_or_not(changes: list[dict[str, str]], wrong: str) -> None:
    verdict = HELD.verdict(changes)
    assert verdict.startswith(wrong) if wrong else verdict == ""


@pytest.mark.parametrize(
    ("state", "wrong"), [("open", ""), ("developing", ""), ("failed", "never overdue; it was failed")]
)
def test_overdue_is_a_headline_only_while_the_item_is_open(state: str, wrong: str) -> None:
    late = Milestone("deal", "overdue", date(2013, 9, 5), date(2013, 9, 12), "no deal by 4 September")
    assert late.verdict([change("2013-09-05", state, "overdue", "review/deal")]) == wrong


def test_the_usual_days_are_enough_and_show_every_milestone() -> None:
    assert len(CHOSEN) >= 12
    assert set(CHOSEN) < set(EVERY)
    assert due_milestones(CHOSEN) == list(MILESTONES)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (None, CHOSEN),
        ("all", EVERY),
        ("2013-08-09, 2013-08-07,2013-08-07", (date(2013, 8, 7), date(2013, 8, 9))),
    ],
)
def test_days_are_chosen(text: str | None, days: tuple[date, ...]) -> None:
    assert chosen_days(text) == days


def test_no_day_is_no_day() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        chosen_days("August")


def test_all_days_together_see_every_entry() -> None:
    unseen = [
        entry.title
        for entry in read_entries()
        if not any(evening(day) - REACH < entry.published <= evening(day) for day in EVERY)
    ]
    assert unseen == []


def test_what_moved_is_headline_or_clock() -> None:
    before = {"a": {"headline": "open", "clock": "ahead"}, "b": {"headline": "open", "clock": "none"}}
    after = {
        "a": {"headline": "open", "clock": "due_soon"},
        "b": {"headline": "open", "clock": "none"},
        "c": {"headline": "done", "clock": "none"},
        "d": {"headline": "open", "clock": "none"},
    }
    assert moves(before, after) == [("open", after["a"]), ("open", after["c"])]


def test_an_earlier_demonstration_is_replaced(tmp_path: Path) -> None:
    home = tmp_path / "demo-home"
    home.mkdir()
    (home / MARKER).touch()
    assert fresh_home(home, keep=False) == home
    assert not home.exists()


def test_an_earlier_demonstration_is_kept_when_asked(tmp_path: Path) -> None:
    home = tmp_path / "demo-home"
    home.mkdir()
    (home / MARKER).touch()
    assert fresh_home(home, keep=True) == tmp_path / "demo-home-2"
    assert (home / MARKER).exists()


def test_a_folder_of_somebody_else_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CommandFailed, match="no demonstration's home"):
        fresh_home(tmp_path, keep=False)
    assert (tmp_path / "thesis.txt").exists()


@pytest.mark.e2e
def test_the_way_back_agrees_with_history(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.newsroom.play", "--history", "--home", str(tmp_path / "home")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"^ ?✓ +(\S+)", done.stdout, re.MULTILINE) == [milestone.item for milestone in MILESTONES]
    assert "2013-08-07  ✕ failed  [filled in]" in done.stdout


@pytest.mark.e2e
def test_three_days_are_played_and_agree_with_history(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "tests.newsroom.play", "--days", "2013-06-19,2013-08-07,2013-08-10"]
    done = subprocess.run([*command, "--home", str(home)], cwd=ROOT, capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.findall(r"^ ?✓ +(\S+)", done.stdout, re.MULTILINE) == ["moscow-summit", "two-plus-two"]
    assert (home / "digests" / "2013-08-07.eml").read_bytes().startswith((b"From", b"Subject", b"Date", b"MIME", b"To"))
    assert "\x1b[" not in done.stdout

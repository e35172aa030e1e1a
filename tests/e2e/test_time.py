"""The clock of a machine that runs for years: asleep for a week, set back, a leap day, summer time, two machines."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import RunInProgress
from monitor.store import SqlStore
from tests.e2e.home import Inside

REVIEW = """[review]
slug = "harbour"
title = "Harbour"
date = {day}
sources = ["gazette"]

[[item]]
key = "bridge"
title = "The bridge is to open"
kind = "event"
due = {{ latest = {due} }}
"""


def home(folder: Path, *, day: str = "2024-01-10", due: str = "2024-06-01", zone: str = "UTC") -> Inside:
    """One reader who gets a digest each day, into a folder."""
    inside = Inside(folder)
    inside("init")
    (folder / "reviews" / "harbour.toml").write_text(REVIEW.format(day=day, due=due), encoding="utf-8")
    inside("items", "sync")
    reader = f'\n[[recipient]]\naddress = "a@desk.example"\npolicy = "always"\ntimezone = "{zone}"\n'
    path = folder / "monitor.toml"
    path.write_text(path.read_text(encoding="utf-8") + reader, encoding="utf-8")
    return inside


def sent(inside: Inside) -> list[tuple[str, str]]:
    """As-of and since of each digest, oldest first."""
    with SqlStore(inside.home / "followup.db") as store:
        return [(f"{e.as_of:%Y-%m-%dT%H:%M}", f"{e.since:%Y-%m-%dT%H:%M}") for e in store.outbox()]


def test_after_a_week_asleep_one_digest_tells_the_whole_week(tmp_path: Path) -> None:
    inside = home(tmp_path / "home")
    for moment in ("2024-02-01T06:30", "2024-02-08T09:12", "2024-02-08T09:13"):
        inside("digest", "--send", "--as-of", moment)
    assert sent(inside)[:2] == [("2024-02-01T06:30", "2024-01-31T06:30"), ("2024-02-08T09:12", "2024-02-01T06:30")]


def test_a_clock_set_back_by_minutes_sends_nothing_twice(tmp_path: Path) -> None:
    inside = home(tmp_path / "home")
    for moment in ("2024-02-01T06:30", "2024-02-01T06:25", "2024-02-02T06:30"):
        inside("digest", "--send", "--as-of", moment)
    assert [as_of for as_of, _ in sent(inside)] == ["2024-02-01T06:30", "2024-02-02T06:30"]


def test_a_clock_that_ran_a_year_ahead_and_was_set_right_silences_nobody(tmp_path: Path) -> None:
    """By the machine's own clock, since only what lies ahead of that one was dated wrongly."""
    inside, now = home(tmp_path / "home"), datetime.now(UTC)
    moments = [now - timedelta(days=2), now + timedelta(days=365), now - timedelta(days=1), now]
    for moment in moments:
        inside("digest", "--send", "--as-of", f"{moment:%Y-%m-%dT%H:%M}")
    found = dict(sent(inside))
    named = [f"{moment:%Y-%m-%dT%H:%M}" for moment in moments]
    assert sorted(found) == sorted(named)
    assert found[named[2]] == named[0], "what is new since the last digest that was dated rightly"
    assert found[named[3]] == named[2]


@pytest.mark.parametrize(
    ("due", "as_of", "clock"),
    [
        ("2024-02-29", "2024-02-28T06:30", "due"),
        ("2024-02-29", "2024-02-29T06:30", "due"),
        ("2024-02-29", "2024-03-01T06:30", "overdue"),
    ],
)
def test_the_leap_day_is_a_day_like_others(tmp_path: Path, due: str, as_of: str, clock: str) -> None:
    inside = home(tmp_path / "home", due=due)
    (row,) = json.loads(inside("status", "--as-of", as_of, "--format", "json"))["items"]
    assert row["clock"].startswith(clock), row
    inside("digest", "--send", "--as-of", "2024-02-28T06:30")
    inside("digest", "--send", "--as-of", "2024-02-29T06:30")
    inside("digest", "--send", "--as-of", "2024-03-01T06:30")
    assert [since for _, since in sent(inside)][1:] == ["2024-02-28T06:30", "2024-02-29T06:30"]


@pytest.mark.parametrize("night", ["2024-03-31", "2024-10-27"])
def test_a_night_in_which_the_clock_changes_has_one_digest_and_no_gap(tmp_path: Path, night: str) -> None:
    """At half past six in Berlin on three days, of which one has 23 or 25 hours: each tells on where the last ended."""
    from zoneinfo import ZoneInfo

    inside, zone = home(tmp_path / "home", zone="Europe/Berlin"), ZoneInfo("Europe/Berlin")
    start = datetime.fromisoformat(f"{night}T06:30").replace(tzinfo=zone)
    moments = [(start + timedelta(days=day)).astimezone(UTC) for day in (-1, 0, 1)]
    for moment in moments:
        inside("digest", "--send", "--as-of", f"{moment:%Y-%m-%dT%H:%M}")
    named = [f"{moment:%Y-%m-%dT%H:%M}" for moment in moments]
    assert [as_of for as_of, _ in sent(inside)] == named
    assert [since for _, since in sent(inside)][1:] == named[:-1]


def test_a_second_machine_on_the_same_database_waits_and_says_for_whom(tmp_path: Path) -> None:
    """Its file lock is of no use there (a share without locks): the row in the database keeps it out."""
    inside = home(tmp_path / "home")
    database = inside.home / "followup.db"
    with SqlStore(database) as other:
        other.acquire("other-machine:4711", datetime.now(UTC), 3600)
        other.acquire("other-machine:4711", datetime.now(UTC), 3600, "mail")
        other._unlock_file()
        other._unlock_file("mail")
        for command in (("run",), ("digest", "--send")):
            said = inside(*command, accept=75)
            assert "other-machine:4711, since " in said
        assert sent(inside) == []
        other.release("other-machine:4711")
        other.release("other-machine:4711", "mail")
    with SqlStore(database) as here, pytest.raises(RunInProgress):
        here.acquire("here:1", datetime.now(UTC), 60)
        with SqlStore(database) as there:
            there.acquire("there:1", datetime.now(UTC), 60)
    inside("digest", "--send")
    assert len(sent(inside)) == 1

"""When a cron line comes next, by the wall's clock, through the changes of the year."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from monitor.schedule.trigger import WallTrigger, missed

BERLIN = ZoneInfo("Europe/Berlin")


def starts(line: str, first: str, count: int, zone: ZoneInfo = BERLIN) -> list[datetime]:
    trigger, found = WallTrigger(line, zone), []
    at: datetime | None = None
    now = datetime.fromisoformat(first).replace(tzinfo=zone)
    for _ in range(count):
        at = trigger.get_next_fire_time(at, at or now)
        found.append(at)
    return found


@pytest.mark.parametrize(
    ("line", "first", "expected"),
    [
        ("30 6 * * 1", "2026-11-24", ["2026-11-30T06:30", "2026-12-07T06:30"]),
        ("0 7 1 * 0", "2026-11-24", ["2026-11-29T07:00", "2026-12-01T07:00", "2026-12-06T07:00"]),
        ("0 7 29 2 *", "2026-01-01", ["2028-02-29T07:00", "2032-02-29T07:00"]),
        ("30 6 * * *", "2028-02-28", ["2028-02-28T06:30", "2028-02-29T06:30", "2028-03-01T06:30"]),
        # 02:30 does not exist on this day: an hour later, and the day after at its time again.
        ("30 2 * * *", "2026-03-28", ["2026-03-28T02:30", "2026-03-29T03:30", "2026-03-30T02:30"]),
        # 02:30 comes twice on this day, and counts once.
        ("30 2 * * *", "2026-10-24", ["2026-10-24T02:30", "2026-10-25T02:30", "2026-10-26T02:30"]),
        ("0 */6 * * *", "2026-10-25", ["2026-10-25T00:00", "2026-10-25T06:00", "2026-10-25T12:00"]),
    ],
)
def test_next_starts(line: str, first: str, expected: list[str]) -> None:
    assert [f"{at:%Y-%m-%dT%H:%M}" for at in starts(line, first, len(expected))] == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("line", ["30 6 * * *", "30 2 * * *", "15 1 * * *"])
def test_a_daily_line_comes_once_a_day_for_years(zone: str, line: str) -> None:
    found = starts(line, "2026-01-01", 1461, ZoneInfo(zone))
    assert len({at.date() for at in found}) == 1461
    assert all(timedelta(hours=22) < later - earlier < timedelta(hours=26) for earlier, later in pairwise(
        [at.astimezone(UTC) for at in found]))  # fmt: skip


def test_a_repeated_hour_is_no_endless_loop() -> None:
    """APScheduler's own trigger names the same minute again and again here."""
    now = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10, the second time
    assert WallTrigger("*/5 * * * *", BERLIN).get_next_fire_time(now, now) > now


DAY = WallTrigger("30 6 * * *", BERLIN)
NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last", "late"),
    [
        (None, True),
        (datetime(2026, 6, 10, 4, 31, tzinfo=UTC), False),
        (datetime(2026, 6, 10, 4, 30, tzinfo=UTC), False),
        (datetime(2026, 6, 10, 4, 29, tzinfo=UTC), True),
        (NOW - timedelta(days=7), True),
        (NOW + timedelta(seconds=30), False),
        (NOW + timedelta(days=400), True),
    ],
)
def test_what_was_missed(last: datetime | None, late: bool) -> None:
    assert missed(DAY, last, NOW) is late

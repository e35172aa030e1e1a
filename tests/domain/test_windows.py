"""Plans of windows, what follows a gap, what becomes of a window, and how often a host may be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.domain.windows import (
    Archive,
    ArchiveKind,
    Step,
    Window,
    WindowState,
    addresses,
    after_answer,
    after_trouble,
    covered,
    days,
    following,
    plan,
)
from monitor.domain.windows_pace import Pace, answered, asked, earliest, refused

D = date.fromisoformat
YESTERDAY = D("2014-03-10")
BY_DAY = Archive("s/day", "s", "https://s.example/{first:%Y%m%d}-{next:%Y%m%d}.xml", ArchiveKind.SITEMAP)
BY_MONTH = Archive(
    "s/month", "s", "https://s.example/{first.year}-{first.month}.xml", ArchiveKind.SITEMAP, Step.MONTH, 2
)
NOON = datetime(2014, 3, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "archive,first,last,spans",
    [
        (
            BY_DAY,
            "2013-12-31",
            "2014-01-02",
            ["2013-12-31 2013-12-31", "2014-01-01 2014-01-01", "2014-01-02 2014-01-02"],
        ),
        (BY_MONTH, "2014-01-31", "2014-02-01", ["2014-01-01 2014-01-31", "2014-02-01 2014-02-28"]),
        (BY_MONTH, "2014-03-09", "2014-03-20", ["2014-03-01 2014-03-10"]),
        (BY_DAY, "2014-03-10", "2014-03-12", ["2014-03-10 2014-03-10"]),
        (replace(BY_DAY, since=D("2014-01-02")), "2014-01-01", "2014-01-02", ["2014-01-02 2014-01-02"]),
        (replace(BY_MONTH, until=D("2014-01-15")), "2014-01-10", "2014-02-20", ["2014-01-01 2014-01-15"]),
        (replace(BY_DAY, step=Step.YEAR), "2012-02-29", "2012-03-01", ["2012-01-01 2012-12-31"]),
    ],
)
def test_plan(archive: Archive, first: str, last: str, spans: list[str]) -> None:
    windows = plan(archive, days(D(first), D(last)), YESTERDAY)
    assert [f"{window.first} {window.last}" for window in windows] == spans


@pytest.mark.parametrize(
    "changes,expected",
    [
        ({}, ["https://s.example/20131231-20140101.xml"]),
        ({"url": "https://x/{target}", "targets": ("a", "b")}, ["https://x/a", "https://x/b"]),
        (
            {"url": "https://x/{moment:%H%M}", "every_minutes": 480},
            ["https://x/0000", "https://x/0800", "https://x/1600"],
        ),
    ],
)
def test_addresses(changes: dict[str, object], expected: list[str]) -> None:
    archive = replace(BY_DAY, **changes)  # type: ignore[arg-type]
    assert list(addresses(archive, D("2013-12-31"), D("2013-12-31"))) == expected


def test_what_one_route_did_not_give_is_the_next_ones_task() -> None:
    wanted = list(days(D("2014-01-30"), D("2014-02-02")))
    first = following([BY_MONTH, BY_DAY], [], wanted, YESTERDAY)
    assert {window.route for window in first} == {"s/day"}
    states = [WindowState.DONE, WindowState.GAP, WindowState.DONE, WindowState.DONE]
    ended = [replace(window, state=state) for window, state in zip(first, states, strict=True)]
    assert covered(ended) == set(wanted) - {D("2014-01-31")}
    second = following([BY_MONTH, BY_DAY], ended, wanted, YESTERDAY)
    assert [(window.route, window.first) for window in second] == [("s/month", D("2014-01-01"))]
    gone = [*ended, replace(second[0], state=WindowState.EMPTY)]
    assert following([BY_MONTH, BY_DAY], gone, wanted, YESTERDAY) == []


WINDOW = Window("s", "s/day", D("2014-01-01"), D("2014-01-01"), todo=("a", "b"))


@pytest.mark.parametrize(
    "window,further,entries,broken,state,todo",
    [
        (WINDOW, (), 3, "", WindowState.READING, ("b",)),
        (WINDOW, ("c", "b"), 0, "", WindowState.READING, ("c", "b")),
        (replace(WINDOW, todo=("a",)), (), 3, "", WindowState.DONE, ()),
        (replace(WINDOW, todo=("a",)), (), 0, "", WindowState.EMPTY, ()),
        (replace(WINDOW, todo=("a",)), (), 3, "it breaks off", WindowState.GAP, ()),
        (replace(WINDOW, todo=("a",), entries=5), (), 0, "", WindowState.DONE, ()),
        (replace(WINDOW, todo=("a",), state=WindowState.WAITING, cause="shut"), (), 1, "", WindowState.DONE, ()),
        (replace(WINDOW, todo=("a",), state=WindowState.READING, cause="b broke"), (), 1, "", WindowState.GAP, ()),
    ],
)
def test_after_an_answer(
    window: Window, further: tuple[str, ...], entries: int, broken: str, state: WindowState, todo: tuple[str, ...]
) -> None:
    after = after_answer(window, "a", further, entries, broken)
    assert (after.state, after.todo, after.requests) == (state, todo, 1)


def test_after_trouble_it_waits_three_times_and_then_is_a_gap() -> None:
    window = WINDOW
    states = []
    for _ in range(3):
        window = after_trouble(window, "no answer", NOON, 3)
        states.append(window.state.value)
    assert states == ["waiting", "waiting", "gap"]
    assert after_trouble(WINDOW, "404", None, 3).state is WindowState.GAP


PACE = Pace("host", asked_at=NOON, day=NOON.date(), asked=5)


@pytest.mark.parametrize(
    "pace,per_minute,per_day,after",
    [
        (Pace("host"), 5, 0, timedelta()),
        (PACE, 5, 0, timedelta(seconds=12)),
        (PACE, 5, 6, timedelta(seconds=12)),
        (PACE, 5, 5, timedelta(hours=12, minutes=5)),
        (replace(PACE, day=date(2014, 3, 10)), 5, 5, timedelta(seconds=12)),
        (replace(PACE, shut_until=NOON + timedelta(hours=1)), 5, 0, timedelta(hours=1)),
    ],
)
def test_earliest(pace: Pace, per_minute: float, per_day: int, after: timedelta) -> None:
    assert earliest(pace, per_minute, per_day, NOON) == NOON + after


def test_refusals_double_until_a_good_answer() -> None:
    pace, pauses = Pace("host"), []
    for _ in range(12):
        pace = refused(asked(pace, NOON), NOON, None)
        assert pace.shut_until is not None
        pauses.append(int((pace.shut_until - NOON).total_seconds()) // 60)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440]
    assert (answered(pace).strikes, answered(pace).shut_until) == (0, None)
    told = refused(pace, NOON, timedelta(seconds=30))
    assert told.shut_until == NOON + timedelta(seconds=30)

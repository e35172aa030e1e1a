"""Health on a real store: judged after each run, kept as it changes, told once, and the digest's line of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor.app.context import App
from monitor.app.health import judge, report
from monitor.app.source_views import source_views
from monitor.domain.digest import SourceView
from monitor.domain.health import Condition, Rest
from monitor.domain.model import Endpoint, EndpointBatch, EndpointKind, Outcome, Source, Validators
from monitor.domain.status import covered
from monitor.settings.shelf import FolderShelf
from monitor.store import SqlStore
from tests.store.builders import HARBOUR, NOON, hours

O = Outcome  # noqa: E741 - the tables below
NAMES = ("front", "sport")
GAZETTE = Source(
    "gazette",
    "The Gazette",
    ("gazette.example",),
    "gazette",
    endpoints=tuple(
        Endpoint(f"gazette/{name}", "gazette", f"https://gazette.example/{name}", EndpointKind.FEED, oldest_hours=48)
        for name in NAMES
    ),
)


@dataclass(frozen=True)
class At:
    """A clock that stands."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def app(store: SqlStore, tmp_path: Path) -> App:
    return App(store, FolderShelf(tmp_path), At(NOON), "test", {"gazette": GAZETTE})


def read(app: App, at: float, *outcomes: Outcome, newest: datetime | None = None, new: int = 0) -> list[str]:
    """One run in which the routes gave these outcomes; returns what is told."""
    run = app.store.begin_run(hours(at), hours(at), "test")
    for name, outcome in zip(NAMES, outcomes, strict=False):
        cause = "" if outcome.healthy else f"{name} {outcome.value}"
        batch = EndpointBatch(f"gazette/{name}", "gazette", outcome, cause=cause, newest=newest, entries=new)
        app.store.save_batches([batch], run, hours(at))
    return judge(app, [GAZETTE], run, hours(at))


def line(app: App, since: float, until: float) -> SourceView:
    (view,) = source_views(app, ["gazette"], hours(since), hours(until))
    return view


STORY: Sequence[tuple[int, tuple[Outcome, Outcome], list[str]]] = [
    (0, (O.NEW, O.NEW), []),
    (2, (O.NEW, O.BLOCKED), []),  # once is noise
    (4, (O.NEW, O.BLOCKED), ["gazette/sport blocked"]),
    (6, (O.NEW, O.BLOCKED), []),
    (8, (O.ERROR, O.BLOCKED), []),
    (10, (O.ERROR, O.BLOCKED), ["gazette/front failing", "gazette blocked"]),
    (12, (O.ERROR, O.BLOCKED), []),
    (14, (O.NEW, O.BLOCKED), ["gazette/front recovered, after having been failing",
                              "gazette recovered, after having been blocked"]),
    (16, (O.NEW, O.NEW), ["gazette/sport recovered, after having been blocked"]),
    (18, (O.NEW, O.UNREACHABLE), []),
    (20, (O.NEW, O.NEW), []),
]  # fmt: skip


def test_a_break_is_told_once_and_so_is_its_end(app: App) -> None:
    for at, outcomes, told in STORY:
        assert [words.partition(":")[0] for words in read(app, at, *outcomes)] == told, at
    assert [(turn.subject, turn.health.condition.value) for turn in app.store.turns(hours(9), hours(15))] == [
        ("gazette/front", "failing"),
        ("gazette", "blocked"),
        ("gazette/front", "degraded"),
        ("gazette", "degraded"),
    ]


WHEN = "from 2 Mar 2026 to 3 Mar 2026"
OVER = {
    "gazette": f"it was blocked {WHEN}",
    "front": f"front was failing {WHEN}",
    "sport": f"sport was blocked {WHEN}",
}


@pytest.mark.parametrize(
    "since,until,outcome,healthy,fresh,mended,cause",
    [
        (0, 2, "new", True, None, False, ""),
        (3, 5, "degraded", False, True, False, "sport is blocked: sport blocked (2 times in a row)"),
        (5, 6, "new", True, None, False, ""),
        (9, 10, "blocked", False, True, False, "sport blocked (5 times in a row)"),
        (10, 12, "blocked", False, False, False, "sport blocked (5 times in a row)"),
        (13, 14, "new", True, None, True, OVER["gazette"] + "; " + OVER["front"]),
        (15, 16, "new", True, None, True, OVER["sport"]),
        (16, 20, "new", True, None, False, ""),
        (1, 20, "new", True, None, True,
         OVER["gazette"] + "; " + OVER["front"] + "; " + OVER["sport"]),
    ],
)  # fmt: skip
def test_the_digest_s_line(
    app: App, since: int, until: int, outcome: str, healthy: bool, fresh: bool | None, mended: bool, cause: str
) -> None:
    for at, outcomes, _ in STORY:
        read(app, at, *outcomes)
    view = line(app, since, until)
    assert (view.outcome, view.healthy, view.fresh, view.mended) == (outcome, healthy, fresh, mended)
    assert view.cause == cause


def test_a_source_that_nobody_read_or_describes(app: App) -> None:
    views = list(source_views(app, ["gazette", "herald"], hours(0), hours(1)))
    assert [(view.outcome, view.healthy, view.cause) for view in views] == [
        ("never_read", False, ""),
        ("never_read", False, "no configuration describes this source"),
    ]


@pytest.mark.parametrize("outcome", [O.NOT_MODIFIED, O.UNCHANGED])
def test_a_reading_of_what_stands_still_covers_no_day(app: App, outcome: Outcome) -> None:
    read(app, 0, O.NEW, newest=hours(-1))
    for day in range(1, 6):
        read(app, 24 * day, outcome)
    days = [HARBOUR.date + timedelta(days=1 + day) for day in range(6)]
    read_on = app.store.days_read(["gazette"], hours(200))
    assert read_on == {"gazette": days[:2]}
    assert covered(read_on, ["gazette"], days[0], days[1]).read == 1
    assert covered(read_on, ["gazette"], days[2], days[5]).read == 0


def test_the_report_knows_since_when(app: App) -> None:
    for at, outcomes, _ in STORY[:6]:
        read(app, at, *outcomes)
    (gazette,) = report(app, hours(11))
    assert (gazette.health.condition, gazette.health.since) == (Condition.BLOCKED, hours(2))
    assert {key: each.condition for key, each in gazette.routes.items()} == {
        "gazette/front": Condition.FAILING,
        "gazette/sport": Condition.BLOCKED,
    }
    assert set(gazette.read.values()) == {hours(10)}


def test_a_rhythm_is_kept_for_its_day_and_no_longer(app: App) -> None:
    read(app, 0, O.NEW)
    assert set(app.store.rhythms(hours(0).date())) == {"gazette/front"}
    assert app.store.rhythms(hours(24).date()) == {}
    read(app, 24, O.NEW, O.NEW)
    assert set(app.store.rhythms(hours(24).date())) == {"gazette/front", "gazette/sport"}


def test_who_asked_to_be_left_alone(app: App) -> None:
    run = app.store.begin_run(hours(1), hours(1), "test")
    refused = EndpointBatch("gazette/front", "gazette", O.BLOCKED, not_before=hours(5))
    app.store.save_batches([refused], run, hours(1))
    assert app.store.rests(hours(2)) == {"gazette/front": Rest(None, hours(5))}
    read(app, 6, O.NEW)
    assert app.store.rests(hours(7)) == {"gazette/front": Rest(hours(6), None)}


def test_quiet_readings_are_kept_together(app: App) -> None:
    run = app.store.begin_run(NOON, NOON, "test")
    given = Validators("e1", "m1", "h1")
    app.store.save_batches([EndpointBatch("gazette/front", "gazette", O.NEW, validators=given)], run, NOON)
    quiet = [EndpointBatch(f"gazette/{name}", "gazette", O.NOT_MODIFIED) for name in NAMES]
    app.store.save_batches([], run, hours(1))
    app.store.save_batches(quiet, run, hours(1))
    assert app.store.validators() == {"gazette/front": given, "gazette/sport": Validators()}
    assert {key: rest.last for key, rest in app.store.rests(hours(2)).items()} == dict.fromkeys(
        ("gazette/front", "gazette/sport"), hours(1)
    )

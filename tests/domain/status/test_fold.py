"""The fold by cases: what closes an item, what does not, and whose word counts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.domain.model import (
    Clock,
    Coverage,
    Due,
    Evidence,
    Kind,
    Modality,
    OpenItem,
    Signal,
    State,
    StatusChange,
    Verdict,
)
from monitor.domain.status import Anchor, explain, history

START = date(2024, 1, 1)
DUE = Due(date(2024, 3, 1), date(2024, 3, 1))


def item(kind: Kind = Kind.AGREEMENT, due: Due | None = None) -> OpenItem:
    return OpenItem("r", "treaty", "Fishing treaty", kind, terms=("fishing treaty",), due=due, since=START)


def piece(
    number: int,
    signal: Signal,
    day: int = 10,
    *,
    family: str = "",
    modality: Modality = Modality.PERFORMED,
    copy: bool = False,
    grade: str = "C",
) -> Evidence:
    moment = datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
    return Evidence(
        "r/treaty", number, signal, modality, "Something happened", "title", 0, 18, (0, 9), "cue",
        published=moment, learnt=moment, grade=grade, family=family or f"f{number}", source=family or f"f{number}",
        copy=copy, id=number,
    )  # fmt: skip


def last(pieces: Sequence[Evidence], kind: Kind = Kind.AGREEMENT, until: int = 11) -> StatusChange:
    return history(item(kind), pieces, until=START + timedelta(days=until))[-1]


@pytest.mark.parametrize(
    "pieces,state",
    [
        ([], State.OPEN),
        ([piece(1, Signal.AGREED)], State.DEVELOPING),
        ([piece(1, Signal.AGREED), piece(2, Signal.AGREED)], State.DONE),
        ([piece(1, Signal.AGREED, family="one"), piece(2, Signal.AGREED, family="one")], State.DEVELOPING),
        ([piece(1, Signal.AGREED), piece(2, Signal.AGREED, copy=True)], State.DEVELOPING),
        ([piece(n, Signal.AGREED, modality=Modality.HOPED) for n in (1, 2)], State.OPEN),
        ([piece(1, Signal.CANCELLED), piece(2, Signal.CANCELLED)], State.FAILED),
        ([piece(1, Signal.CANCELLED)], State.DEVELOPING),
        ([piece(1, Signal.COMMENT), piece(2, Signal.COMMENT)], State.OPEN),
        ([piece(1, Signal.SUSPENDED)], State.STALLED),
    ],
)  # fmt: skip
def test_what_closes(pieces: list[Evidence], state: State) -> None:
    assert last(pieces).state is state


def test_the_order_of_the_evidence_decides_nothing() -> None:
    pieces = [piece(1, Signal.IN_TALKS, 5), piece(2, Signal.AGREED), piece(3, Signal.AGREED), piece(4, Signal.DENIED)]
    until = START + timedelta(days=60)
    found = {history(item(due=DUE), order, until=until) for order in itertools.permutations(pieces)}
    assert len(found) == 1


def test_what_is_learnt_later_changes_nothing_earlier() -> None:
    pieces = [piece(1, Signal.IN_TALKS, 5), piece(2, Signal.AGREED, 20), piece(3, Signal.AGREED, 21)]
    whole = history(item(due=DUE), pieces, until=START + timedelta(days=90))
    for day in range(0, 90, 3):
        until = START + timedelta(days=day)
        known = history(item(due=DUE), pieces, until=until)
        assert known == tuple(change for change in whole if change.as_of <= until)


@pytest.mark.parametrize(
    "day,clock",
    [(10, Clock.AHEAD), (55, Clock.DUE_SOON), (60, Clock.DUE_TODAY), (61, Clock.OVERDUE)],
)
def test_the_clock_runs_and_never_closes(day: int, clock: Clock) -> None:
    change = history(item(due=DUE), [], until=START + timedelta(days=day))[-1]
    assert (change.state, change.clock) == (State.OPEN, clock)


def test_silence_stalls_only_where_every_source_was_read() -> None:
    pieces = [piece(1, Signal.IN_TALKS, 5)]

    def after(read: int) -> StatusChange:
        return history(
            item(), pieces, until=START + timedelta(days=60), coverage=lambda first, end: Coverage(first, end, 4, read)
        )[-1]

    assert after(4).state is State.STALLED
    assert (after(3).state, "coverage_gap" in after(3).flags) == (State.DEVELOPING, True)


def test_how_long_a_silence_may_be_does_not_hang_on_when_reports_were_learnt() -> None:
    """A machine that slept learns a report late; the item was written about as often as ever."""
    days = (5, 15, 25, 35)

    def stalled(late: timedelta) -> date:
        pieces = [piece(number, Signal.IN_TALKS, day) for number, day in enumerate(days, 1)]
        pieces[2] = replace(pieces[2], learnt=pieces[2].learnt + late)
        changes = history(item(), pieces, until=START + timedelta(days=200), coverage=lambda a, b: Coverage(a, b, 4, 4))
        return next(change.as_of for change in changes if change.state is State.STALLED)

    assert stalled(timedelta(days=8)) == stalled(timedelta(0)) > START + timedelta(days=35 + 21)


def test_a_persons_word_wins_is_named_and_gathers_no_gap() -> None:
    moment = datetime(2024, 1, 8, tzinfo=UTC)
    pieces = [piece(1, Signal.IN_TALKS, 5), piece(2, Signal.AGREED), piece(3, Signal.AGREED)]
    word = [Verdict("r/treaty", State.VOID, "wrong premise", moment, "ann")]
    until = START + timedelta(days=90)
    change = history(item(), pieces, until=until, verdicts=word, coverage=lambda a, b: Coverage(a, b, 4, 0))[-1]
    assert (change.state, change.as_of, change.flags) == (State.VOID, date(2024, 1, 8), ("pinned",))
    assert change.sentence == "Decided by ann: wrong premise."


def test_where_no_report_moved_it_the_newest_are_still_shown() -> None:
    pieces = [piece(1, Signal.IN_TALKS, 5)]
    found = explain(item(), pieces, until=START + timedelta(days=60), coverage=lambda a, b: Coverage(a, b, 4, 0))
    assert found.change.rule == "gap"
    assert [quote.evidence.id for quote in found.quotes] == [1]


def quoted(found: Evidence, quote: str, trigger: str) -> Evidence:
    start = quote.index(trigger)
    return replace(found, quote=quote, start=0, end=len(quote), trigger=(start, start + len(trigger)))


TALKS = OpenItem("r", "treaty", "Harbour conference", Kind.EVENT, terms=("harbour peace talks",), since=START)
SUMMIT = replace(TALKS, terms=("harbour conference",))


OPENING = [piece(1, Signal.STARTED), piece(2, Signal.STARTED)]
NOTHING = [piece(4, Signal.FAILED, 40), piece(5, Signal.FAILED, 40)]


@pytest.mark.parametrize(
    "one,more,state,flags",
    [
        (TALKS, [piece(3, Signal.COMPLETED, 20)], State.DEVELOPING, {"opened"}),
        (TALKS, [piece(3, Signal.COMPLETED, 20), *NOTHING], State.FAILED, {"opened", "without_result"}),
        (TALKS, NOTHING, State.FAILED, {"opened", "without_result"}),
        (TALKS, NOTHING[:1], State.DONE, {"without_result"}),
        (TALKS, [piece(3, Signal.COMPLETED, n) for n in (20, 30, 31)], State.DEVELOPING, {"opened"}),
        (SUMMIT, [piece(3, Signal.COMPLETED, 20), *NOTHING], State.DONE, {"without_result"}),
    ],
)
def test_talks_in_rounds(one: OpenItem, more: list[Evidence], state: State, flags: set[str]) -> None:
    change = history(one, [*OPENING, *more], until=START + timedelta(days=60))[-1]
    assert (change.state, set(change.flags)) == (state, flags)


@pytest.mark.parametrize(
    "quote,trigger,signal,state,rule",
    [
        ("Fishing treaty partly signed", "signed", Signal.AGREED, State.PARTLY_DONE, "partly-done"),
        ("Interim fishing treaty signed", "signed", Signal.AGREED, State.DEVELOPING, "moving"),
        ("Fishing treaty replaced by quota pact", "replaced", Signal.SUPERSEDED, State.SUPERSEDED, "superseded"),
        ("Fishing treaty signed", "signed", Signal.AGREED, State.DONE, "done"),
    ],
)
def test_degrees_of_an_ending(quote: str, trigger: str, signal: Signal, state: State, rule: str) -> None:
    change = last([quoted(piece(n, signal), quote, trigger) for n in (1, 2)])
    assert (change.state, change.rule) == (state, rule)
    assert rule != "superseded" or "Replaced by quota pact" in change.sentence


def test_one_official_text_closes_and_one_newspaper_does_not() -> None:
    assert last([piece(1, Signal.AGREED, grade="A")]).state is State.DONE
    assert last([piece(1, Signal.AGREED, grade="C")]).state is State.DEVELOPING


def test_a_decision_taken_back_shows_as_that() -> None:
    decided, undone = (datetime(2024, 1, day, tzinfo=UTC) for day in (8, 20))
    word = [Verdict("r/treaty", State.VOID, "wrong premise", decided, "ann", undone=undone)]
    changes = history(item(), [piece(1, Signal.IN_TALKS, 5)], until=START + timedelta(days=40), verdicts=word)
    assert [(c.rule, c.state) for c in changes[-2:]] == [("person", State.VOID), ("undone", State.DEVELOPING)]
    assert changes[-1].sentence == "The decision of ann was taken back."


def test_a_date_moves_with_its_anchor_and_is_in_doubt_without_it() -> None:
    new = Due(date(2024, 5, 1), date(2024, 5, 2))
    moved = [replace(piece(n, Signal.POSTPONED, 10), new_due=new) for n in (1, 2)]
    off = [replace(piece(n, Signal.CANCELLED, 20), item="r/summit") for n in (3, 4)]
    summit = OpenItem("r", "summit", "Harbour summit", Kind.EVENT, due=DUE, since=START)
    hung = item(due=replace(DUE, anchor="summit"))
    until = START + timedelta(days=40)
    anchor = history(summit, [*moved, *off], until=until)
    changes = history(hung, [], until=until, anchor=Anchor("summit", "Harbour summit", anchor))
    found = {change.rule: change for change in changes}
    assert (found["anchor-moved"].due, found["anchor-moved"].evidence) == (replace(new, anchor="summit"), (1, 2))
    assert (found["anchor-off"].evidence, found["anchor-off"].state) == ((3, 4), State.DEVELOPING)
    assert found["anchor-off"].sentence.startswith("In doubt: it hung on “Harbour summit”, which is off (Failed: ")


def test_what_hangs_on_something_filled_in_later_is_marked_with_it() -> None:
    later = datetime(2024, 9, 1, tzinfo=UTC)
    off = [replace(piece(n, Signal.CANCELLED, 20), item="r/summit", backfilled=True, learnt=later) for n in (3, 4)]
    summit = OpenItem("r", "summit", "Harbour summit", Kind.EVENT, due=DUE, since=START)
    anchor = history(summit, off, until=date(2024, 9, 2))
    hung, on = item(due=replace(DUE, anchor="summit")), Anchor("summit", summit.title, anchor)
    changes = history(hung, [], until=date(2024, 9, 2), anchor=on)
    found = next(change for change in changes if change.rule == "anchor-off")
    assert (found.as_of, found.learnt) == (START + timedelta(days=20), later.date())
    assert "backfilled" in found.flags


@pytest.mark.parametrize("signal", [Signal.POSTPONED, Signal.CANCELLED])
def test_off_the_date_is_said_at_once(signal: Signal) -> None:
    assert "off_date" in last([piece(1, signal)]).flags
    later = history(item(), [piece(1, signal), piece(2, Signal.SCHEDULED, 20)], until=START + timedelta(days=30))[-1]
    assert "off_date" not in later.flags


def test_a_gap_is_told_by_its_day() -> None:
    changes = history(
        item(),
        [piece(1, Signal.IN_TALKS, 5)],
        until=START + timedelta(days=60),
        coverage=lambda a, b: Coverage(a, b, 4, 0),
    )
    assert changes[-1].sentence.startswith("No report since 2024-01-06, and nobody knows why")


def own(number: int, signal: Signal, day: int, cue: str) -> Evidence:
    return replace(piece(number, signal, day), cue=cue)


REFUSED = [own(n, Signal.FAILED, 10, "own-refusal") for n in (1, 2)]


@pytest.mark.parametrize(
    "later,state,rule",
    [
        ([own(n, Signal.COMPLETED, 40, "own-act") for n in (3, 4)], State.DONE, "reversed"),
        ([own(3, Signal.COMPLETED, 40, "own-act")], State.FAILED, "disputed"),
        ([own(n, Signal.COMPLETED, 40, "approve") for n in (3, 4)], State.FAILED, "disputed"),
        ([own(3, Signal.IN_TALKS, 40, "own-step")], State.DEVELOPING, "taken-up"),
        ([own(3, Signal.IN_TALKS, 40, "discuss")], State.FAILED, "confirmed"),
    ],
)
def test_only_the_body_that_refused_may_think_better_of_it(later: list[Evidence], state: State, rule: str) -> None:
    change = last([*REFUSED, *later], Kind.DECISION, until=41)
    assert (change.state, change.rule) == (state, rule)


def test_a_closing_that_was_contradicted_is_never_called_unchallenged() -> None:
    reports = [piece(n, Signal.COMPLETED, 5) for n in (1, 2)] + [piece(3, Signal.FAILED, 6)]
    change = last(reports, until=10)
    assert (change.state, change.rule) == (State.DONE, "disputed")
    assert "provisional" not in change.flags and {"disputed", "needs_review"} <= {*change.flags}


SIGNED = [own(n, Signal.AGREED, 5, "sign") for n in (1, 2)]


@pytest.mark.parametrize(
    "later,quote,day,kind,disputed",
    [
        ("sign", "Ministers will sign fishing treaty on Friday", 12, Kind.AGREEMENT, True),
        ("sign", "Ministers are to sign the fishing treaty", 20, Kind.DECISION, True),
        ("sign", "Ministers will sign fishing treaty today", 6, Kind.AGREEMENT, False),
        ("sign", "Ministers will sign another fishing treaty", 12, Kind.AGREEMENT, False),
        ("will-do", "Ministers will publish fishing treaty", 12, Kind.AGREEMENT, False),
        ("sign", "Ministers will sign fishing treaty on Friday", 60, Kind.AGREEMENT, False),
        ("sign", "Ministers will sign fishing treaty on Friday", 12, Kind.MECHANISM, False),
    ],
)
def test_what_is_said_to_be_still_ahead_disputes_a_closing(
    later: str, quote: str, day: int, kind: Kind, disputed: bool
) -> None:
    told = quoted(replace(own(3, Signal.SCHEDULED, day, later), modality=Modality.COMMITTED), quote, quote.split()[1])
    change = last([*SIGNED, told], kind, until=day + 3)
    assert ({"disputed", "needs_review"} <= {*change.flags}) is disputed
    assert change.state is (State.DEVELOPING if kind is Kind.MECHANISM else State.DONE)


@pytest.mark.parametrize(
    "pieces,said",
    [
        ([], "overdue; nothing was reported of it"),
        ([(Signal.COMMENT, 20)], "overdue; last written about on 2024-01-21, and nothing moved it"),
        ([(Signal.IN_TALKS, 45)], "overdue; last moved by f1 on 2024-02-15: in talks"),
        ([(Signal.POSTPONED, 45)], "overdue; last moved by f1 on 2024-02-15: postponed"),
    ],
)
def test_what_is_overdue_says_what_is_known_of_it(pieces: list[tuple[Signal, int]], said: str) -> None:
    told = [piece(n, signal, day, family="f1") for n, (signal, day) in enumerate(pieces, 1)]
    change = history(item(due=DUE), told, until=date(2024, 3, 2))[-1]
    assert (change.rule, change.clock) == ("clock", Clock.OVERDUE)
    assert change.sentence.endswith(f"{said}.")

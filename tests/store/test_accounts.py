"""Reviews and items, runs and readings, the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from monitor.app.records import DeliveryState, MailKind, SyncReport
from monitor.domain.model import Coverage, Due, Kind, OpenItem, Outcome, Precision, Review
from monitor.domain.status import covered as proven
from monitor.errors import NotFound
from monitor.store import SqlStore
from tests.store.builders import BRIDGE, HARBOUR, NOON, TUNNEL, batch, filled, hours, item
from tests.store.rows import rows


def test_every_field_of_an_item_comes_back(store: SqlStore) -> None:
    full = OpenItem("harbour", "bridge", "The bridge", Kind.AGREEMENT, "signed", Due(date(2026, 3, 1), date(2026, 4, 1),
                    "in spring", Precision.QUARTER, "tunnel"), ("mayor",), ("bridge", "span"), ("card game",),
                    "a bridge is due", (10, 25), -1, False, False, HARBOUR.date)  # fmt: skip
    store.save_review(HARBOUR, [full, item("tunnel", closed=True)], NOON)
    assert store.items("harbour") == [full]
    assert store.items(closed=True) == [full, item("tunnel", closed=True)]
    assert store.reviews() == [HARBOUR]


@pytest.mark.parametrize(
    "items,report,untracked",
    [
        ([item("bridge"), item("tunnel")], SyncReport("harbour"), []),
        ([item("tunnel"), item("bridge")], SyncReport("harbour"), []),
        ([item("bridge", terms=("span",)), item("tunnel")], SyncReport("harbour", changed=("bridge",)), [BRIDGE]),
        ([item("bridge")], SyncReport("harbour", closed=("tunnel",)), []),
        ([item("bridge"), item("tunnel", closed=True)], SyncReport("harbour", closed=("tunnel",)), []),
        ([item("bridge"), item("tunnel"), item("ferry")], SyncReport("harbour", ("ferry",)), ["harbour/ferry"]),
    ],
)
def test_taking_in_an_edited_review(
    store: SqlStore, items: list[OpenItem], report: SyncReport, untracked: list[str]
) -> None:
    filled(store)
    store.mark_items_tracked([BRIDGE, TUNNEL])
    assert store.save_review(HARBOUR, items, hours(1)) == report
    assert store.untracked_items() == untracked
    assert store.items() == [each for each in items if not each.closed]
    assert store.save_review(HARBOUR, items, hours(2)) == SyncReport("harbour")


def test_an_item_that_is_opened_again_is_matched_anew(store: SqlStore) -> None:
    filled(store)
    store.mark_items_tracked([BRIDGE, TUNNEL])
    store.save_review(HARBOUR, [item("bridge")], hours(1))
    assert store.save_review(HARBOUR, [item("bridge"), item("tunnel")], hours(2)).changed == ("tunnel",)
    assert store.untracked_items() == [TUNNEL]


def test_reviews_and_their_items_come_oldest_first(store: SqlStore) -> None:
    older = Review("canal", "Canal", HARBOUR.date - timedelta(days=9))
    store.save_review(HARBOUR, [item("tunnel"), item("bridge")], NOON)
    store.save_review(older, [OpenItem("canal", "lock", "Lock", Kind.EVENT, since=older.date)], NOON)
    assert [review.slug for review in store.reviews()] == ["canal", "harbour"]
    assert [each.id for each in store.items()] == ["canal/lock", TUNNEL, BRIDGE]


def read(store: SqlStore, at: float, outcome: Outcome, source: str = "gazette", name: str = "front") -> None:
    run = store.begin_run(hours(at), hours(at), "test")
    fields: dict[str, Any] = {"endpoint": f"{source}/{name}", "source": source, "cause": outcome.value, "entries": 7}
    store.save_batches([batch(outcome=outcome, **fields)], run, hours(at))


def test_how_endpoints_stood(store: SqlStore) -> None:
    for at, outcome in enumerate((Outcome.NEW, Outcome.UNREACHABLE, Outcome.BLOCKED, Outcome.UNCHANGED)):
        read(store, at, outcome)
    read(store, 9, Outcome.NOT_A_FEED, "herald")
    expected = [
        (0, "new", 0, 0),
        (1, "unreachable", 1, 0),
        (2, "blocked", 2, 0),
        (3, "unchanged", 0, 3),
    ]
    for at, outcome, failures, healthy in expected:
        gazette, herald = store.endpoint_states(hours(at))
        assert (gazette.outcome, gazette.failures, gazette.last_healthy) == (outcome, failures, hours(healthy)), at
        assert (gazette.last_read, gazette.cause, gazette.entries) == (hours(at), outcome, 7)
        assert (herald.outcome, herald.last_read, herald.failures) == ("never_read", None, 0)
    _, herald = store.endpoint_states(hours(10))
    assert (herald.outcome, herald.failures, herald.last_healthy) == ("not_a_feed", 1, None)


DAYS = [HARBOUR.date + timedelta(days=n) for n in range(20)]


def throughout(store: SqlStore, sources: list[str], first: date, last: date) -> Coverage:
    return proven(store.days_read(sources, hours(24 * 30)), sources, first, last)


@pytest.mark.parametrize(
    "read_on,first,last,covered",
    [
        ([1, 2, 3, 4], 1, 4, True),
        ([1, 3], 1, 4, True),
        ([2], 1, 3, True),
        ([1, 4], 1, 4, False),
        ([3, 4], 1, 4, False),
        ([1, 2], 1, 4, False),
        ([], 1, 1, False),
        ([1], 1, 1, True),
        ([0, 5], 1, 4, False),
    ],
)
def test_silence_is_proven_only_without_a_gap_of_two_days(
    store: SqlStore, read_on: list[int], first: int, last: int, covered: bool
) -> None:
    for day in read_on:
        read(store, 24 * (day - 1), Outcome.NOT_MODIFIED)
    for day in range(6):
        read(store, 24 * (day - 1), Outcome.UNREACHABLE, "herald")
    found = throughout(store, ["gazette", "herald"], DAYS[first], DAYS[last])
    assert (found.expected, found.read) == (2, int(covered))
    assert found.gaps == (("herald",) if covered else ("gazette", "herald"))


def test_one_healthy_endpoint_of_a_source_is_enough(store: SqlStore) -> None:
    read(store, 0, Outcome.BLOCKED)
    read(store, 0, Outcome.NEW, name="sitemap")
    assert throughout(store, ["gazette"], DAYS[1], DAYS[1]).read == 1


def test_a_run_that_was_killed_is_closed_by_the_next(store: SqlStore) -> None:
    killed = store.begin_run(NOON, NOON, "1")
    second = store.begin_run(hours(1), hours(1), "1")
    store.end_run(second, "partial", hours(2), {"new": 3}, ["herald/front: blocked"])
    now, before = store.runs()
    assert (now.id, now.state, now.finished, now.counts) == (second, "partial", hours(2), {"new": 3})
    assert (now.as_of, now.started, now.troubles) == (hours(1), hours(1), ("herald/front: blocked",))
    assert (before.id, before.state, before.troubles, before.finished) == (
        killed,
        "failed",
        ("the run was killed",),
        None,
    )
    assert store.runs(limit=1) == [now]
    with pytest.raises(NotFound):
        store.end_run(99, "ok", NOON, {}, [])


def test_a_digest_is_stored_once_and_each_step_of_its_delivery_is_kept(store: SqlStore) -> None:
    entry = store.enqueue("d1", "a@example.org", "mail", b"Subject: \xff\r\n", NOON)
    assert (entry.state, entry.attempts, entry.message) == (DeliveryState.READY, 0, b"Subject: \xff\r\n")
    assert store.enqueue("d1", "a@example.org", "mail", b"other", hours(1)) == entry
    steps = [DeliveryState.SENDING, DeliveryState.READY, DeliveryState.SENDING, DeliveryState.UNCERTAIN]
    for at, state in enumerate(steps):
        store.set_delivery(entry.id, state, hours(at), f"step {at}")
    [now] = store.outbox(DeliveryState.UNCERTAIN)
    assert now == replace(entry, state=DeliveryState.UNCERTAIN, attempts=2, cause="step 3", message=b"")
    assert store.delivery(entry.id) == replace(now, message=entry.message)
    assert rows(store, "SELECT state FROM delivery_attempts ORDER BY id") == [(state.value,) for state in steps]
    assert store.outbox(DeliveryState.READY, DeliveryState.SENT) == []
    with pytest.raises(NotFound):
        store.set_delivery(99, DeliveryState.SENT, NOON)


def test_the_last_digest_of_a_recipient(store: SqlStore) -> None:
    assert store.last_digest("a@example.org") is None
    for at, recipient in ((2, "a@example.org"), (5, "a@example.org"), (9, "b@example.org")):
        store.enqueue(f"{recipient} {at}", recipient, "mail", b"", hours(at))
    store.enqueue("alert", "a@example.org", "mail", b"", hours(7), since=hours(6), kind=MailKind.ALERT)
    assert store.last_digest("a@example.org") == hours(5)
    assert store.last_digest("a@example.org", hours(5)) == hours(2)
    assert store.last_digest("a@example.org", alerts=True) == hours(7)
    assert store.told_since("a@example.org", hours(7)) is None, "an alert is no digest"
    assert [entry.recipient[0] for entry in store.outbox()] == ["a", "a", "b", "a"]


def test_from_when_on_a_reader_is_told_never_moves(store: SqlStore) -> None:
    assert store.told_from("a@example.org") is None
    store.meet_readers([], NOON)
    store.meet_readers(["a@example.org"], NOON)
    store.meet_readers(["a@example.org", "b@example.org"], hours(5))
    assert [store.told_from(reader) for reader in ("a@example.org", "b@example.org")] == [NOON, hours(5)]


def test_who_unsubscribed_is_known_whatever_the_letters(store: SqlStore) -> None:
    store.unsubscribe("Ana@Example.org", NOON)
    store.unsubscribe("ana@example.org", hours(1))
    assert store.unsubscribed() == {"ana@example.org": NOON}
    store.resubscribe("ANA@example.org")
    assert store.unsubscribed() == {}


def test_robots_txt_is_kept_for_a_day(store: SqlStore) -> None:
    store.keep_robots({"https://a.example": "Disallow: /", "https://b.example": ""}, NOON)
    store.keep_robots({"https://a.example": "Allow: /"}, hours(2))
    store.keep_robots({}, hours(3))
    assert store.robots(hours(-1)) == {}
    assert store.robots(hours(23)) == {"https://a.example": "Allow: /", "https://b.example": ""}
    assert store.robots(hours(25)) == {"https://a.example": "Allow: /"}

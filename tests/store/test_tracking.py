"""What the machine says, said again: numbers that stay, words that go, a person's word that nothing touches."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.app.records import Tracked
from monitor.domain.model import Clock, Decision, Due, Evidence, Modality, Precision, Reason, Signal, State, Verdict
from monitor.errors import NotFound
from monitor.store import SqlStore
from tests.store.builders import BRIDGE, HARBOUR, NOON, TUNNEL, change, filled, hours, item, match, piece, tracked
from tests.store.rows import rows

DUE = Due(HARBOUR.date, None, "by March", Precision.MONTH, "tunnel")


def test_every_field_of_a_match_and_of_evidence_comes_back(store: SqlStore) -> None:
    one, *_ = filled(store)
    said = match(one, reasons=(Reason("term", "bridge", "title", 3, 9),), features={"terms": 2.5}, score=0.625)
    found = piece(one, signal=Signal.POSTPONED, modality=Modality.COMMITTED, occurred=HARBOUR.date, new_due=DUE,
                  attribution="the mayor", anchored=False, grade="B", family="wire", source="gazette", relevance=0.75,
                  backfilled=True, version="e1", trigger=(2, 5))  # fmt: skip
    store.save_tracking([Tracked(one, None, "wire", (said,), (found,))])
    [(kept, article)] = list(store.matches(BRIDGE))
    assert (kept, article.id, article.family) == (said, one, "wire")
    [stored] = store.evidence(BRIDGE)
    assert {name: getattr(stored, name) for name in Evidence.__slots__ if name != "id"} == {
        name: getattr(found, name) for name in Evidence.__slots__ if name != "id"
    }
    assert stored.id > 0


def test_every_field_of_a_change_comes_back(store: SqlStore) -> None:
    filled(store)
    full = change(substate="late", sentence="It opened.", evidence=(4, 5), flags=("provisional",), learnt=HARBOUR.date,
                  before=0.25, due=DUE)  # fmt: skip
    store.save_histories({BRIDGE: [full]}, NOON)
    assert store.history(BRIDGE) == [full]


def test_the_same_evidence_keeps_its_number_and_what_is_gone_goes(store: SqlStore) -> None:
    one, two, _ = filled(store)
    store.save_tracking([tracked(one, piece(one), piece(one, start=9, end=12)), tracked(two, piece(two))])
    before = {e.id: e for e in store.evidence(BRIDGE)}
    store.save_tracking([tracked(one, piece(one, grade="A"))])
    after = {e.id: e for e in store.evidence(BRIDGE)}
    assert after.keys() < before.keys()
    assert len(after) == 2
    assert {e.grade for e in after.values() if e.article == one} == {"A"}


def test_forgetting_an_item_and_tracking_it_again_gives_the_same_rows(store: SqlStore) -> None:
    one, two, _ = filled(store)
    everything = [tracked(one, piece(one), piece(one, TUNNEL), of=(BRIDGE, TUNNEL)), tracked(two, piece(two))]
    store.save_tracking(everything)
    tables = "SELECT * FROM matches ORDER BY 1, 2", "SELECT * FROM evidence ORDER BY id"
    before = [rows(store, table) for table in tables]
    store.clear_tracking(BRIDGE)
    assert store.evidence(BRIDGE) == []
    assert len(store.evidence(TUNNEL)) == 1
    store.save_tracking(everything)
    assert [rows(store, table) for table in tables] == before


def test_numbers_of_evidence_are_the_same_in_another_database(store: SqlStore, pristine: Path, tmp_path: Path) -> None:
    import shutil

    shutil.copy(pristine, tmp_path / "other.db")
    with SqlStore(tmp_path / "other.db") as other:
        _, two, _ = filled(store)
        other.save_review(HARBOUR, [item()], NOON)
        run = other.begin_run(NOON, NOON, "test")
        from tests.store.builders import batch, raw

        other.save_batches([batch(raw(2))], run, NOON)
        there = other.find_article("g2").id
        assert there != two
        store.save_tracking([tracked(two, piece(two))])
        other.save_tracking([tracked(there, piece(there))])
        assert [e.id for e in store.evidence(BRIDGE)] == [e.id for e in other.evidence(BRIDGE)]


@pytest.mark.parametrize("mark,left", [(True, []), (False, [TUNNEL])])
def test_an_item_that_is_no_longer_named_loses_its_match_only_where_all_were_asked(
    store: SqlStore, mark: bool, left: list[str]
) -> None:
    one, *_ = filled(store)
    store.save_tracking([tracked(one, piece(one, TUNNEL), of=(BRIDGE, TUNNEL))])
    store.save_tracking([tracked(one)], mark=mark)
    assert [m.item for m, _ in store.matches() if m.item == TUNNEL] == left
    assert len(store.evidence(TUNNEL)) == len(left)


def test_a_closed_item_keeps_what_closed_it(store: SqlStore) -> None:
    one, *_ = filled(store)
    store.save_tracking([tracked(one, piece(one, TUNNEL), of=(TUNNEL,))])
    store.save_review(HARBOUR, [item("bridge")], NOON)
    store.save_tracking([Tracked(one, None, "gazette", (), ())])
    assert len(store.evidence(TUNNEL)) == 1


def test_a_persons_word_survives_the_machine(store: SqlStore) -> None:
    one, two, three = filled(store)
    store.save_tracking([tracked(one, piece(one)), tracked(two, piece(two), decision=Decision.POSSIBLE, score=0.4)])
    store.judge(one, BRIDGE, False, "anna", hours(1))
    store.judge(two, BRIDGE, True, "anna", hours(2))
    store.judge(three, BRIDGE, True, "anna", hours(3))
    assert [m.article for m, _ in store.matches(BRIDGE)] == [three, two]
    assert [e.article for e in store.evidence(BRIDGE)] == [two]
    store.save_tracking([Tracked(number, None, "gazette", (), ()) for number in (one, two, three)])
    store.clear_tracking(BRIDGE)
    assert [(m.article, m.judgement, m.score) for m, _ in store.matches(BRIDGE, everything=True)] == [
        (three, True, 0.0), (two, True, 0.0), (one, False, 0.0)
    ]  # fmt: skip
    given = [(one, False), (two, True), (three, True)]
    for known in range(4):
        answers = store.answers_by_item([BRIDGE], hours(known)).get(BRIDGE, [])
        assert [(article.id, verdict) for article, verdict in answers] == given[:known]


def test_what_was_known_then(store: SqlStore) -> None:
    one, two, _ = filled(store)
    store.save_tracking([tracked(one, piece(one, learnt=hours(1))), tracked(two, piece(two, learnt=hours(5)))])
    store.judge(one, BRIDGE, False, "anna", hours(8))
    cases = [(0, []), (1, [one]), (5, [one, two]), (8, [two])]
    for at, known in cases:
        assert [e.article for e in store.evidence(BRIDGE, hours(at))] == known, at
    assert [m.article for m, _ in store.matches(BRIDGE, until=hours(7))] == [two, one]
    assert [m.judgement for m, _ in store.matches(BRIDGE, everything=True, until=hours(7))] == [None, None]
    assert [m.article for m, _ in store.matches(BRIDGE, until=hours(8))] == [two]
    assert list(store.matches(until=hours(-1))) == []


@pytest.mark.parametrize(
    "then,fresh",
    [
        ([3, 4, 5], 0),
        ([2, 3, 4, 5], 1),
        ([3, 5], 0),
        ([4, 3, 5], 0),
        ([], 0),
        ([3, 6, 7], 2),
        ([3, 3, 4, 5], 1),
    ],
)
def test_changes_that_stay_keep_the_time_of_their_recording(store: SqlStore, then: list[int], fresh: int) -> None:
    filled(store)
    assert store.save_histories({BRIDGE: [change(day) for day in (3, 4, 5)]}, NOON) == 3
    assert store.save_histories({BRIDGE: [change(day) for day in then]}, hours(9)) == fresh
    assert [c.as_of.day for c in store.history(BRIDGE)] == then
    late = rows(store, "SELECT count(*) FROM status_changes WHERE recorded_at > ?", hours(1).isoformat())
    assert late == [(fresh,)]


def test_verdicts_stand_until_they_are_undone(store: SqlStore) -> None:
    filled(store)
    void, done = (Verdict(BRIDGE, state, "seen", hours(at), "anna") for at, state in ((1, State.VOID), (2, State.DONE)))
    for verdict in (void, void, done):
        store.decide(verdict)
    assert store.verdicts(BRIDGE) == [void, done]
    assert store.undo(BRIDGE, hours(5)) == done
    for at, standing in ((0, []), (1, [void]), (4, [void, done]), (5, [void])):
        assert store.verdicts(BRIDGE, hours(at)) == standing
    store.undo(BRIDGE, hours(6))
    with pytest.raises(NotFound):
        store.undo(BRIDGE, hours(7))


def test_an_item_or_article_that_is_not_there_is_named(store: SqlStore) -> None:
    one, *_ = filled(store)
    calls = [
        lambda: store.evidence("harbour/ferry"),
        lambda: store.history("harbour/ferry"),
        lambda: store.save_histories({"harbour/ferry": []}, NOON),
        lambda: store.clear_tracking("harbour/ferry"),
        lambda: store.matches("harbour/ferry"),
        lambda: store.judge(one, "harbour/ferry", True, "anna", NOON),
        lambda: store.decide(Verdict("harbour/ferry", State.DONE, "", NOON)),
        lambda: store.verdicts("harbour/ferry"),
        lambda: store.undo("harbour/ferry", NOON),
        lambda: store.mark_items_tracked(["harbour/ferry"]),
        lambda: store.save_tracking([tracked(one, of=("harbour/ferry",))]),
    ]
    for call in calls:
        with pytest.raises(NotFound, match="harbour/ferry"):
            call()
    with pytest.raises(NotFound, match="999"):
        store.judge(999, BRIDGE, True, "anna", NOON)


def test_clocks_and_states_of_all_kinds_are_kept(store: SqlStore) -> None:
    filled(store)
    everything = [change(3, state, clock=clock) for state in State for clock in Clock]
    store.save_histories({BRIDGE: everything}, NOON)
    assert store.history(BRIDGE) == everything

"""Dropping old articles: what something rests on stays, and whatever is told afterwards is told as before."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from monitor.app.records import Cited, DeliveryState
from monitor.cli.program import run_program
from monitor.domain.model import Decision, Origin
from monitor.store import SqlStore, migrate
from tests.e2e.home import Inside, add_settings, copied, imported, prepared
from tests.newsroom.followup import Followup
from tests.store.builders import BRIDGE, NOON, filled, hours, piece, raw, tracked
from tests.store.rows import rows

NOTHING = Cited(frozenset(), frozenset())
LATER = NOON + timedelta(days=30)


def spared(store: SqlStore, before: datetime = LATER, cited: Cited = NOTHING) -> list[int]:
    return [each.id for each in store.spare(before, cited)]


KEPT: list[tuple[str, Callable[[SqlStore, int], object]]] = [
    ("evidence", lambda s, one: s.save_tracking([tracked(one, piece(one), decision=Decision.NO)])),
    ("match", lambda s, one: s.save_tracking([tracked(one)])),
    ("possible", lambda s, one: s.save_tracking([tracked(one, decision=Decision.POSSIBLE)])),
    ("judged no", lambda s, one: s.judge(one, BRIDGE, False, "me", NOON)),
    ("judged yes", lambda s, one: s.judge(one, BRIDGE, True, "me", NOON)),
    ("still to be read", lambda s, one: rows(s, f"UPDATE articles SET tracked = 0 WHERE id = {one}")),
    ("published since", lambda s, one: rows(s, f"UPDATE articles SET published = '2026-05-01' WHERE id = {one}")),
]


@pytest.mark.parametrize("act", [act for _, act in KEPT], ids=[name for name, _ in KEPT])
def test_what_is_needed_is_kept(store: SqlStore, act: Callable[[SqlStore, int], object]) -> None:
    one, two, three = filled(store)
    store.save_tracking([tracked(number, of=()) for number in (one, two, three)])
    assert spared(store) == [one, two, three]
    act(store, two)
    assert spared(store) == [one, three]
    assert store.prune(LATER, NOTHING) == 2
    assert [article.id for article in store.all_articles(LATER)] == [two]
    migrate.check(store.path)


def test_a_refused_match_keeps_nothing_and_goes_with_its_article(store: SqlStore) -> None:
    one, two, three = filled(store)
    store.save_tracking([tracked(number, of=()) for number in (one, two)] + [tracked(three, decision=Decision.NO)])
    assert store.prune(LATER, NOTHING) == 3
    for table in ("articles", "article_aliases", "matches"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(0,)]
    assert store.search(["report"]) == []
    migrate.check(store.path)


def test_what_is_named_anywhere_is_kept(store: SqlStore) -> None:
    one, two, three = filled(store)
    store.save_tracking([tracked(number, of=()) for number in (one, two, three)])
    address = "http://www.gazette.example/news/1?utm_source=x"
    assert spared(store, cited=Cited(frozenset({address}), frozenset({three}))) == [two]


def test_young_ones_are_kept(store: SqlStore) -> None:
    filled(store)
    store.save_tracking([tracked(number, of=()) for number in (1, 2, 3)])
    assert spared(store, NOON) == []
    assert spared(store, hours(1)) == [1, 2, 3]


def test_how_full_a_day_was_is_still_known_and_the_file_shrinks(store: SqlStore) -> None:
    body = "word " * 400
    store.import_articles((raw(n % 40, url=f"https://gazette.example/{n}", external_id="", body=body)
                           for n in range(2_500)), Origin.IMPORTED, NOON)  # fmt: skip
    store.forget_tracking()
    store.save_tracking([tracked(article.id, of=()) for article in store.untracked(5_000, NOON)])
    span = date(2026, 2, 20), date(2026, 3, 3)
    before, size = store.volumes("gazette", *span), store.size()
    assert sum(before.values()) == 2_500
    assert store.prune(LATER, NOTHING) == 2_500
    store.compact()
    assert store.volumes("gazette", *span) == before
    assert store.size() < size / 10
    store.import_articles([raw(1)], Origin.IMPORTED, NOON)
    store.save_tracking([tracked(article.id, of=()) for article in store.untracked(5, NOON)])
    store.prune(LATER, NOTHING)
    assert sum(store.volumes("gazette", *span).values()) == 2_501


SUMMIT = [
    ("bbc", "2013-08-07T06:00:00Z", "White House cancels the Moscow summit"),
    ("reuters", "2013-08-07T07:00:00Z", "Washington calls off the summit in Moscow, and the Kremlin regrets it"),
]
OTHERS = [("bbc", f"2013-07-{day:02}T08:00:00Z", f"Swimmers win medal {day} at the pool") for day in range(1, 25)]
THEN, TODAY = "2013-08-08T05:00", "2015-06-01"


@pytest.fixture(scope="module")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    """A home that has told its reader of two reports, and kept many that concern nothing."""
    command = prepared(tmp_path_factory.mktemp("filled") / "home")
    add_settings(command, '\n[[recipient]]\naddress = "a@desk.example"\npolicy = "always"\n')
    imported(command, [*SUMMIT, *OTHERS])
    Inside(command.home)("digest", "--send", "--as-of", THEN)
    return command


@pytest.fixture
def home(filled_home: Followup, tmp_path: Path) -> Followup:
    return copied(filled_home, tmp_path / "home")


def told(inside: Inside) -> list[str]:
    """Everything that a reader may be told, of that day and of today."""
    commands: list[tuple[str, ...]] = [("status", "--format", "json"), ("digest", "--print"),
                ("report", "obama-putin-lough-erne", "--format", "md")]  # fmt: skip
    commands += [("export", what, "--format", "jsonl") for what in ("matches", "evidence", "states", "decisions")]
    return [inside(*words, "--as-of", moment) for words in commands for moment in (THEN, TODAY)]


def test_everything_is_told_as_before(home: Followup) -> None:
    inside = Inside(home.home)
    inside("judge", "https://bbc.example/4", _an_item(inside), "no", "--as-of", "2013-08-01")
    inside("retrack")
    before = told(inside)
    assert inside("db", "prune", "--dry-run", "--older", "30", "--as-of", "2013-07-05").splitlines() == [
        "would be dropped: 0 articles",
        "would be let go: the texts of 0 messages, 0 bytes; nothing was changed",
    ]
    dry = inside("db", "prune", "--dry-run", "--as-of", TODAY)
    assert dry.splitlines()[-2] == "would be dropped: 23 articles"
    assert dry.splitlines()[-1].startswith("would be let go: the texts of 1 messages, ")
    assert dry.startswith("bbc: 23 articles of 2013-07-01 to 2013-07-24, ")
    lines = inside("db", "prune", "--dry-run", "--as-of", TODAY, "--format", "jsonl").splitlines()
    listed = [row["id"] for row in map(json.loads, lines) if "id" in row]
    said = inside("db", "prune", "--as-of", TODAY)
    assert said.startswith("23 articles dropped, the texts of 1 messages let go; the database had ")
    assert told(inside) == before
    with SqlStore(home.home / "followup.db") as store:
        assert store.articles(listed) == []
    inside("retrack")
    assert told(inside) == before
    inside("db", "check")


def _an_item(inside: Inside) -> str:
    return str(json.loads(inside("items", "list", "--format", "json"))[0]["item"])


def test_what_a_message_or_a_decision_named_is_kept_though_no_evidence_is_left(home: Followup) -> None:
    """As if a later version of the matcher had let go of what a digest told."""
    inside, database = Inside(home.home), home.home / "followup.db"
    item = _an_item(inside)
    inside("decide", item, "done", "--because", "see https://bbc.example/9.", "--as-of", "2013-08-09")
    rows(database, "UPDATE status_changes SET evidence = '[]'")
    rows(database, "DELETE FROM evidence")
    rows(database, "DELETE FROM matches")
    for _ in range(2):  # the second time the message itself is gone
        inside("db", "prune", "--as-of", TODAY)
        assert rows(database, "SELECT message FROM outbox") == [(b"",)]
    kept = {url for (url,) in rows(database, "SELECT url FROM articles")}
    assert kept == {"https://bbc.example/0", "https://reuters.example/1", "https://bbc.example/9"}


def test_of_an_old_message_stays_what_makes_it_again_byte_for_byte(home: Followup) -> None:
    inside = Inside(home.home)
    inside("digest", "--send", "--as-of", "2015-05-01T05:00")
    (old, young) = inside.json("outbox", "list")
    with SqlStore(home.home / "followup.db") as store:
        whole = store.delivery(old["id"]).message
    inside("db", "prune", "--as-of", TODAY)
    (shown, still) = inside.json("outbox", "list")
    assert shown == old | {"subject": shown["subject"], "sha256": sha256(whole).hexdigest()}
    assert "1 closed (Obama-Putin summit in Moscow: failed), 1 moved, " in shown["subject"]
    assert still == young, "thirty days are no age"
    for words in (("show",), ("again",)):
        said = inside("outbox", *words, str(old["id"]), accept=2)
        make = "followup digest --as-of 2013-08-08T05:00:00 --for a@desk.example --to-file "
        assert make in said and shown["sha256"] in said
    inside(*make.split()[1:], str(home.home / "again.eml"))
    assert (home.home / "again.eml").read_bytes() == whole
    inside("digest", "--send", "--as-of", THEN)
    assert len(inside.json("outbox", "list")) == 2, "it is not told a second time"
    assert inside("db", "prune", "--as-of", TODAY).startswith("0 articles dropped, the texts of 0 messages let go;")


def test_it_may_be_done_by_the_schedule(home: Followup, capsys: pytest.CaptureFixture[str]) -> None:
    settings = home.home / "monitor.toml"
    assert 'prune = ""' in settings.read_text(encoding="utf-8"), "nothing is dropped unless the operator says when"
    assert "prune" not in Inside(home.home)("init", "--cron")
    settings.write_text(settings.read_text(encoding="utf-8").replace('prune = ""', 'prune = "10 5 1 * *"'), "utf-8")
    line = Inside(home.home)("init", "--cron").splitlines()[-1]
    assert line.startswith("10 5 1 * * ") and line.endswith(f"followup db prune --quiet --home {home.home}")
    assert (run_program(line.split()[6:]), *capsys.readouterr()) == (0, "", "")
    with SqlStore(home.home / "followup.db") as store:
        assert store.last_job("prune") is not None


def test_a_message_that_is_still_under_way_is_kept(store: SqlStore) -> None:
    states = list(DeliveryState)
    for number, state in enumerate(states, 1):
        store.enqueue(f"d{number}", "a@desk.example", "mail", b"message", NOON)
        store.set_delivery(number, state, NOON)
    ended = [each.entry for each in store.old_messages(hours(1))]
    assert {states[number - 1] for number in ended} == {"sent", "uncertain", "failed"}
    assert store.old_messages(NOON) == []
    for number in range(1, len(states) + 1):
        store.let_go(number, "News", "5f", [])
    kept = [entry.id for entry in map(store.delivery, range(1, len(states) + 1)) if entry.message]
    assert kept == [1, 2]

"""The full-text index follows the articles through every change, and finds what stands there."""

from __future__ import annotations

import pytest

from monitor.app.records import Tracked
from monitor.domain.model import Origin
from monitor.store import SqlStore, migrate
from tests.store.builders import NOON, batch, hours, raw
from tests.store.rows import rows

TEXTS = [
    {"title": "Mayor opens the harbour bridge"},
    {"title": "A quiet day", "summary": "Bridges of the old harbour were painted."},
    {"title": "Another day", "body": "Nobody mentioned Geneva-2 or the Café König."},
    {"title": "Opening the bridge of the harbour"},
]


@pytest.fixture
def archive(store: SqlStore) -> SqlStore:
    texts = (raw(number, **fields) for number, fields in enumerate(TEXTS, 1))
    store.import_articles(texts, Origin.IMPORTED, NOON)
    return store


@pytest.mark.parametrize(
    "phrases,found",
    [
        (["harbour bridge"], [1]),
        (["bridge"], [1, 2, 4]),
        (["opened"], [1, 4]),
        (["geneva 2"], [3]),
        (["Geneva-2", "MAYOR"], [1, 3]),
        (["cafe konig"], [3]),
        (["day"], [2, 3]),
        (["bridge harbour"], []),
        ([], []),
        (["", " ", "-", '"', "***"], []),
        (['say "bridge"'], []),
        (["bridge AND harbour", "NOT bridge", "title:bridge", "bridge*"], [1, 2, 4]),
        (["'); DROP TABLE articles; --"], []),
    ],
)
def test_phrases(archive: SqlStore, phrases: list[str], found: list[int]) -> None:
    assert [int(a.external_id[1:]) for a in archive.search(phrases)] == found


def test_pages(archive: SqlStore) -> None:
    first = archive.search(["bridge"], limit=2)
    assert len(first) == 2
    rest = archive.search(["bridge"], after=first[-1].id, limit=2)
    assert [a.id for a in first + rest] == sorted(a.id for a in archive.search(["bridge"]))


def test_only_what_was_tracked_already(archive: SqlStore) -> None:
    assert not archive.has_tracked() and archive.search(["bridge"], tracked=True) == []
    first = archive.search(["bridge"])[0]
    archive.save_tracking([Tracked(first.id, None, first.family, (), ())])
    assert archive.has_tracked() and archive.search(["bridge"], tracked=True) == [first]


def test_many_phrases_and_pages_of_them(archive: SqlStore) -> None:
    phrases = [f"nothing {number}" for number in range(1_500)] + ["mayor", "geneva 2"]
    assert len(archive.search(phrases)) == 2
    assert [a.external_id for a in archive.search(["geneva 2", *phrases], limit=1)] == ["g1"]


def test_the_index_follows_revisions_and_deletions(archive: SqlStore) -> None:
    run = archive.begin_run(NOON, NOON, "test")
    archive.save_batches([batch(raw(9, title="Zeppelin lands"))], run, NOON)
    archive.save_batches([batch(raw(9, title="Balloon lands"))], run, hours(2))
    assert archive.search(["zeppelin"]) == []
    assert [a.title for a in archive.search(["balloon"])] == ["Balloon lands"]
    migrate.check(archive.path)
    number = archive.find_article("g9").id
    for table, column in (("article_aliases", "article"), ("article_revisions", "article"), ("articles", "id")):
        rows(archive, f"DELETE FROM {table} WHERE {column} = ?", number)
    assert archive.search(["balloon"]) == []
    migrate.check(archive.path)

"""What becomes of entries: identity, revisions, and what is never overwritten."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.app.records import IntakeReport, Tracked
from monitor.domain.model import Access, Origin, Outcome, RawArticle, Validators
from monitor.errors import NotFound
from monitor.store import SqlStore
from tests.store.builders import NOON, batch, filled, hours, raw
from tests.store.rows import rows


def take(store: SqlStore, *articles: RawArticle, at: float = 0, **fields: Any) -> IntakeReport:
    run = store.begin_run(hours(at), hours(at), "test")
    return store.save_batches([batch(*articles, **fields)], run, hours(at))[0]


@pytest.mark.parametrize(
    "first,second,same",
    [
        ({"url": "https://g.example/a?utm_source=x"}, {"url": "https://g.example/a#top", "external_id": ""}, True),
        ({"url": "http://g.example/a", "external_id": ""}, {"url": "https://www.g.example/a", "external_id": ""}, True),
        ({"url": "https://g.example/a"}, {"url": "https://g.example/renamed"}, True),
        ({"url": "https://g.example/a"}, {"url": "https://g.example/b", "external_id": "g2"}, False),
        ({"url": "https://g.example/a"}, {"url": "https://h.example/b", "source": "herald"}, False),
        ({"url": "https://g.example/a"}, {"url": "https://g.example/a", "source": "herald", "external_id": "h"}, True),
        ({"url": ""}, {"url": "", "title": "Another headline"}, True),
        ({"url": "", "external_id": ""}, {"url": "", "external_id": "", "title": " report  1 "}, True),
        ({"url": "", "external_id": ""}, {"url": "", "external_id": "", "source": "herald"}, False),
        (
            {
                "url": "https://www.bbc.co.uk/news/uk-22630304",
                "external_id": "https://www.bbc.co.uk/news/uk-22630304#0",
            },
            {"url": "https://www.bbc.com/news/uk-22630304?at_medium=RSS", "external_id": ""},
            True,
        ),
    ],
)
def test_identity(store: SqlStore, first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    assert take(store, raw(1, **first)).new == 1
    assert take(store, raw(1, **second), at=1).new == (0 if same else 1)
    assert len(rows(store, "SELECT id FROM articles")) == (1 if same else 2)


def test_one_article_by_several_endpoints_bears_all_its_names(store: SqlStore) -> None:
    take(store, raw(1, external_id="", summary="More."))
    report = take(store, raw(1, external_id="sitemap-7", summary="More."), endpoint="gazette/sitemap")
    assert report == IntakeReport(known=1)
    assert store.find_article("sitemap-7") == store.find_article("http://www.gazette.example/news/1/")
    known = store.known("gazette", ["sitemap-7", "https://gazette.example/news/1?utm_medium=rss", "sitemap-8"])
    assert known == {"sitemap-7", "https://gazette.example/news/1?utm_medium=rss"}
    assert store.known("herald", ["sitemap-7"]) == set()


def test_a_sitemap_that_was_faster_does_not_hide_the_feeds_account(store: SqlStore) -> None:
    url = "https://gazette.example/news/1"
    take(store, raw(1, url=url, external_id="", summary=""), endpoint="gazette/sitemap")
    assert store.known("gazette", [url]) == set()
    take(store, raw(1, url=url, external_id=url, summary=""), at=1)
    assert store.known("gazette", [url]) == {url}


def test_within_a_run_every_route_tells_its_account(store: SqlStore) -> None:
    take(store, raw(1, summary="More."))
    address = raw(1).url
    assert store.known("gazette", [address], before=hours(0)) == set()
    assert store.known("gazette", [address], before=hours(1)) == {address}


def test_an_address_that_comes_with_an_id_that_another_article_bears_stays_with_its_own(store: SqlStore) -> None:
    take(store, raw(1), raw(2))
    assert take(store, raw(2, external_id="g1"), at=1) == IntakeReport(known=1)
    assert store.find_article("g1").title == "Report 1"


def test_a_feed_that_gives_all_entries_one_guid_loses_none(store: SqlStore) -> None:
    entries = [raw(number, external_id="https://gazette.example/") for number in range(1, 6)]
    assert take(store, *entries) == IntakeReport(new=5)
    assert take(store, *entries, at=1) == IntakeReport(known=5)


@pytest.mark.parametrize("fields", [{"title": "", "url": "", "external_id": "g1"}, {"title": " ", "url": " "}])
def test_an_entry_without_title_and_address_is_dropped_and_counted(store: SqlStore, fields: dict[str, Any]) -> None:
    assert take(store, raw(1, **fields), raw(2)) == IntakeReport(new=1, drops={"nameless": 1})
    assert rows(store, "SELECT new, revised, known, dropped FROM endpoint_readings") == [(1, 0, 0, 1)]


def test_an_address_without_a_title_is_kept(store: SqlStore) -> None:
    assert take(store, raw(1, title="")).new == 1
    assert take(store, raw(1, title="The title that the feed knows"), at=1).revised == 1


def test_an_undated_entry_stays_undated_until_somebody_knows_better(store: SqlStore) -> None:
    take(store, raw(1, published=None))
    assert store.find_article("g1").published is None
    store.save_tracking([])
    take(store, raw(1, published=hours(-5)), at=1)
    assert store.find_article("g1").published == hours(-5)
    take(store, raw(1, published=hours(-2)), at=2)
    assert store.find_article("g1").published == hours(-5)


def test_first_seen_and_family(store: SqlStore) -> None:
    take(store, raw(1), raw(2, source="gazette"), at=0)
    take(store, raw(1), at=9)
    article = store.find_article("g1")
    assert (article.first_seen, article.family, article.origin) == (NOON, "gazette-group", Origin.COLLECTED)
    take(store, raw(3, source="unheard-of"))
    assert store.find_article("g3").family == "unheard-of"


@pytest.mark.parametrize(
    "again,outcome,title,summary",
    [
        ({}, "known", "Report 1", "Old."),
        ({"title": "Report  1 ", "summary": " Old.\n"}, "known", "Report 1", "Old."),
        ({"summary": ""}, "known", "Report 1", "Old."),
        ({"title": ""}, "known", "Report 1", "Old."),
        ({"title": "Corrected"}, "revised", "Corrected", "Old."),
        ({"summary": "New."}, "revised", "Report 1", "New."),
        ({"source": "herald", "title": "The herald's copy"}, "known", "Report 1", "Old."),
    ],
)
def test_revisions(store: SqlStore, again: dict[str, Any], outcome: str, title: str, summary: str) -> None:
    (one, *_) = filled(store, 0) or [0]
    take(store, raw(1, summary="Old."))
    one = store.find_article("g1").id
    store.save_tracking([_unmatched(one)])
    report = take(store, raw(1, **({"summary": "Old."} | again)), at=2)
    assert getattr(report, outcome) == 1
    article = store.find_article(str(one))
    assert (article.title, article.summary, article.first_seen) == (title, summary, NOON)
    kept = rows(store, "SELECT title, summary FROM article_revisions")
    assert kept == ([("Report 1", "Old.")] if outcome == "revised" else [])
    assert [a.id for a in store.untracked(9, hours(9))] == ([one] if outcome == "revised" else [])


def test_two_headlines_for_one_article_do_not_flap(store: SqlStore) -> None:
    outcomes = [take(store, raw(1, title=f"Headline {at % 2}"), at=at) for at in range(6)]
    assert [report.revised for report in outcomes] == [0, 1, 0, 0, 0, 0]
    assert store.find_article("g1").title == "Headline 1"


def test_a_second_entry_of_the_same_batch_changes_nothing(store: SqlStore) -> None:
    assert take(store, raw(1), raw(1, title="The same, shorter")) == IntakeReport(new=1, known=1)
    assert store.find_article("g1").title == "Report 1"


def test_a_body_that_comes_later_is_taken_and_read(store: SqlStore) -> None:
    take(store, raw(1, access=Access.TEASER))
    one = store.find_article("g1").id
    store.save_tracking([_unmatched(one)])
    take(store, raw(1, body="The whole text.", access=Access.FULL), at=1)
    assert (store.find_article("g1").body, store.find_article("g1").access) == ("The whole text.", Access.FULL)
    assert [a.id for a in store.untracked(9, hours(9))] == [one]
    store.save_tracking([_unmatched(one)])
    take(store, raw(1, body="Another text.", access=Access.HEADLINE), at=2)
    assert (store.find_article("g1").body, store.find_article("g1").access) == ("The whole text.", Access.FULL)
    assert store.untracked(9, hours(9)) == []


def _unmatched(article: int) -> Tracked:
    return Tracked(article, None, "gazette-group", (), ())


@pytest.mark.parametrize(
    "outcome,validators,kept",
    [
        (Outcome.NEW, Validators("e2", "m2", "h2"), Validators("e2", "m2", "h2")),
        (Outcome.NEW, None, Validators("e1", "m1", "h1")),
        (Outcome.UNREACHABLE, None, Validators("e1", "m1", "h1")),
        (Outcome.UNREADABLE, Validators("e2", "m2", "h2"), Validators("e1", "m1", "h1")),
        (Outcome.NOT_MODIFIED, Validators("e2", "", "h1"), Validators("e2", "", "h1")),
    ],
)
def test_validators_stay_unless_the_reading_was_complete(
    store: SqlStore, outcome: Outcome, validators: Validators | None, kept: Validators
) -> None:
    assert store.validators().get("gazette/front") in (None, Validators())
    take(store, raw(1))
    take(store, raw(2), at=1, outcome=outcome, validators=validators)
    assert store.validators()["gazette/front"] == kept
    assert store.find_article("g2").title == "Report 2"


def test_an_import_is_first_seen_when_it_was_published(store: SqlStore) -> None:
    report = store.import_articles([raw(1), raw(2, published=None)], Origin.IMPORTED, None)
    assert report == IntakeReport(new=1, drops={"undated": 1})
    article = store.find_article("g1")
    assert (article.first_seen, article.origin) == (hours(-1), Origin.IMPORTED)


def test_an_import_again_changes_nothing_even_where_two_records_share_an_address(store: SqlStore) -> None:
    records = [raw(1), raw(1, external_id="twin", title="The twin's headline"), *(raw(n) for n in range(2, 4_500))]
    assert store.import_articles(iter(records), Origin.IMPORTED, None) == IntakeReport(new=4_499, known=1)
    before = rows(store, "SELECT * FROM articles ORDER BY id")
    assert store.import_articles(iter(records), Origin.IMPORTED, None) == IntakeReport(known=4_500)
    assert rows(store, "SELECT * FROM articles ORDER BY id") == before
    assert store.find_article("twin") == store.find_article("g1")


def test_an_archive_record_never_rewrites_what_was_collected(store: SqlStore) -> None:
    take(store, raw(1))
    later = raw(1, title="As the archive has it", body="Archived text.", published=hours(-99))
    assert store.import_articles([later], Origin.BACKFILLED, hours(5)).known == 1
    article = store.find_article("g1")
    assert (article.title, article.published, article.origin) == ("Report 1", hours(-1), Origin.COLLECTED)
    assert article.body == "Archived text."


def test_words_of_an_address_give_way_to_a_title_and_never_replace_one(store: SqlStore) -> None:
    made = {"title": "Lake summit", "title_from": "address"}
    assert take(store, raw(1, **made)).new == 1
    assert take(store, raw(1, title="Leaders meet at the lake"), at=1).revised == 1
    assert take(store, raw(1, **made), at=2) == IntakeReport(known=1)
    (article,) = store.all_articles(hours(9))
    assert (article.title, article.title_from) == ("Leaders meet at the lake", "")
    assert store.import_articles(iter([raw(2, **made)]), Origin.BACKFILLED, hours(3)).new == 1
    assert store.import_articles(iter([raw(2, title="Summit ends")]), Origin.BACKFILLED, hours(4)).known == 1
    assert [(a.title, a.title_from) for a in store.articles([2])] == [("Summit ends", "")]


def test_references(store: SqlStore) -> None:
    take(store, raw(1, external_id="77"), raw(2))
    one = store.find_article("77")
    assert store.find_article(str(one.id)) == one
    assert store.find_article(" https://GAZETTE.example/news/1?fbclid=3 ") == one
    for nobody in ("", "78", "https://gazette.example/news/9", "9" * 30, "١", "'; --"):
        with pytest.raises(NotFound):
            store.find_article(nobody)


def test_asked_for_articles_come_in_the_order_asked(store: SqlStore) -> None:
    one, two, three = filled(store)
    assert [a.id for a in store.articles([three, 999, one, two])] == [three, one, two]
    assert store.articles([]) == []


def test_untracked_by_publication_and_until(store: SqlStore) -> None:
    take(store, raw(1), raw(3), raw(2))
    take(store, raw(9), at=5)
    assert [a.external_id for a in store.untracked(9, hours(4))] == ["g3", "g2", "g1"]
    assert [a.external_id for a in store.untracked(2, hours(5))] == ["g9", "g3"]


def test_all_articles_until(store: SqlStore) -> None:
    take(store, raw(1), raw(2))
    take(store, raw(9), at=5)
    assert [a.external_id for a in store.all_articles(hours(4))] == ["g2", "g1"]
    assert len(list(store.all_articles(hours(5)))) == 3


def test_a_batch_that_cannot_be_stored_leaves_nothing_behind(store: SqlStore, database: Path) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        store.save_batches([batch(raw(1))], 999, NOON)
    for table in ("articles", "article_aliases", "endpoints", "endpoint_readings"):
        assert rows(store, f"SELECT count(*) FROM {table}") == [(0,)]


def test_statements_do_not_grow_with_the_batch(store: SqlStore) -> None:
    from tests.store.rows import statements

    run = store.begin_run(NOON, NOON, "test")
    small, large = [raw(n) for n in range(1, 4)], [raw(n) for n in range(1, 400)]
    for articles in (small, large):
        store.save_batches([batch(*articles)], run, NOON)
    counts = []
    for articles in (small, large):
        with statements(store) as seen:
            store.save_batches([batch(*articles)], run, NOON)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_naive_times_are_refused(store: SqlStore) -> None:
    run = store.begin_run(NOON, NOON, "test")
    from sqlalchemy.exc import StatementError

    with pytest.raises(StatementError, match="without a time zone"):
        store.save_batches([batch(replace(raw(1), published=NOON.replace(tzinfo=None)))], run, NOON)


@pytest.mark.parametrize("sitemap_first", [True, False])
def test_the_order_in_which_routes_of_one_run_answer_decides_nothing(store: SqlStore, sitemap_first: bool) -> None:
    feed = batch(raw(1, title="Long headline of the feed", summary="With a teaser.", access=Access.TEASER))
    sitemap = batch(raw(1, external_id="", title="Short", keywords=("b", "a")), endpoint="gazette/sitemap")
    run = store.begin_run(NOON, NOON, "test")
    in_order = (sitemap, feed) if sitemap_first else (feed, sitemap)
    reports = [report for one in in_order for report in store.save_batches([one], run, NOON)]
    assert [report.new + report.known for report in reports] == [1, 1]
    (article,) = store.all_articles(NOON)
    assert (article.title, article.summary, article.keywords) == (
        "Long headline of the feed",
        "With a teaser.",
        ("a", "b"),
    )
    assert rows(store, "SELECT title FROM article_revisions") == [("Short",)]
    store.save_tracking([_unmatched(article.id)])
    again = [take(store, *one.articles, at=1, endpoint=one.endpoint) for one in (feed, sitemap)]
    assert [report.revised for report in again] == [0, 0]
    assert store.untracked(9, hours(9)) == []


@pytest.mark.parametrize("seed", range(6))
def test_batches_that_are_stored_together_leave_what_they_leave_one_by_one(
    database: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    before = [_entry(chance) for _ in range(6)]
    batches = [
        batch(*(_entry(chance) for _ in range(chance.randrange(5))), endpoint=f"gazette/{number}", source="gazette")
        for number in range(8)
    ]
    found = []
    for groups in ([[each] for each in batches], [batches]):
        path = tmp_path / f"{len(groups)}.db"
        shutil.copy(database, path)
        with SqlStore(path) as store:
            take(store, *before, at=-1)
            run = store.begin_run(NOON, NOON, "test")
            reports = [report for group in groups for report in store.save_batches(group, run, NOON)]
            tables = ("articles", "article_aliases", "article_revisions", "endpoints", "endpoint_readings")
            found.append((reports, *(rows(store, f"SELECT * FROM {table} ORDER BY 1") for table in tables)))
            assert store.search(["Report"], limit=99) == list(store.articles([row[0] for row in found[-1][1]]))
    assert found[0] == found[1]


def _entry(chance: random.Random) -> RawArticle:
    """One of a few articles, by one of the names and with one of the texts that it may bear."""
    number = chance.randrange(1, 7)
    return raw(
        number,
        source=chance.choice(["gazette", "gazette", "herald"]),
        url=f"https://gazette.example/news/{number}" + chance.choice(["", "?utm_source=x", "/again"]),
        external_id=chance.choice(["", f"g{number}", "same-for-all"]),
        title=chance.choice([f"Report {number}", f"Report {number} as it was told anew"]),
        summary=chance.choice(["", "With a teaser."]),
        published=chance.choice([None, hours(-number), hours(-number - 1)]),
        keywords=chance.choice([(), ("harbour",), ("harbour", "bridge")]),
        access=chance.choice([Access.HEADLINE, Access.TEASER]),
    )

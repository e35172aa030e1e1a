"""The limits never lie below the score, so what they spare is what would have been thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.domain.match import POSSIBLE, Matcher
from monitor.domain.match.ceiling import Ceiling
from monitor.domain.match.common import Common
from monitor.domain.match.features import features
from monitor.domain.match.reading import Reading
from monitor.domain.match.scorer import shape, shapes
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Article, Kind, OpenItem
from tests.matching_data import replay
from tests.shared import SHARED

ROUNDED = 1e-8

FERRY = OpenItem(
    review="harbour-2020-03",
    key="ferry",
    title="Ferry agreement between Ruritania and Graustark",
    kind=Kind.AGREEMENT,
    criterion="Ministers Zenda and Hentzau sign it in May 2020",
    actors=("Zenda", "Hentzau"),
    terms=("ferry agreement", "ferry pact", "Strelsau crossing", "Graustark treaty"),
    quote="hope that the ferry agreement can be signed at Strelsau on Tuesday, 12 May",
    since=date(2020, 3, 1),
)
ITEMS = (
    FERRY,
    replace(FERRY, key="bare", terms=()),
    replace(FERRY, key="dull", terms=("is it on", "the one")),
    replace(FERRY, key="twice", terms=("Hentzau of Hentzau arising", "Baden-Baden crossing", "talks about talks")),
    replace(FERRY, key="place", title="Russian gas", terms=("Moscow talks", "South Korea pact"), actors=("Moscow",)),
)
BODY = "Strelsau lies far off. The minister spoke of other things on Tuesday. " * 8
ARTICLES = (
    ("Zenda and Hentzau sign ferry agreement", "", ""),
    ("Ferry deal between Ruritania and Graustark collapses", "Hentzau of Hentzau said on 12 May 2020 it is over.", ""),
    ("Strelsau crossing opens", "Forty ferries will cross; the pact is on.", BODY),
    ("Count Michael of Baden meets Rischenheim at Baden", "It is on the one hand a treaty of Graustark.", BODY),
    ("Moscow and Seoul agree", "South Koreans and Russians hold talks about talks in Zenda.", ""),
    ("MINISTER HENTZAU: THE PACT STANDS", "", f"{BODY}The ferry agreement between Ruritania and Graustark stands."),
    ("Rain delays the cricket", "", ""),
)


def article(number: int, title: str, summary: str, body: str) -> Article:
    when = datetime(2020, 3, 10, tzinfo=UTC)
    return Article(number, "paper", f"https://paper.test/{number}", title, summary, body, when, family="paper")


STORED = [article(number, *told) for number, told in enumerate(ARTICLES, 1)]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.key))
def test_no_pair_is_above_its_limits_and_the_second_is_the_narrower(item: OpenItem) -> None:
    wanted = Wanted(item)
    for reading in map(Reading, STORED):
        judged = shape(bool(item.terms), reading)
        limit = Ceiling(reading, judged)
        score = shapes()[judged].log_odds(features(wanted, reading))
        assert score <= limit.second(Common(wanted, reading)) <= limit.first(wanted) + ROUNDED, reading.article.title


def test_the_limits_spare_work() -> None:
    ferry, rain = Wanted(FERRY), Reading(STORED[-1])
    assert Ceiling(rain, shape(True, rain)).first(ferry) < -2


def pairs(articles: list[Article], items: list[OpenItem], least: float) -> Iterator[object]:
    matcher = Matcher(items, least=least)
    return (pair for one in articles for pair in matcher.match(one) if pair.score >= POSSIBLE)


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"LABELLED DATA ABSENT: {SHARED}")
def test_on_real_records_the_limits_change_no_pair_that_anyone_sees() -> None:
    task = replay()
    judged = {record for _, record in task.labels}
    articles = [one for one in task.articles if one.external_id in judged][::4]
    spared, full = (list(pairs(articles, task.items, least)) for least in (POSSIBLE, 1e-3))
    assert spared == full
    assert len(full) > 25

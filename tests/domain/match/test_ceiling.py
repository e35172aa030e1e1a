"""No limit lies below the score, so what it spares is what would have been thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.domain.match import POSSIBLE, WEAK, Matcher
from monitor.domain.match.ceiling import Ceiling
from monitor.domain.match.features import features
from monitor.domain.match.reading import Reading
from monitor.domain.match.scorer import shape, shapes
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Article, Kind, OpenItem
from tests.matching_data import replay
from tests.shared import SHARED

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


def above(items: Sequence[OpenItem], articles: Sequence[Article]) -> list[tuple[str, str]]:
    """The pairs whose score lies above their limit."""
    return [
        (item.key, reading.article.title)
        for reading in map(Reading, articles)
        for item, wanted in zip(items, map(Wanted, items), strict=True)
        if not _limit(wanted, reading).reaches(wanted, _score(wanted, reading))
    ]


def _limit(wanted: Wanted, reading: Reading) -> Ceiling:
    return Ceiling(reading, shape(bool(wanted.aliases), reading))


def _score(wanted: Wanted, reading: Reading) -> float:
    return shapes()[shape(bool(wanted.aliases), reading)].log_odds(features(wanted, reading))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: str(item.key))
def test_no_pair_is_above_its_limit(item: OpenItem) -> None:
    assert not above([item], STORED)


def test_the_limit_spares_work() -> None:
    ferry, rain = Wanted(FERRY), Reading(STORED[-1])
    assert not _limit(ferry, rain).reaches(ferry, -2)


@pytest.mark.parametrize("least", [WEAK, POSSIBLE])
def test_many_items_find_what_each_finds_alone(least: float) -> None:
    together = [pair for one in STORED for pair in Matcher(ITEMS, least=least).match(one)]
    alone = [pair for one in STORED for item in ITEMS for pair in Matcher([item], least=least).match(one)]
    assert together == alone
    assert {pair.article for pair in together} >= {1, 2, 3}


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"LABELLED DATA ABSENT: {SHARED}")
def test_no_pair_of_real_records_is_above_its_limit() -> None:
    task = replay()
    judged = {record for _, record in task.labels}
    assert not above(task.items, [one for one in task.articles if one.external_id in judged][::8])

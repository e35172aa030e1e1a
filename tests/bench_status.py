"""`./run bench status`: the board of 10,000 items after 1,000 new articles, and headlines read for signals a second.

Times are of the processor, since machines are shared; the wall is printed beside it.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from monitor.app.records import Tracked
from monitor.domain.evidence import read_evidence
from monitor.domain.evidence.classify import classify
from monitor.domain.model import Article, Decision, Kind, Match, OpenItem, Origin, RawArticle, Review
from monitor.store import SqlStore
from tests.eval_status import pairs
from tests.newsroom.followup import Followup

ITEMS, ARTICLES, OLD = 10_000, 1_000, 5_000
"""Items; new articles; earlier articles."""
SINCE = date(2024, 1, 1)
DAY = "2024-03-01"
LIMIT_S, LEAST_A_SECOND = 5.0, 5_000
FIRST = (
    "amber birch cedar delta ember fjord grove heron iris jade kelp lotus maple north olive pearl quartz "
    "raven sable teal"
)
SECOND = (
    "bank bay brook cliff coast cove dale field ford glen hill isle lake marsh moor mount pass ridge "
    "river shore vale wood"
)
THIRD = (
    "ferry grain harbour lumber mining oyster quarry railway salmon shipping sugar timber tram tunnel "
    "water wheat wind wool"
)
_ACTS = (
    "{} and neighbours sign {} treaty", "Talks on {} {} treaty continue", "{} postpones {} treaty vote until May",
    "{} minister hopes for {} treaty", "{} and neighbours reach {} treaty",
)  # fmt: skip


def main() -> int:
    """1 where a figure misses what is asked."""
    with tempfile.TemporaryDirectory() as folder:
        seconds, wall = board(Path(folder) / "home")
    rate = headlines_a_second()
    print(f"status of {ITEMS:,} items after {ARTICLES:,} new articles: {seconds:.2f} s ({wall:.2f} s by the wall)")
    print(f"headlines read for signals: {rate:,.0f} a second, without a parser")
    return int(seconds > LIMIT_S or rate < LEAST_A_SECOND)


def board(home: Path) -> tuple[float, float]:
    """Seconds of the processor, and of the wall, that `followup status` takes after the articles were tracked.

    Each article is read for its own item: what matching costs is measured elsewhere.
    """
    command = Followup(home, {})
    command.call("init", str(home))
    topics = list(_topics())
    items = [
        OpenItem("fleet", f"i{number}", f"{place} {matter} treaty", Kind.AGREEMENT, actors=(place,),
                 terms=(f"{place} {matter} treaty",), since=SINCE)
        for number, (place, matter) in enumerate(topics)
    ]  # fmt: skip
    with SqlStore(home / "followup.db") as store:
        store.save_review(Review("fleet", "Treaties", SINCE, ("reuters",), "reviews/fleet.toml"), items, _moment(0))
        store.import_articles(_records(topics), Origin.IMPORTED, None)
        store.save_tracking(
            [_tracked(a, items[int(a.external_id) * 7 % ITEMS]) for a in store.all_articles(_moment(99))]
        )
    before, started = _spent(), time.perf_counter()
    shown = json.loads(command.call("status", "--as-of", DAY, "--format", "json", limit_s=600))["items"]
    assert len(shown) == ITEMS, len(shown)
    assert sum(row["state"] != "open" for row in shown) > ARTICLES / 10, "the articles moved nothing"
    return _spent() - before, time.perf_counter() - started


def _tracked(article: Article, item: OpenItem) -> Tracked:
    match = Match(item.id, article.id, 0.95, Decision.MATCH)
    return Tracked(article.id, None, article.family, (match,), read_evidence(article, item, match))


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _topics() -> Iterator[tuple[str, str]]:
    places = [f"{one.title()}{two}" for one in FIRST.split() for two in SECOND.split()]
    matters = [f"{one} {two}" for one in THIRD.split() for two in ("quota", "border")]
    for number in range(ITEMS):
        yield places[number % len(places)], matters[number // len(places)]


def _records(topics: list[tuple[str, str]]) -> Iterator[RawArticle]:
    for number in range(OLD + ARTICLES):
        place, matter = topics[(number * 7) % ITEMS]
        title = _ACTS[number % len(_ACTS)].format(place, matter)
        day = _moment(20 if number < OLD else 55)
        yield RawArticle("reuters", f"https://reuters.example/{number}", title, published=day,
                         published_from="import", external_id=str(number))  # fmt: skip


def _moment(day: int) -> datetime:
    return datetime(2024, 1, 2, tzinfo=UTC) + timedelta(days=day)


def headlines_a_second() -> float:
    """Headlines of our own pairs, each read for its signal."""
    texts = [(case.headline, case.item) for half in ("dev", "test") for case in pairs(half)]
    for text, item in texts[:50]:
        classify(text, "", item)
    started = time.process_time()
    for text, item in texts * 3:
        classify(text, "", item)
    return 3 * len(texts) / (time.process_time() - started)


if __name__ == "__main__":
    sys.exit(main())

"""Wrong items: every headline against items that it is not about, through the matcher and the reader as in a run.

A closing is false here whatever it says. Ungated, each closing headline would close every item that it is held against.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.domain.evidence import read_evidence
from monitor.domain.match import Matcher
from monitor.domain.model import Access, Article, Kind, OpenItem
from monitor.domain.status.effects import effect
from tests.shared import SHARED

SEEN = datetime(2024, 6, 1, tzinfo=UTC)
CEILINGS = {"random": 0.005, "same domain": 0.02}
OTHERS = 15
"""Items drawn for each headline of a set."""
AKIN = {"business": frozenset({"m&a", "product", "trade", "energy"})}
"""Domains of items for headlines whose own domain has none."""
_KINDS = (Kind.AGREEMENT, Kind.DECISION, Kind.EVENT, Kind.MECHANISM)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline, its domain, and the item that it is about (empty where none is named)."""

    article: Article
    domain: str
    item: str


def main() -> int:
    """1 where a share lies above its ceiling."""
    if not SHARED.is_dir():
        return 0
    headlines = list(read())
    titles = {headline.item: headline.domain for headline in headlines if headline.item}
    drawn = random.Random(5)
    print(f"{'wrong item':22}{'pairs':>8}{'closed':>8}{'share':>9}{'ceiling':>9}")
    worse = False
    for name, most in CEILINGS.items():
        pairs = [(h, title) for h in headlines for title in others(h, titles, name == "same domain", drawn)]
        closed = sum(closes(headline.article, title) for headline, title in pairs)
        share = closed / max(1, len(pairs))
        worse |= share > most
        print(f"{name:22}{len(pairs):>8}{closed:>8}{share:>9.4f}{most:>9.3f}{'   ABOVE' if share > most else ''}")
    return int(worse)


def read() -> Iterator[Headline]:
    """All labelled headlines; their labels are not looked at."""
    with (SHARED / "eval/status/headlines.csv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 1):
            one = Article(number, "gazette", f"https://gazette.example/{number}", row["headline"], row["summary"],
                          published=SEEN, first_seen=SEEN, access=Access.TEASER, language="en")  # fmt: skip
            yield Headline(one, row["domain"], row["item"])


def others(headline: Headline, titles: dict[str, str], akin: bool, drawn: random.Random) -> list[str]:
    """Items that the headline is not about: of its own domain, or of any."""
    domains = AKIN.get(headline.domain, frozenset({headline.domain}))
    able = [t for t, domain in titles.items() if t != headline.item and (not akin or domain in domains)]
    return drawn.sample(sorted(able), min(OTHERS, len(able)))


def closes(article: Article, title: str) -> bool:
    """Whether the article would speak for an ending of the item, of whatever kind that may be."""
    for kind in _KINDS:
        item = OpenItem("r", "i", title, kind, terms=(title,), actors=names(title))
        for match in Matcher([item]).match(article):
            accepted = replace(match, judgement=None)
            if accepted.accepted and any(effect(item, p).vote.ends for p in read_evidence(article, item, match)):
                return True
    return False


def names(title: str) -> tuple[str, ...]:
    """The words of a title that are written with a capital, as an analyst would note its actors."""
    return tuple(dict.fromkeys(word.strip(",.'’s") for word in title.split()[1:] if word[:1].isupper()))

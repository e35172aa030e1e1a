"""Ten thousand items for the bench of matching, made of the replay's reports.

`lifelike` items have what an analyst writes down: whom, and of what matter. Both stand in the archive, but not in one
report: the actors of one, a matter of another. So an item shares its actors with the news, as often as the news names
them, and hardly ever the event. `hard` items are reports themselves, each with its headline's first words as a term:
their events did happen, and the terms are poor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from monitor.domain.match.passage import Passage
from monitor.domain.match.reading import without_dateline
from monitor.domain.model import Article, Kind, OpenItem
from monitor.domain.text import words

_STEP = 101
"""So many reports lie between the actors of one item and those of the next."""


def lifelike(articles: Sequence[Article], count: int) -> Iterator[OpenItem]:
    """Two actors of one report, the matter of another, and the four terms that an analyst would make of them."""
    told = list(_told(articles))
    for number in range(count):
        names, _ = told[number * _STEP % len(told)]
        _, matter = told[(number * _STEP + len(told) // 2 + number // len(told)) % len(told)]
        yield _item(number, *names[:2], matter)


def _told(articles: Sequence[Article]) -> Iterator[tuple[list[str], str]]:
    """Names and matter of the reports that have two and one."""
    for article in articles:
        if article.summary and article.language == "en":
            passage = Passage((without_dateline(article.summary),))
            names, matter = _names(passage), _matter(passage)
            if len(names) > 1 and matter:
                yield names, matter


def _names(passage: Passage) -> list[str]:
    """Words with a capital letter that follow each other, but for those that begin a sentence."""
    begins = {first for first, _ in passage.sentences}
    told = [
        (stem in passage.names and at not in begins and word[0].isupper(), word)
        for at, (word, stem) in enumerate(zip(passage.words, passage.stems, strict=True))
    ]
    runs = (" ".join(word for _, word in run) for named, run in groupby(told, lambda one: one[0]) if named)
    return list(dict.fromkeys(run for run in runs if len(run) > 2))


def _matter(passage: Passage) -> str:
    """The two neighbouring plain words that tell most."""
    weighted = list(zip(passage.words, passage.weights, strict=True))
    pairs = [
        (one[1] + other[1], f"{one[0]} {other[0]}")
        for one, other in pairwise(weighted)
        if all(word.islower() and len(word) > 3 and weight for word, weight in (one, other))
    ]
    return max(pairs, default=(0.0, ""))[1]


def _item(number: int, one: str, other: str, matter: str) -> OpenItem:
    last = matter.split()[-1]
    return OpenItem(
        review="bench",
        key=str(number),
        title=f"{one} and {other}: {matter}",
        kind=Kind.PROCESS,
        criterion=f"{one} and {other} agree on the {matter}",
        actors=(one, other),
        terms=(matter, f"{one} {last}", f"{one} {other} {last}", f"{other} {matter}"),
        quote=f"{one} and {other} will come back to the {matter}",
    )


def hard(articles: Sequence[Article], count: int) -> Iterator[OpenItem]:
    """Headline, first sentence, the headline's first words as a term."""
    told = [article for article in articles if article.summary]
    for number in range(count):
        article = told[number * 7 % len(told)]
        term = " ".join(words(article.title)[:3])
        yield OpenItem("bench", str(number), article.title, Kind.EVENT, quote=article.summary[:200], terms=(term,))

"""Copies: syndicated, edited and re-titled articles fold into one. Wire origin from the dateline."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from monitor.domain.model import Article
from monitor.domain.text import words
from monitor.domain.urls import copy_keys

_SHINGLE = 3
_SAMPLE = 4
"""One shingle in four stands in the index, chosen by its hash: the same ones in every copy, wherever they stand."""
_LONG = 100
"""Shingles from which a text stands in the index by its sample; of a shorter one every shingle stands there."""
_MET = 2
"""Shingles that two texts must share in the index before they are compared whole."""
_CONTAINED = ((25, 0.44), (12, 0.6))
"""What a copy shares of the shorter text's shingles, by how many that has.

Sentences of one pattern ("voters in ... go to the polls") share half of a short text and a fifth of a long one, and a
text in which 15 words of a hundred were changed keeps .6 of its shingles of three words, .5 of those of four.
"""
_LEAST, _ALIKE = 5, 0.8
"""A headline alone, of so many shingles at least, is a copy of what shares this much of the longer one's: a section's
heading stands in many a report.
"""
_SPAN = timedelta(days=5)
_FIRST = datetime.min.replace(tzinfo=UTC)

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """The hashes of the text's three-word shingles, without case."""
    written = [word.lower() for word in words(text)]
    runs = (" ".join(written[at : at + _SHINGLE]) for at in range(len(written) - _SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)


def containment(one: Shingles, other: Shingles) -> float:
    """The share of the shorter text's shingles that the longer one holds, 0 to 1."""
    small = min(len(one), len(other))
    return len(one & other) / small if small else 0.0


def same(one: str, other: str) -> bool:
    """Whether one text is a copy, an edit or a shortened version of the other."""
    return _copied(shingles(one), shingles(other))


def _copied(one: Shingles, other: Shingles) -> bool:
    small, large = sorted((len(one), len(other)))
    need = next((share for least, share in _CONTAINED if small >= least), None)
    if need is not None:
        return containment(one, other) >= need
    return small >= _LEAST and len(one & other) >= _ALIKE * large


def _sampled(found: Shingles) -> Shingles:
    return frozenset(value for value in found if value % _SAMPLE == 0) if len(found) > _LONG else found


class CopyIndex:
    """Finds the earlier article that a text copies."""

    def __init__(self) -> None:
        self._known: list[tuple[int, Shingles, datetime]] = []
        self._holding: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, article_id: int, title: str, text: str, published: datetime | None) -> None:
        """Remember an article."""
        found = shingles(f"{title}\n{text}")
        for value in _sampled(found):
            self._holding[value].append(len(self._known))
        self._known.append((article_id, found, published or _FIRST))

    def find(self, title: str, text: str, published: datetime | None) -> int | None:
        """The id of the article that this one copies, the first added if there are several; else None."""
        found = shingles(f"{title}\n{text}")
        # The whole set asks, not a sample: a short article stands in the index whole, and may be cut out of this one.
        met = Counter(number for value in found for number in self._holding.get(value, ()))
        for number in sorted(number for number, count in met.items() if count >= _MET):
            article_id, other, when = self._known[number]
            near = published is None or when == _FIRST or abs(published - when) <= _SPAN
            if near and _copied(found, other):
                return article_id
        return None


def fold_copies(articles: Iterable[Article]) -> dict[int, int]:
    """Which of these articles copies which earlier one: id of the copy to id of the original.

    Texts decide. Only where an article has none, and no title either, its address does: it says nothing beyond that.
    """
    index, copies, first = CopyIndex(), dict[int, int](), dict[str, int]()
    ordered = sorted(articles, key=lambda a: (a.published or _FIRST, a.id))
    groups = _groups(ordered)
    for article in ordered:
        text, group = f"{article.summary}\n{article.body}", groups[article.id]
        if article.title_from:
            original = first.get(group)
        else:
            original = index.find(article.title, text, article.published)
            if original is None:
                index.add(article.id, article.title, text, article.published)
        if original is not None:
            copies[article.id] = original
        first.setdefault(group, original or article.id)
    return copies


def _groups(articles: Sequence[Article]) -> dict[int, str]:
    """For each article the name of its group: those whose addresses share a key, directly or over others."""
    leader: dict[str, str] = {}

    def top(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    own = {article.id: copy_keys(article.url) or (f"article:{article.id}",) for article in articles}
    for keys in own.values():
        for key in keys[1:]:
            leader[top(key)] = top(keys[0])
    return {number: top(keys[0]) for number, keys in own.items()}


_WIRES = {
    "reuters": "reuters",
    "thomson reuters": "reuters",
    "ap": "ap",
    "associated press": "ap",
    "the associated press": "ap",
    "afp": "afp",
    "agence france-presse": "afp",
    "bloomberg": "bloomberg",
    "dpa": "dpa",
    "xinhua": "xinhua",
    "interfax": "interfax",
    "itar-tass": "tass",
    "tass": "tass",
    "ria novosti": "ria",
    "upi": "upi",
    "efe": "efe",
    "ani": "ani",
    "pti": "pti",
    "kyodo": "kyodo",
    "yonhap": "yonhap",
}
_NAMES = "|".join(sorted(map(re.escape, _WIRES), key=len, reverse=True))
_DATELINE = re.compile(rf"^.{{0,80}}?[(\[](?P<wire>{_NAMES})[)\]]\s*[-–—:]", re.IGNORECASE | re.DOTALL)
_DASHED = re.compile(rf"^[A-Z][\w ,.]{{1,60}}?,? \w+\.? \d{{1,2}} (?P<wire>{_NAMES})\s*[-–—]", re.IGNORECASE)


def wire_origin(text: str) -> str | None:
    """The family of the wire that a text's dateline names, as in "PARIS (Reuters) - ..."; None where it names none."""
    head = text.lstrip()[:200]
    found = _DATELINE.search(head) or _DASHED.search(head)
    return _WIRES[found["wire"].lower()] if found else None

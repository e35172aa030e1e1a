"""Copies: syndicated, edited and re-titled articles fold into one. Wire origin from the dateline."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from monitor.domain.model import Article
from monitor.domain.text import words
from monitor.domain.urls import copy_slug

_SHINGLE = 4
_SAMPLE = 4
"""One shingle in four is kept, chosen by its hash: the same ones in every copy, wherever they stand."""
_CONTAINED = 0.5
_LEAST = 4
_SPAN = timedelta(days=5)
_FIRST = datetime.min.replace(tzinfo=UTC)


def signature(text: str) -> tuple[int, ...]:
    """The sampled hashes of the text's four-word shingles, ascending; of a short text all of them."""
    written = [word.lower() for word in words(text)]
    hashes = {zlib.crc32(" ".join(written[i : i + _SHINGLE]).encode()) for i in range(len(written) - _SHINGLE + 1)}
    sampled = {h for h in hashes if h % _SAMPLE == 0} if len(hashes) > 60 else hashes
    return tuple(sorted(sampled))


def containment(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """The share of the shorter signature that the longer one holds, 0 to 1."""
    small = min(len(a), len(b))
    return len(set(a) & set(b)) / small if small else 0.0


def same(a: str, b: str) -> bool:
    """Whether one text is a copy, an edit or a shortened version of the other."""
    one, other = signature(a), signature(b)
    return min(len(one), len(other)) >= _LEAST and containment(one, other) >= _CONTAINED


class CopyIndex:
    """Finds the earlier article that a text copies."""

    def __init__(self) -> None:
        self._signatures: dict[int, tuple[tuple[int, ...], datetime]] = {}
        self._holding: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, article_id: int, title: str, text: str, published: datetime | None) -> None:
        """Remember an article."""
        signed = signature(f"{title}\n{text}")
        self._signatures[article_id] = (signed, published or _FIRST)
        for value in signed:
            self._holding[value].append(article_id)

    def find(self, title: str, text: str, published: datetime | None) -> int | None:
        """The id of the article that this one copies, the first added if there are several; else None."""
        signed = signature(f"{title}\n{text}")
        if len(signed) < _LEAST:
            return None
        shared: defaultdict[int, int] = defaultdict(int)
        for value in signed:
            for known in self._holding.get(value, ()):
                shared[known] += 1
        for known, count in shared.items():
            other, when = self._signatures[known]
            near = published is None or when == _FIRST or abs(published - when) <= _SPAN
            if near and len(other) >= _LEAST and count / min(len(other), len(signed)) >= _CONTAINED:
                return known
        return None


def fold_copies(articles: Iterable[Article]) -> dict[int, int]:
    """Which of these articles copies which earlier one: id of the copy to id of the original."""
    index, copies, slugs = CopyIndex(), dict[int, int](), dict[str, int]()
    for article in sorted(articles, key=lambda a: (a.published or _FIRST, a.id)):
        text, slug = f"{article.summary}\n{article.body}", copy_slug(article.url)
        original = slugs.get(slug) or index.find(article.title, text, article.published)
        if original is None:
            index.add(article.id, article.title, text, article.published)
            if slug:
                slugs[slug] = article.id
        else:
            copies[article.id] = original
    return copies


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

"""Which sources a review cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.domain.model import Source

_LEAD = re.compile(
    r"^[\s(\[*_]*(?:with\s+)?(?:sources?|sourced from|based on(?: reporting by)?|references?|reporting by|compiled from|drawn from"
    r"|(?:material|reporting) from|press|reading|i read)\b(?:[^:–—-]{0,25}[:–—-]\s*|(?<=from|. by)\s+)",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"[.!?)”\"’]\s+(?P<line>[(\[*_]*Sources?(?: used| read| consulted)?[*_]*: *(?:the )?[A-Z][^\n]{1,200})$"
)
_DATE_LIKE = re.compile(
    r"\d|^(?:and\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|^(?:own|my|all|various)\b",
    re.IGNORECASE,
)


def citations(line: str) -> tuple[str, ...]:
    """Names in a sources line, without dates and stray commas."""
    rest = re.sub(r"\([^()]*\d[^()]*\)", "", _LEAD.sub("", line)).strip(" ().[]*_")
    names = []
    for part in re.split(r"[,;/]|\s+and\s+|\s·\s|\|", rest):
        name = re.sub(r"\s*\(.*|\s+\d.*$", "", part).strip(" .()[]*_“”\"'")
        if name and not _DATE_LIKE.search(name) and len(name.split()) <= 5:
            names.append(re.sub(r"^(?:the|and)\s+", "", name, flags=re.IGNORECASE))
    return tuple(dict.fromkeys(names))


def at_end(paragraph: str) -> str:
    """The sources line that ends a paragraph rather than standing by itself; empty where none does."""
    found = _AT_END.search(paragraph.rstrip())
    return found["line"] if found else ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9.]", "", re.sub(r"^the\s+", "", name.lower()))


def _ways(source: Source) -> Iterator[str]:
    yield from (_plain(name) for name in (source.key, source.name, *source.aliases, *source.domains))
    yield from (_plain(domain).removeprefix("www.") for domain in source.domains)


def keys_of(names: Sequence[str], sources: Sequence[Source]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The keys of the known sources in the order cited, and the names that no source goes by."""
    ways = {way: source.key for source in sources for way in _ways(source)}
    keys: list[str] = []
    unknown: list[str] = []
    for name in names:
        key = ways.get(_plain(name)) or ways.get(_plain(name).removesuffix(".com").removesuffix("news"))
        if key:
            keys.append(key)
        else:
            unknown.append(name)
    return tuple(dict.fromkeys(keys)), tuple(unknown)

"""How good a piece of evidence is by itself: A official text, C one publisher's full text, D headline or abstract, E hearsay.

B, two or more independent publisher families, is not a property of one piece: the fold makes it.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from monitor.domain.model import Access, Article
from monitor.domain.urls import urlsplit_or_none


@cache
def _official() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("official.toml").read_text("utf-8"))


@cache
def _hearsay() -> re.Pattern[str]:
    marks = sorted(_official()["hearsay"], key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(mark) for mark in marks) + r")(?!\w)", re.IGNORECASE)


def grade(article: Article, field: str, quote: str) -> str:
    """The grade of a quote from a field of the article."""
    if _hearsay().search(quote) or (field == "title" and article.title_from == "address"):
        return "E"  # also where the title is only the address's words: nobody wrote that sentence
    if is_official(article):
        return "A"
    return "C" if field == "body" or article.access is Access.FULL else "D"


def is_official(article: Article) -> bool:
    """Whether the publisher is an authority that speaks of its own acts, by its address or its name."""
    parts = urlsplit_or_none(article.url)
    host = "." + (parts.hostname or "" if parts else "")
    names = article.source.lower()
    return host.endswith(tuple(_official()["suffixes"])) or any(name in names for name in _official()["names"])


_SAYS = re.compile(
    r"\b([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,3}) (?:says?|said|announce[sd]|told|confirm(?:s|ed)|den(?:y|ies|ied))\b"
)
_TAIL = re.compile(r"(?::|,| -) ([A-Z][\w.’' -]{1,40}?)(?: says?| said| sources?)?$")


def attribution(quote: str) -> str:
    """Who is named as saying it; empty where nobody is."""
    found = _SAYS.search(quote) or _TAIL.search(quote)
    return found.group(1).strip() if found else ""

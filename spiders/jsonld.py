"""JSON-LD of a page, block by block: what cannot be read is passed over (quirk 7)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!\[CDATA\[|<!--)|(?://\s*)?(?:\]\]>|-->)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DEEPEST = 6
_OTHERS = frozenset({"BlogPosting", "LiveBlogPosting", "Report", "SocialMediaPosting"})


def articles(blocks: Iterable[str]) -> list[dict[str, Any]]:
    """Objects that describe an article, in the order of the page; those with a date first."""
    found = [each for block in blocks for each in _objects(_parsed(block), 0) if _is_article(each)]
    return sorted(found, key=lambda each: not text(each.get("datePublished")))


def text(value: Any) -> str:
    """A string out of what stands for one: a string, a list of them, an object with a name or an id."""
    if isinstance(value, str):
        return html.unescape(value).strip()
    if isinstance(value, list):
        return next((words for each in value if (words := text(each))), "")
    if isinstance(value, dict):
        return text(value.get("@id") or value.get("url") or value.get("name"))
    return ""


def flag(value: Any) -> bool | None:
    """True or False in the spellings that publishers use; None where neither is said."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(text(value).lower().rpartition("/")[2])


def _parsed(block: str) -> Any:
    cleaned = _WRAPPING.sub("", _WRAPPING.sub("", block)).strip().rstrip(";")
    for attempt in (cleaned, _TRAILING_COMMA.sub(r"\1", cleaned)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """All objects at the top, in lists and in graphs."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _objects(each, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "hasPart"):
            yield from _objects(value.get(name), depth + 1)


def _is_article(value: dict[str, Any]) -> bool:
    kinds = value.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and (name.endswith("Article") or name in _OTHERS) for name in names)

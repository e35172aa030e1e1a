"""Markup in titles and summaries to plain text."""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"<(?:[a-zA-Z/!?][^<>]*)>")
_BLOCK = re.compile(r"<(?:/?(?:p|div|li|ul|ol|br|h[1-6]|tr|td|blockquote|figure|figcaption))\b[^<>]*>", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]\w+);")


def text_of(written: str) -> str:
    """The text without tags and entities, on one line. What is escaped twice is read twice: Reuters does so."""
    text = written
    for _ in range(2):
        if "<" in text:
            text = _TAG.sub("", _BLOCK.sub(" ", _UNSEEN.sub(" ", text)))
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return " ".join(text.split())


def surname_last(name: str) -> str:
    """`Surname, Name` as one says it (quirk 4); anything else as it is."""
    surname, comma, given = name.partition(", ")
    return f"{given} {surname}" if comma and ", " not in given else name

"""What reading a document gives, and its limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 20_000_000
"""A container over this is refused unread."""
MOST_CHARACTERS = 300_000
"""A text over this (some 50,000 words) is no review."""
MOST_SECONDS = 3.0
"""Unpacking a container longer than this is given up."""


class Kind(StrEnum):
    """What a document was."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a document; `name` is its file's name, its address, or "-"."""

    text: str
    name: str
    kind: Kind

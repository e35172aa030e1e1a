"""One thing that was looked at, how it stands, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    NOTE = "note"
    """Nothing is wrong, something is not there yet."""
    TROUBLE = "trouble"
    """The commands work, and somebody gets less than he should, or soon will."""
    BROKEN = "broken"
    """A command cannot work."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found."""

    check: str
    """What was looked at, in a word."""
    level: Level
    says: str
    do: str = ""
    """What to do; never empty where something is wrong or missing."""

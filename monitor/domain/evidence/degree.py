"""How much of a matter was done: an interim step, or a part, by the words beside the trigger."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from monitor.domain.model import Evidence

_NEAR = 60
"""Characters on either side of the trigger in which the word must stand."""


@cache
def _words() -> Mapping[str, re.Pattern[str]]:
    table = tomllib.loads(files(__package__).joinpath("degree.toml").read_text("utf-8"))
    return {
        degree: re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, row["words"])) + r")(?![\w-])", re.IGNORECASE)
        for degree, row in table.items()
    }


def degree_of(text: str) -> str:
    """`interim` or `part` where the text says so, else empty."""
    return next((degree for degree, words in _words().items() if words.search(text)), "")


def degree(piece: Evidence) -> str:
    """How much the piece says was done; empty where it says nothing of it, which is all."""
    start, end = piece.trigger[0] - piece.start, piece.trigger[1] - piece.start
    return degree_of(piece.quote[max(0, start - _NEAR) : end + _NEAR])

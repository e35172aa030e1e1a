"""A second opinion on a status: what is asked, and what of an answer may be believed.

An opinion never moves a state. It is kept only where every quote stands word for word in a text that was shown, and
where an ending that it names is one that the reader found in that very quote: a text that tells a model what to
answer says nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from monitor.domain.model import Evidence, OpenItem, State
from monitor.domain.status.effects import Vote, effect

MOST_TEXTS = 8
MOST_WORDS = 240
"""Characters of a reason that are kept."""
_ANSWERS = {
    "done": frozenset({Vote.DONE}),
    "partly_done": frozenset({Vote.DONE}),
    "failed": frozenset({Vote.FAILED, Vote.WITHOUT_RESULT}),
    "superseded": frozenset({Vote.SUPERSEDED, Vote.FAILED}),
    "developing": frozenset(),
    "unclear": frozenset(),
}
"""What may be answered, and what the reader must have found in a quote for it."""

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["state", "because", "quotes"],
    "properties": {
        "state": {"type": "string", "enum": list(_ANSWERS)},
        "because": {"type": "string"},
        "quotes": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text_id", "quote"],
                "properties": {"text_id": {"type": "integer"}, "quote": {"type": "string"}},
            },
        },
    },
}
"""The JSON schema of an answer."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One item on which an opinion is asked, with the texts that speak of it."""

    item: OpenItem
    state: State
    why: str
    """`needs_review`, or `provisional`: a closing to be seconded."""
    evidence: tuple[Evidence, ...]
    texts: Mapping[int, str]
    """By article number."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody who was asked thinks of an item's state, with the quotes that were verified."""

    item: str
    state: str
    because: str
    quotes: tuple[tuple[int, str], ...]
    agrees: bool
    """Whether it is the state that the machine has."""
    by: str
    asked: datetime


def doubt(item: OpenItem, state: State, why: str, evidence: Sequence[Evidence], texts: Mapping[int, str]) -> Doubt:
    """The newest pieces that say anything, and the texts in which they stand."""
    telling = [piece for piece in evidence if effect(item, piece).vote is not Vote.NONE and not piece.copy]
    articles = list(dict.fromkeys(piece.article for piece in reversed(telling)))[:MOST_TEXTS]
    kept = tuple(piece for piece in telling if piece.article in articles)
    return Doubt(item, state, why, kept, {number: texts[number] for number in sorted(articles)})


def question(asked: Doubt) -> str:
    """The question as JSON: the texts are data, and stay data."""
    return json.dumps(
        {
            "matter": asked.item.title,
            "counts_as_done": asked.item.criterion,
            "state_now": asked.state.value,
            "texts": [{"text_id": number, "text": text} for number, text in asked.texts.items()],
        },
        ensure_ascii=False,
    )


def opinion(asked: Doubt, answer: str, by: str, now: datetime) -> tuple[Opinion | None, str]:
    """The opinion that an answer amounts to; None, and why, where it cannot be believed."""
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        return None, "the answer is no JSON"
    if not isinstance(data, dict) or not isinstance(data.get("state"), str) or data["state"] not in _ANSWERS:
        return None, "the answer names no state"
    quotes = _quotes(data.get("quotes"))
    if quotes is None:
        return None, "the answer's quotes are no list of text_id and quote"
    state, needed = data["state"], _ANSWERS[data["state"]]
    if state != "unclear" and not quotes:
        return None, "the answer quotes nothing"
    if any(not quote.strip() or quote not in asked.texts.get(number, "") for number, quote in quotes):
        return None, "a quote does not stand in the text"
    if needed and not any(_tells(asked, number, quote) & needed for number, quote in quotes):
        return None, "no quote tells what the answer says"
    because = " ".join(str(data.get("because", "")).split())[:MOST_WORDS]
    return Opinion(asked.item.id, state, because, quotes, state == asked.state.value, by, now), ""


def _quotes(given: object) -> tuple[tuple[int, str], ...] | None:
    if not isinstance(given, list):
        return None
    found = []
    for row in given:
        if not isinstance(row, dict) or type(row.get("text_id")) is not int or not isinstance(row.get("quote"), str):
            return None
        found.append((row["text_id"], row["quote"]))
    return tuple(found)


def _tells(asked: Doubt, number: int, quote: str) -> set[Vote]:
    """What the reader found in the quote: the votes of pieces whose trigger stands in it."""
    found = set()
    for piece in asked.evidence:
        word = piece.quote[piece.trigger[0] - piece.start : piece.trigger[1] - piece.start]
        if piece.article == number and word and word in quote and (quote in piece.quote or piece.quote in quote):
            found.add(effect(asked.item, piece).vote)
    return found

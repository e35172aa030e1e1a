"""How much two passages speak of one matter: shared words, weighed by how much they say."""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.domain.review.words import WORDS
from monitor.domain.text import tokens


def content_stems(text: str) -> frozenset[str]:
    """Stems of the words that carry the matter: no function words, no cue words, no bare numbers."""
    return frozenset(
        _nation(token.stem) if token.capital else token.stem
        for token in tokens(text)
        if token.text.lower() not in WORDS.stop and len(token.stem) > 1 and not token.text.isdigit()
    )


def _nation(stem: str) -> str:
    """Iran and Iranian, Italy and Italian, China and Chinese: one root."""
    return re.sub(r"(?<=\w{3})(?:ian|ese|ish|ia|a|i)$", "", stem)


def likeness(first: str, second: str, weights: Mapping[str, float] | None = None) -> float:
    """Share of the smaller passage's weight that the other has too, 0 to 1."""
    one, two = content_stems(first), content_stems(second)
    weigh = (lambda stems: sum(weights.get(stem, 1.0) for stem in stems)) if weights else len
    smaller = min(weigh(one), weigh(two))
    return weigh(one & two) / smaller if smaller else 0.0

"""How much a word tells: from general-language frequencies that ship with a library.

Frequencies of the archive would be sharper, but they change from day to day: the same article would match or not
depending on when it was read, and a replay as of an earlier day would not give the same rows again.
"""

from __future__ import annotations

from functools import lru_cache

import wordfreq

from monitor.domain.text import stem

_COMMONEST = 7.8
"""Zipf frequency (log10 of occurrences in a billion words) just above that of "the"."""
_UNKNOWN = 1.5
"""What a word counts as that the lists do not know: about 30 in a billion."""


@lru_cache(maxsize=200_000)
def word_rarity(word: str) -> float:
    """0 for the commonest words of the language to 1 for words that its lists do not know."""
    zipf = float(wordfreq.zipf_frequency(word.lower().removesuffix("'s"), "en", minimum=_UNKNOWN))
    if word.isdigit():
        zipf = max(zipf, 4.5 if len(word) < 3 else 3.5)
    return (_COMMONEST - zipf) / (_COMMONEST - _UNKNOWN)


def rarities(written: list[str]) -> dict[str, float]:
    """The rarity of each stem among these words: that of its commonest form."""
    found: dict[str, float] = {}
    for word in written:
        key, value = stem(word), word_rarity(word)
        found[key] = min(value, found.get(key, 1.0))
    return found

"""How common a word is: wordfreq's own list and arithmetic, without the words that are too rare to be told apart.

The library keeps all 321,180 words of its list, 34 MB of them; almost half are rarer than what we count as unknown.
Here its file is read only as far as it tells something, in half the time and memory, and the library itself is loaded
only for what is more than a word of plain letters. What comes out is the same (tests/domain/match/test_frequency.py).
"""

from __future__ import annotations

import gzip
import math
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgpack

UNKNOWN = 1.5
"""The Zipf frequency (log10 of occurrences in a billion words) that a word has at least: about 30 in a billion."""
_LEAST = 10**UNKNOWN / 1e9
_CENTIBELS = 751
"""Lists to read: each holds the words that are a hundredth of a bel rarer than those of the list before."""


def zipf(word: str) -> float:
    """As `wordfreq.zipf_frequency(word, "en", minimum=UNKNOWN)`, for a word in small letters."""
    if word.isascii() and word.isalpha():
        return _zipf(_frequencies().get(word, _LEAST))
    from wordfreq.tokens import lossy_tokenize

    # Several tokens are together rarer than the rarest of them: 1 / f = 1 / f1 + 1 / f2.
    found = [_of_token(token) for token in lossy_tokenize(word, "en")]
    return _zipf(1 / sum(1 / frequency for frequency in found) if found and all(found) else _LEAST)


def _of_token(token: str) -> float:
    """0 for what the lists do not know. They know of numbers the length alone; for their digits there is a law."""
    from wordfreq.numbers import digit_freq, smash_numbers

    smashed = smash_numbers(token)
    frequency = _frequencies().get(smashed, 0.0)
    return frequency * digit_freq(token) if smashed != token else frequency


@cache
def _zipf(frequency: float) -> float:
    """On Zipf's scale, rounded as the library does: to three places first, then to a hundredth."""
    known = max(frequency, _LEAST)
    rounded = round(known, math.floor(-math.log(known, 10)) + 3)
    return round(math.log(rounded, 10) + 9, 2)


@cache
def _frequencies() -> dict[str, float]:
    found: dict[str, float] = {}
    with gzip.open(_list()) as packed:
        lists = msgpack.Unpacker(packed)
        lists.read_array_header()
        assert lists.unpack() == {"format": "cB", "version": 1}
        for centibels in range(_CENTIBELS):
            frequency = 10 ** (-centibels / 100)
            for word in lists.unpack():
                found[word] = frequency
    return found


def _list() -> Path:
    """The file of the large English list, found without loading the library, which takes longer than to read it."""
    library = find_spec("wordfreq")
    assert library is not None
    assert library.origin is not None
    return Path(library.origin).parent / "data" / "large_en.msgpack.gz"

"""Our reading of the word list against the library's own."""

from __future__ import annotations

import random
import string

import pytest
import wordfreq

from monitor.domain.match.frequency import UNKNOWN, zipf

_CHANCE = random.Random(7)
ODD = [
    "", "1", "7", "12", "007", "2013", "1985", "2044", "2300", "10000", "1,5", "1.5", "3.0.1", "don't", "o'neill",
    "l'état", "u.n", "u.n.", "café", "naïve", "straße", "łódź", "日本", "привет", "at&t", "rock'n'roll", "5m", "ß",
    "é", "’", "o’brien", "x2013", "covid19", "the", "of", "zzyzx", "a" * 60, "ﬁnance", "ⅷ", "२०१३", "ǆ",
]  # fmt: skip
MADE_UP = ["".join(_CHANCE.choices(string.ascii_lowercase, k=_CHANCE.randrange(1, 9))) for _ in range(2_000)]


def expected(word: str) -> float:
    return wordfreq.zipf_frequency(word, "en", minimum=UNKNOWN)


@pytest.mark.parametrize("word", ODD)
def test_odd_words(word: str) -> None:
    assert zipf(word) == expected(word)


def test_words_of_every_frequency_and_words_of_none() -> None:
    listed = [word for words in wordfreq.get_frequency_list("en") for word in words[:25]]
    assert [word for word in [*listed, *MADE_UP] if zipf(word) != expected(word)] == []

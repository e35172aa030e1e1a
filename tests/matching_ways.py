"""Comparisons that were tried for bare passages and do not ship there (docs/adr/0014): each may only speak for a pair.

`python -m tests.measure_matching` measures them beside the shipped ones.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache
from statistics import mean

from monitor.domain.match.features import Features
from monitor.domain.match.passage import Passage, dot, share, unit, vector
from monitor.domain.match.reading import Reading
from monitor.domain.match.wanted import Wanted
from monitor.domain.text import words

_MONTH = r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAY_AFTER = re.compile(rf"\b{_MONTH} (\d{{1,2}})\b(?!:)")
_DAY_BEFORE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}\b")
_NUMBERS = re.compile(r"\b\d{4}[-./] ?(\d{1,2})[-./] ?(\d{1,2})\b")
_WEEKDAY = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b")
_GRAM = 4
_SENTENCES = 40


def days(wanted: Wanted, reading: Reading) -> Features:
    """Whole dates and weekdays in any way of writing: shared, and not another's."""
    asked, told = _when(f"{wanted.item.title}\n{wanted.item.quote}"), _when(_text(reading))
    found: Features = {}
    for name, one, other in zip(("day", "month_of_day", "weekday_any"), asked, told, strict=True):
        found[name] = float(bool(one & other))
        found[f"no_other_{name}"] = float(not one or not other or bool(one & other))
    return found


@cache
def _when(text: str) -> tuple[frozenset[tuple[int, int]], frozenset[int], frozenset[str]]:
    dates = {(_MONTHS.index(month.lower()) + 1, int(day)) for month, day in _DAY_AFTER.findall(text)}
    dates |= {(_MONTHS.index(month.lower()) + 1, int(day)) for day, month in _DAY_BEFORE.findall(text)}
    dates |= {(int(month), int(day)) for month, day in _NUMBERS.findall(text)}
    return frozenset(dates), frozenset(month for month, _ in dates), frozenset(_WEEKDAY.findall(text))


def _text(reading: Reading) -> str:
    return "\n".join(text for _, text in reading.fields)


def sentences(wanted: Wanted, reading: Reading) -> Features:
    """Each sentence of the item beside that of the article which is most like it."""
    asked, told = _sentences(wanted.text.texts), _sentences(reading.passage.texts)
    like = [max((dot(one, other) for other in told), default=0.0) for one in asked] or [0.0]
    return {"best_sentence": max(like), "mean_sentence": mean(like)}


@cache
def _sentences(texts: tuple[str, ...]) -> list[Mapping[str, float]]:
    passage = Passage(texts)
    return [unit(vector([(passage, *part, 1.0)])) for part in passage.sentences[:_SENTENCES]]


def known(wanted: Wanted, reading: Reading) -> Features:
    """How much of what the article says the item knows: an article of another event says what is new to it."""
    return {
        "known_title": share(reading.title_words, wanted.vocabulary),
        "known_lead": share(reading.lead_words, wanted.vocabulary),
    }


def acts(wanted: Wanted, reading: Reading) -> Features:
    """The groups of the thesaurus in both, and how little the article's title tells of other groups."""
    asked = {group.code for group in wanted.text.groups}
    title, lead = (
        {group.code for group in reading.passage.groups if group.at < last}
        for last in (reading.title_end, reading.lead_end)
    )
    return {"acts": len(asked & lead) / (len(asked) or 1), "no_other_act": 1 - len(title - asked) / (len(title) or 1)}


def numbers(wanted: Wanted, reading: Reading) -> Features:
    """How few numbers the article has that the item has not, where both have any."""
    asked, told = wanted.text.numbers, reading.passage.numbers
    return {"no_other_number": 1 - len(told - asked) / len(told) if asked and told else 0.5}


def letters(wanted: Wanted, reading: Reading) -> Features:
    """Both titles by their letters, four at a time: names are spelt in many ways."""
    return {"letters": dot(_letters(wanted.item.title), _letters(reading.article.title))}


@cache
def _letters(title: str) -> Mapping[str, float]:
    text = f" {' '.join(words(title.lower()))} "
    counts = Counter(text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1))
    return unit({gram: 1 + math.log(count) for gram, count in counts.items()})


WAYS: dict[str, Callable[[Wanted, Reading], Features]] = {
    "whole dates": days,
    "sentence by sentence": sentences,
    "what the item knows": known,
    "acts by the thesaurus": acts,
    "strange numbers": numbers,
    "titles by letters": letters,
}

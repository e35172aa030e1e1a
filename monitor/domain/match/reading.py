"""An article as it is read for matching."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from monitor.domain.match.passage import Passage, damped, unit, vector
from monitor.domain.model import Article
from monitor.domain.text import spans

_BODY = 8_000
"""Characters of the body that are read: the first 1,300 words or so say what it is about."""
_LEAD = 60
"""Words of summary and body that count as the lead."""
UNKNOWN = 0.3
"""For places and numbers where an item names none."""
_WINDOW, _STEP = 50, 20
_SENTENCES = 60

_DATELINE = re.compile(
    r"\s*(?:[A-Z][\w .,'/-]{1,60})?\((?:Reuters|AP|AFP|Xinhua|UPI|IANS|dpa|Bloomberg|CNN|Interfax|TASS|ITAR-TASS)\)"
    r"\s*[-–—:]*\s*"
    r"|\s*[A-Z]{3,}[A-Z ,/]{0,40}(?:, [A-Z][a-z]+\.? \d{1,2} )?(?:\([\w ]+\))?\s?[-–—]+\s"
)
"""Where the reporter sat is not what the report is about."""


def without_dateline(text: str) -> str:
    """The text with its dateline blanked, every other character in its place."""
    dateline = _DATELINE.match(text)
    return " " * dateline.end() + text[dateline.end() :] if dateline else text


Told = tuple[float, float, bool, float, float, float, float]
"""Of a word: its weight in `unit` and `lead_unit`, whether it stands in the lead, and its weight in `names`,
`key_names`, `lead_names` and `repeated_names`."""
NOTHING: Told = (0.0, 0.0, False, 0.0, 0.0, 0.0, 0.0)


@dataclass
class Reading:
    """The article's fields cut once; everything else is found when it is asked for."""

    article: Article

    @property
    def bare_address(self) -> bool:
        """Whether there is nothing to read but a title that was made of the article's address."""
        article = self.article
        return bool(article.title_from) and not (article.summary or article.body)

    @cached_property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Name and text of what is read, with characters in the places that they have in the article."""
        article = self.article
        body = without_dateline(article.body[:_BODY])
        if article.title and body.startswith(article.title):
            body = " " * len(article.title) + body[len(article.title) :]
        return (("title", article.title), ("summary", without_dateline(article.summary)), ("body", body))

    @cached_property
    def _spans(self) -> list[tuple[str, int, int]]:
        return [(name, start, end) for name, text in self.fields for start, end in spans(text)]

    def place(self, at: int, length: int) -> tuple[str, int, int]:
        """Field, first and last character of `length` words from word `at` on."""
        field, start, _ = self._spans[at]
        return field, start, self._spans[at + length - 1][2]

    @cached_property
    def passage(self) -> Passage:
        """All fields, one after the other."""
        return Passage(tuple(text for _, text in self.fields))

    @property
    def title_end(self) -> int:
        """The word after the title."""
        return self.passage.fields[1]

    @property
    def lead_end(self) -> int:
        """The word after the lead."""
        return self.title_end + _LEAD

    @cached_property
    def title(self) -> set[str]:
        """What the title holds: stems, places, groups."""
        return self.passage.present(0, self.title_end)

    @property
    def short(self) -> bool:
        """Whether there is nothing after the lead."""
        return len(self.passage.words) <= self.lead_end

    @cached_property
    def lead(self) -> set[str]:
        """What title and lead hold."""
        return self.present if self.short else self.passage.present(0, self.lead_end)

    @cached_property
    def present(self) -> set[str]:
        """What it holds anywhere."""
        return self.passage.present(0, len(self.passage.words))

    @cached_property
    def unit(self) -> Mapping[str, float]:
        """Its words and places, weighted, at length one."""
        return unit(vector([(self.passage, 0, len(self.passage.words), 1.0)]))

    @cached_property
    def title_words(self) -> Mapping[str, float]:
        """The words and places of the title, weighted."""
        return vector([(self.passage, 0, self.title_end, 1.0)])

    @cached_property
    def lead_words(self) -> Mapping[str, float]:
        """The same of title and lead."""
        return vector([(self.passage, 0, self.lead_end, 1.0)])

    @cached_property
    def word_totals(self) -> tuple[float, float]:
        """The weight of `title_words` and of `lead_words`; 1 where there is none."""
        return sum(self.title_words.values()) or 1.0, sum(self.lead_words.values()) or 1.0

    @cached_property
    def lead_unit(self) -> Mapping[str, float]:
        """`lead_words` at length one."""
        return self.unit if self.short else unit(self.lead_words)

    @cached_property
    def table(self) -> Mapping[str, Told]:
        """Of each word, place and name what `Told` says."""
        unit, lead_unit, lead = self.unit, self.lead_unit, self.lead
        names, key, led, often = self.names, self.key_names, self.lead_names, self.repeated_names
        return {
            word: (
                unit.get(word, 0.0),
                lead_unit.get(word, 0.0),
                word in lead,
                names.get(word, 0.0),
                key.get(word, 0.0),
                led.get(word, 0.0),
                often.get(word, 0.0),
            )
            for word in unit.keys() | names.keys() | lead
        }

    @cached_property
    def name_totals(self) -> tuple[float, float, float]:
        """The weight of `key_names`, `lead_names` and `repeated_names`."""
        return sum(self.key_names.values()), sum(self.lead_names.values()), sum(self.repeated_names.values())

    @cached_property
    def neighbours(self) -> frozenset[tuple[str, str]]:
        """Pairs of telling words that stand close together, in the order of the alphabet."""
        return frozenset(self.passage.close())

    @cached_property
    def windows(self) -> list[set[str]]:
        """What overlapping stretches of fifty words hold, places included."""
        stems = self.passage.stems
        starts = range(0, max(1, len(stems) - _STEP), _STEP)
        found = [set(stems[start : start + _WINDOW]) for start in starts]
        for place in self.passage.places:
            for at in range(max(0, (place.at - _WINDOW) // _STEP + 1), min(place.at // _STEP + 1, len(found))):
                found[at].add(place.code)
        return found

    @cached_property
    def sentences(self) -> list[set[str]]:
        """What each of the first sentences holds."""
        return [self.passage.present(first, last) for first, last in self.passage.sentences[:_SENTENCES]]

    @cached_property
    def names(self) -> Mapping[str, float]:
        """Its proper names, those named more often heavier, at length one."""
        weights = self.passage.stem_weights
        return unit({stem: weights[stem] * damped(count) for stem, count in self.passage.names.items()})

    @cached_property
    def lead_names(self) -> Mapping[str, float]:
        """The proper names of title and lead."""
        weights = self.passage.stem_weights
        return {stem: weights[stem] for stem in self.passage.names if stem in self.lead}

    @cached_property
    def key_names(self) -> Mapping[str, float]:
        """Those of the title, and those of the lead that come back: whom it is about."""
        counts = self.passage.names
        return {stem: w for stem, w in self.lead_names.items() if stem in self.title or counts[stem] > 1}

    @cached_property
    def repeated_names(self) -> Mapping[str, float]:
        """Those that stand more than once, the more often the heavier."""
        weights = self.passage.stem_weights
        return {s: weights[s] * damped(count) for s, count in self.passage.names.items() if count > 1}

    @cached_property
    def numbers_at_most(self) -> Mapping[str, float]:
        """What the comparisons of numbers, years, months and weekdays can come to with any item."""
        told = self.passage
        return {
            "numbers": 1.0 if told.numbers else UNKNOWN,
            "number_count": min(1.0, len(told.numbers) / 3),
            "year": float(bool(told.years)),
            "month": float(bool(told.months)),
            "weekday": float(bool(told.weekdays)),
        }

    @cached_property
    def lead_places(self) -> frozenset[str]:
        """The countries of title and lead."""
        return frozenset(place.code for place in self.passage.places if place.at < self.lead_end)

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Neighbouring words."""
        return set(zip(self.passage.stems, self.passage.stems[1:], strict=False))

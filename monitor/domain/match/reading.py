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


@dataclass
class Reading:
    """The article's fields cut once; everything else is found when it is asked for."""

    article: Article

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

    @cached_property
    def lead(self) -> set[str]:
        """What title and lead hold."""
        return self.passage.present(0, self.lead_end)

    @cached_property
    def present(self) -> set[str]:
        """What it holds anywhere."""
        return self.passage.present(0, len(self.passage.words))

    @cached_property
    def unit(self) -> Mapping[str, float]:
        """Its words and places, weighted, at length one."""
        return unit(vector([(self.passage, 0, len(self.passage.words), 1.0)]))

    @cached_property
    def lead_unit(self) -> Mapping[str, float]:
        """The same of title and lead."""
        return unit(vector([(self.passage, 0, self.lead_end, 1.0)]))

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
    def telling(self) -> list[str]:
        """The words that tell something, in order."""
        return self.passage.telling

    @cached_property
    def lead_places(self) -> frozenset[str]:
        """The countries of title and lead."""
        return frozenset(place.code for place in self.passage.places if place.at < self.lead_end)

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Neighbouring words."""
        return set(zip(self.passage.stems, self.passage.stems[1:], strict=False))

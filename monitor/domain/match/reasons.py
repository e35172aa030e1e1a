"""Why a pair matches or does not: terms, actors and words with their places, and the conflicts."""

from __future__ import annotations

from collections.abc import Iterator

from monitor.domain.match.alias import find
from monitor.domain.match.features import Features
from monitor.domain.match.reading import Reading
from monitor.domain.match.sibling import lacks_number
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Reason

_WORDS = 3
_NEAR = 0.6
"""Share of a term from which it counts as found near, though not word for word."""
_STRANGE = 0.6
"""Share of unknown names or places from which they are a conflict."""


def reasons(wanted: Wanted, reading: Reading, features: Features) -> tuple[Reason, ...]:
    """The reasons for and against, the strongest kinds first."""
    return (
        *_terms(wanted, reading),
        *_actors(wanted, reading),
        *_words(wanted, reading),
        *_conflicts(wanted, reading, features),
    )


def _at(kind: str, reading: Reading, at: int, length: int) -> Reason:
    field, start, end = reading.place(at, length)
    return Reason(kind, getattr(reading.article, field)[start:end], field, start, end)


def _terms(wanted: Wanted, reading: Reading) -> Iterator[Reason]:
    near = []
    for alias in wanted.aliases:
        at = find(reading.passage.stems, alias.key)
        if at >= 0:
            yield _at("term", reading, at, len(alias.key))
        elif alias.share(reading.lead) >= _NEAR and not lacks_number(alias.key, reading.lead):
            near.append((alias.share(reading.lead) * alias.telling, alias.text))
    if near:
        yield Reason("near", max(near)[1])


def _actors(wanted: Wanted, reading: Reading) -> Iterator[Reason]:
    for actor in wanted.actors:
        at = find(reading.passage.stems, actor)
        if at >= 0:
            yield _at("actor", reading, at, len(actor))


def _words(wanted: Wanted, reading: Reading) -> Iterator[Reason]:
    """The weightiest words that both have, beside terms and actors."""
    said = {stem for alias in wanted.aliases for stem in alias.key} | {s for actor in wanted.actors for s in actor}
    shared = [stem for stem in reading.present & wanted.words.keys() if stem[0] not in "@~" and stem not in said]
    for stem in sorted(shared, key=lambda stem: (-wanted.words[stem], stem))[:_WORDS]:
        yield _at("word", reading, reading.passage.stems.index(stem), 1)


def _conflicts(wanted: Wanted, reading: Reading, features: Features) -> Iterator[Reason]:
    if features["who"] >= _STRANGE:
        strangers = [stem for stem in reading.key_names if stem not in wanted.vocabulary]
        first = sorted(strangers, key=lambda stem: (-reading.key_names[stem], stem))[:_WORDS]
        for stem in first:
            yield _at("conflict: who", reading, reading.passage.stems.index(stem), 1)
    if features["where"] >= _STRANGE:
        strange = [p for p in reading.passage.places if p.at < reading.lead_end and p.code not in wanted.places]
        for place in {place.code: place for place in reversed(strange)}.values():
            yield _at("conflict: where", reading, place.at, place.length)
    for name, text in (("other_year", "another year"), ("other_month", "another month")):
        if features[name]:
            yield Reason("conflict: when", text)
    if features.get("no_matter"):
        yield Reason("conflict: what", "none of the terms' own words")

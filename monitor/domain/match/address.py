"""A title that is only an address's words: it says who and where, and leaves out what happened.

The regressions know written headlines, and expect the matter to be named. In the address of the summit that was
cancelled no summit stands. So what an address names is counted instead. Such a match is of the lowest grade: it closes
nothing by itself (docs/backfill.md has the counts).
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.match.alias import find
from monitor.domain.match.passage import Passage
from monitor.domain.match.reading import Reading
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Decision, Reason

_KNOWN, _SHARE, _PLACES = 3, 0.6, 2
"""So many of the address's words the item must know, and such a share of them, or all where only places are named."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What of an address an item knows."""

    actors: tuple[str, ...]
    places: frozenset[str]
    known: int
    telling: int


def by_address(wanted: Wanted, reading: Reading) -> tuple[Reason, Decision] | None:
    """Why the pair belongs together, or may, by the address alone; None where it does not, or there is more to read."""
    if not reading.bare_address:
        return None
    # An address has no capitals: each of its words may be a name.
    found = _named(wanted, Passage((reading.article.title.title(),)))
    everybody = len(found.actors) == len(wanted.actors) > 1
    enough = found.known >= _KNOWN and found.known >= _SHARE * found.telling
    if everybody or (found.actors and enough):
        return Reason("address", f"its address names {', '.join(found.actors)}"), Decision.MATCH
    if enough and found.known == found.telling and len(found.places) >= _PLACES:
        return Reason("address", "its address names the places, and nothing else that tells"), Decision.POSSIBLE
    return None


def _named(wanted: Wanted, passage: Passage) -> _Named:
    stems, groups = passage.stems, {group.code for group in wanted.text.groups}
    here = [place for place in passage.places if place.code in wanted.places]
    meant = [*here, *(group for group in passage.groups if group.code in groups)]
    covered = {at for concept in meant for at in range(concept.at, concept.at + concept.length)}
    telling = [at for at, weight in enumerate(passage.weights) if weight or at in covered]
    return _Named(
        tuple(name for name, actor in zip(wanted.item.actors, wanted.actors, strict=True) if find(stems, actor) >= 0),
        frozenset(place.code for place in here),
        sum(at in covered or stems[at] in wanted.vocabulary for at in telling),
        len(telling),
    )

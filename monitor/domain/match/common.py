"""What one item and one article have in common, found once for all comparisons of the pair.

Most candidates share three or four words with the item. So each word that both have is looked up once, in one table
of the item and one of the article, and every sum over shared words is taken in that one pass.
"""

from __future__ import annotations

from monitor.domain.match.alias import Alias, find
from monitor.domain.match.reading import NOTHING, Reading
from monitor.domain.match.wanted import Wanted

RARE = 0.45
"""Weight from which a shared word counts as rare."""


class Common:
    """The words and places that both have, in the order of the item, and the sums over them."""

    __slots__ = (
        "acting",
        "aliases",
        "cosine",
        "key_names",
        "lead_cosine",
        "lead_names",
        "names",
        "names_cosine",
        "names_in_lead",
        "often",
        "rare",
        "reading",
        "title",
        "wanted",
        "words",
    )

    def __init__(self, wanted: Wanted, reading: Reading) -> None:
        self.wanted, self.reading = wanted, reading
        present = reading.present
        self.words = [key for key in wanted.words if key in present]
        self.acting = actors_present(wanted, reading)
        """How many of the item's actors title and lead name."""
        self.aliases: list[tuple[Alias, float]] = [
            (alias, alias.share(present)) for alias in wanted.aliases if not alias.keys.isdisjoint(present)
        ]
        """The terms of which anything stands anywhere, and how much."""
        self._add_up()

    def _add_up(self) -> None:
        asked, told = self.wanted.table, self.reading.table
        rare = cosine = lead_cosine = title = 0.0
        names = names_in_lead = names_cosine = key_names = lead_names = often = 0.0
        for key in self.words:
            weight, unit, in_title, name, name_unit, _, _ = asked[key]
            told_unit, lead_unit, led, told_name, key_name, lead_name, repeated = told.get(key, NOTHING)
            cosine += unit * told_unit
            lead_cosine += unit * lead_unit
            names += name
            names_cosine += name_unit * told_name
            key_names += key_name
            lead_names += lead_name
            often += repeated
            if weight > RARE:
                rare += weight - RARE
            if led:
                title += in_title
                names_in_lead += name
        # Of the item: its weights that are there.
        self.rare, self.title = rare, title
        self.names, self.names_in_lead = names, names_in_lead
        # Of both: inner products.
        self.cosine, self.lead_cosine, self.names_cosine = cosine, lead_cosine, names_cosine
        # Of the article: the names that the item knows.
        self.key_names, self.lead_names, self.often = key_names, lead_names, often


def actors_present(wanted: Wanted, reading: Reading) -> int:
    """How many of the item's actors title and lead name."""
    lead = reading.lead
    near = [actor for actor in wanted.actors if lead.issuperset(actor)]
    if not near:
        return 0
    stems = reading.passage.stems[: reading.lead_end]
    return sum(find(stems, actor) >= 0 for actor in near)

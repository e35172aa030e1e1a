"""What is compared between an item and an article: likeness, an item's own terms, and conflict.

Two reports of one sort of event share most of their words and differ in who, where and when. So besides what speaks
for a pair there are *conflicts*, which can only speak against it: whom the article is about and the item does not know,
countries that the item does not speak of, other years and months. On the benchmark of events with look-alikes they
took the look-alikes taken for matches from .49 (the best scorer without them) to about .30 at the same F1.

An item with terms says in several ways what it is about; so there it also tells how much of the article's own title and
lead the item knows. On the replay that took F1 from .841 to .864, cross-validated (docs/adr/0014).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from monitor.domain.match.alias import Alias, find
from monitor.domain.match.common import Common
from monitor.domain.match.reading import UNKNOWN, Reading
from monitor.domain.match.wanted import Wanted

Features = dict[str, float]

LIKENESS = (
    "cosine",
    "lead_cosine",
    "title_cover",
    "window",
    "names",
    "lead_names",
    "top_names",
    "names_cosine",
    "phrases",
    "close_words",
    "rare_words",
    "numbers",
    "number_count",
    "year",
    "month",
    "weekday",
)
TERMS = (
    "term",
    "term_in_title",
    "term_count",
    "near_in_title",
    "near",
    "near_in_sentence",
    "near_in_lead",
    "matter",
    "matter_in_title",
    "actors",
    "known_title",
    "known_lead",
)
CONFLICTS = (
    "who",
    "lead_who",
    "who_often",
    "where",
    "elsewhere",
    "other_year",
    "other_month",
    "other_weekday",
    "no_matter",
)
"""What speaks against a pair; all else speaks for it."""
ALL = (*LIKENESS, *TERMS, *CONFLICTS)

_UNKNOWN_SHARE = 0.5
"""For "who" where an article names nobody."""
NO_MATTER = 0.2
"""Share of the matter of its best term below which nothing of it is there."""


def features(wanted: Wanted, reading: Reading) -> Features:
    """The comparisons of one pair, each 0 to 1; those on terms only for an item that has terms."""
    common = Common(wanted, reading)
    found = _likeness(common) | _numbers(wanted, reading) | _conflicts(common)
    if wanted.aliases:
        found |= _terms(common)
    return found


def _likeness(common: Common) -> Features:
    wanted = common.wanted
    names = wanted.names_total or 1.0
    return {
        "cosine": math.sqrt(common.cosine),
        "lead_cosine": common.lead_cosine,
        "title_cover": common.title / (wanted.title_total or 1.0),
        "window": math.sqrt(_window(common) / wanted.words_total),
        "names": common.names / names,
        "lead_names": common.names_in_lead / names,
        "top_names": _top_names(common),
        "names_cosine": math.sqrt(common.names_cosine),
        "phrases": _phrases(common),
        "close_words": _close_words(common),
        "rare_words": min(1.0, common.rare / 2),
    }


def _top_names(common: Common) -> float:
    """The share of the item's weightiest names that is present."""
    top, present = common.wanted.top_names, common.reading.present
    return sum([name in present for name in top]) / len(top) if top else 0.0


def _window(common: Common) -> float:
    """The weight of the item's words in the stretch of the article that holds most of it."""
    words, windows = common.wanted.words, common.reading.windows
    return max([sum([words[key] for key in common.words if key in there]) for there in windows])


def _phrases(common: Common) -> float:
    """Weight of the neighbouring words that both have."""
    wanted = common.wanted
    shared = wanted.phrases & common.reading.pairs
    return min(1.0, sum([wanted.pairs[pair] for pair in sorted(shared)]) / 6) if shared else 0.0


def _close_words(common: Common) -> float:
    """Weight of the pairs of words that stand close together in both, in whatever order."""
    wanted = common.wanted
    # In the order of the alphabet: a sum in the order of a set would differ in its last digit from run to run.
    shared = wanted.neighbours & common.reading.neighbours
    return min(1.0, sum([wanted.close[pair] for pair in sorted(shared)]) / 15) if shared else 0.0


def _numbers(wanted: Wanted, reading: Reading) -> Features:
    asked, told = wanted.text, reading.passage
    shared = asked.numbers & told.numbers
    return {
        "numbers": len(shared) / len(asked.numbers) if asked.numbers else UNKNOWN,
        "number_count": min(1.0, len(shared) / 3),
        "year": float(bool(asked.years & told.years)),
        "month": float(bool(asked.months & told.months)),
        "other_year": float(_differ(asked.years, told.years)),
        "other_month": float(_differ(asked.months, told.months)),
        "weekday": float(bool(asked.weekdays & told.weekdays)),
        "other_weekday": float(_differ(asked.weekdays, told.weekdays)),
    }


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and not one & other


def _conflicts(common: Common) -> Features:
    """Whom and where the article tells of that the item does not know."""
    wanted, reading = common.wanted, common.reading
    places = reading.lead_places
    foreign = places - wanted.places
    return {
        **strangers(reading, common.key_names, common.lead_names, common.often),
        "where": abroad(wanted, reading),
        "elsewhere": float(bool(foreign) and foreign == places and bool(wanted.places) and not common.acting),
    }


def abroad(wanted: Wanted, reading: Reading) -> float:
    """The share of the countries of title and lead that the item does not speak of."""
    places = reading.lead_places
    return len(places - wanted.places) / len(places) if places and wanted.places else UNKNOWN


def strangers(reading: Reading, key_names: float, lead_names: float, often: float) -> Features:
    """How strange those are whom the article names, where the item knows so much of each sort."""
    key, lead, repeated = reading.name_totals
    return {
        "who": _strange(key_names, key, reading.key_names),
        "lead_who": _strange(lead_names, lead, reading.lead_names),
        "who_often": _strange(often, repeated, reading.repeated_names),
    }


def _strange(known: float, total: float, names: Mapping[str, float]) -> float:
    """How much of these names the item does not know."""
    if not names:
        return _UNKNOWN_SHARE
    strange = 1 - known / (total or 1.0)
    # The two sums are taken in different orders: what is left of all names being known is no stranger.
    return strange if strange > 1e-12 else 0.0


def _terms(common: Common) -> Features:
    reading = common.reading
    stems, end = reading.passage.stems, reading.title_end
    # A term of which nothing stands there is neither found nor near.
    aliases = [alias for alias, _ in common.aliases]
    exact = [alias for alias in aliases if alias.stems <= reading.present and find(stems, alias.key) >= 0]
    in_title = [alias for alias in exact if find(stems[:end], alias.key) >= 0]
    ground = _ground(common)
    matter = _matter(aliases, reading.lead, exact)
    in_lead = [
        (there if reading.short else alias.share(reading.lead)) ** 2 * alias.telling for alias, there in common.aliases
    ]
    return {
        "term": max([alias.telling * _grounded(alias, ground) for alias in exact], default=0.0),
        "term_in_title": max([alias.telling for alias in in_title], default=0.0),
        "term_count": min(1.0, len(exact) / 3),
        "near_in_title": max([_near(a, reading.title) * _grounded(a, ground) for a in aliases], default=0.0),
        "near": max([n * _grounded(a, ground) for n, a in zip(in_lead, aliases, strict=True)], default=0.0),
        "near_in_sentence": _near_in_sentence(common),
        "near_in_lead": max(in_lead, default=0.0),
        "matter": matter,
        "matter_in_title": _matter(aliases, reading.title, exact),
        "no_matter": float(matter < NO_MATTER),
        "actors": min(1.0, common.acting / 3),
        **_known(common),
    }


def _known(common: Common) -> Features:
    """How much of the article's own title and lead the item knows."""
    title, lead = common.reading.title_words, common.reading.lead_words
    title_total, lead_total = common.reading.word_totals
    return {
        "known_title": sum([title[key] for key in common.words if key in title]) / title_total,
        "known_lead": sum([lead[key] for key in common.words if key in lead]) / lead_total,
    }


def _near_in_sentence(common: Common) -> float:
    best, sentences = 0.0, common.reading.sentences
    for alias, there in common.aliases:
        # No sentence holds more of it than the whole does.
        if there**2 * alias.telling > best:
            best = max(best, *[_near(alias, sentence) for sentence in sentences])
    return best


def _near(alias: Alias, present: set[str]) -> float:
    return alias.share(present) ** 2 * alias.telling


def _ground(common: Common) -> float:
    """How far the article stands on the item's ground: its countries or its actors."""
    wanted = common.wanted
    places = len(common.reading.lead_places & wanted.places) / len(wanted.places) if wanted.places else 0.6
    return max(places, min(1.0, common.acting / 2))


def _grounded(alias: Alias, ground: float) -> float:
    """A term with a name in it stands for itself; a common phrase needs the item's countries or actors beside it."""
    return 1.0 if alias.named else ground


def _matter(aliases: Sequence[Alias], present: set[str], exact: Sequence[Alias]) -> float:
    """How much of the matter of its best term is present; 1 where a term that is nothing but a name stands there."""
    if any(not alias.matter for alias in exact):
        return 1.0
    return max([alias.matter_share(present) for alias in aliases if alias.matter], default=0.0)

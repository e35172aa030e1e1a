"""What is compared between an item and an article: likeness, an item's own terms, and conflict.

Two reports of one sort of event share most of their words and differ in who, where and when. So besides what speaks
for a pair there are *conflicts*, which can only speak against it: whom the article is about and the item does not know,
countries that the item does not speak of, other years and months. On the benchmark of events with look-alikes they
took the look-alikes taken for matches from .49 (the best scorer without them) to about .30 at the same F1.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from monitor.domain.match.alias import Alias, find
from monitor.domain.match.passage import CLOSE, dot, share
from monitor.domain.match.reading import Reading
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
_UNKNOWN_PLACE = 0.3


def features(wanted: Wanted, reading: Reading) -> Features:
    """The comparisons of one pair, each 0 to 1; those on terms only for an item that has terms."""
    found = _likeness(wanted, reading) | _numbers(wanted, reading) | _conflicts(wanted, reading)
    if wanted.aliases:
        found |= _terms(wanted, reading)
    return found


def _likeness(wanted: Wanted, reading: Reading) -> Features:
    # Most candidates share few words with the item: what is shared is found once, and only that is looked for again.
    # In the order of the item: a sum in the order of a set would differ in its last digit from run to run.
    shared = {key: weight for key, weight in wanted.words.items() if key in reading.present}
    rare = sum([weight - 0.45 for weight in shared.values() if weight > 0.45])
    pairs = sum([weight for pair, weight in wanted.pairs.items() if pair in reading.pairs])
    window = max([sum([shared[key] for key in shared if key in there]) for there in reading.windows])
    return {
        "cosine": math.sqrt(dot(wanted.unit, reading.unit)),
        "lead_cosine": dot(wanted.unit, reading.lead_unit),
        "title_cover": share(wanted.title_words, reading.lead),
        "window": math.sqrt(window / wanted.words_total),
        "names": share(wanted.names, reading.present),
        "lead_names": share(wanted.names, reading.lead),
        "top_names": sum(n in reading.present for n in wanted.top_names) / max(1, len(wanted.top_names)),
        "names_cosine": math.sqrt(dot(wanted.names_unit, reading.names)),
        "phrases": min(1.0, pairs / 6),
        "close_words": min(1.0, _close(wanted, reading) / 15),
        "rare_words": min(1.0, rare / 2),
    }


def _close(wanted: Wanted, reading: Reading) -> float:
    """Weight of the pairs of words that stand close together in both, in whatever order."""
    told = [(at, stem) for at, stem in enumerate(reading.telling) if stem in wanted.words]
    shared = set()
    for index, (at, stem) in enumerate(told):
        for other, near in told[index + 1 : index + 1 + CLOSE]:
            if other - at <= CLOSE:
                shared.add((min(stem, near), max(stem, near)))
    return sum(wanted.close[pair] for pair in shared if pair in wanted.close)


def _numbers(wanted: Wanted, reading: Reading) -> Features:
    asked, told = wanted.text, reading.passage
    shared = asked.numbers & told.numbers
    return {
        "numbers": len(shared) / len(asked.numbers) if asked.numbers else _UNKNOWN_PLACE,
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


def _conflicts(wanted: Wanted, reading: Reading) -> Features:
    places = reading.lead_places
    foreign = places - wanted.places
    acting = actors_present(wanted, reading)
    return {
        "who": _strange(reading.key_names, wanted),
        "lead_who": _strange(reading.lead_names, wanted),
        "who_often": _strange(reading.repeated_names, wanted),
        "where": len(foreign) / len(places) if places and wanted.places else _UNKNOWN_PLACE,
        "elsewhere": float(bool(foreign) and foreign == places and bool(wanted.places) and not acting),
    }


def _strange(names: Mapping[str, float], wanted: Wanted) -> float:
    """How much of these names the item does not know."""
    return 1 - share(names, wanted.vocabulary) if names else _UNKNOWN_SHARE


def actors_present(wanted: Wanted, reading: Reading) -> int:
    """How many of the item's actors title and lead name."""
    stems = reading.passage.stems[: reading.lead_end]
    return sum(find(stems, actor) >= 0 for actor in wanted.actors)


def _terms(wanted: Wanted, reading: Reading) -> Features:
    stems, end = reading.passage.stems, reading.title_end
    # A term of which nothing stands there is neither found nor near.
    aliases = [alias for alias in wanted.aliases if not alias.keys.isdisjoint(reading.present)]
    exact = [alias for alias in aliases if find(stems, alias.key) >= 0]
    in_title = [alias for alias in exact if find(stems[:end], alias.key) >= 0]
    ground = _ground(wanted, reading)
    matter = _matter(aliases, reading.lead, exact)
    in_lead = [(_near(alias, reading.lead), _grounded(alias, ground)) for alias in aliases]
    return {
        "term": max((alias.telling * _grounded(alias, ground) for alias in exact), default=0.0),
        "term_in_title": max((alias.telling for alias in in_title), default=0.0),
        "term_count": min(1.0, len(exact) / 3),
        "near_in_title": max((_near(a, reading.title) * _grounded(a, ground) for a in aliases), default=0.0),
        "near": max((near * grounded for near, grounded in in_lead), default=0.0),
        "near_in_sentence": max((_near_in_sentence(alias, reading) for alias in aliases), default=0.0),
        "near_in_lead": max((near for near, _ in in_lead), default=0.0),
        "matter": matter,
        "matter_in_title": _matter(aliases, reading.title, exact),
        "no_matter": float(matter < 0.2),
        "actors": min(1.0, actors_present(wanted, reading) / 3),
    }


def _near_in_sentence(alias: Alias, reading: Reading) -> float:
    there = alias.keys & reading.present
    sentences = (sentence for sentence in reading.sentences if not there.isdisjoint(sentence))
    return max((_near(alias, sentence) for sentence in sentences), default=0.0)


def _near(alias: Alias, present: set[str]) -> float:
    return alias.share(present) ** 2 * alias.telling


def _ground(wanted: Wanted, reading: Reading) -> float:
    """How far the article stands on the item's ground: its countries or its actors."""
    places = len(reading.lead_places & wanted.places) / len(wanted.places) if wanted.places else 0.6
    return max(places, min(1.0, actors_present(wanted, reading) / 2))


def _grounded(alias: Alias, ground: float) -> float:
    """A term with a name in it stands for itself; a common phrase needs the item's countries or actors beside it."""
    return 1.0 if alias.named else ground


def _matter(aliases: list[Alias], present: set[str], exact: list[Alias]) -> float:
    """How much of the matter of its best term is present; 1 where a term that is nothing but a name stands there."""
    if any(not alias.matter for alias in exact):
        return 1.0
    return max((alias.matter_share(present) for alias in aliases if alias.matter), default=0.0)

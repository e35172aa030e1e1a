"""The words that tell how a verb stands: the frames looked up once, and the small closed classes of English."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from monitor.domain.evidence.lexicon import Frames, frames


@dataclass(frozen=True, slots=True)
class Lists:
    """The frames, looked up once."""

    skip: frozenset[str]
    negation: frozenset[str]
    be: frozenset[str]
    have: frozenset[str]
    had: frozenset[str]
    do: frozenset[str]
    determiners: frozenset[str]
    prepositions: frozenset[str]
    future: frozenset[str]
    hoped: frozenset[str]
    frames: Frames


@cache
def lists() -> Lists:
    """The frames, looked up once."""
    f = frames()
    return Lists(
        f["skipped", "adverbs"],
        f["negation", "words"],
        f["auxiliary", "be"],
        f["auxiliary", "have"],
        f["auxiliary", "had"],
        f["auxiliary", "do"],
        f["determiners", "words"],
        f["prepositions", "words"],
        f["modals", "future"] | f["negation", "future"],
        f["modals", "hoped"] | f["negation", "hoped"],
        f,
    )


FORMERLY = frozenset({"originally", "initially", "previously", "formerly", "once", "earlier"})
NO_ADVERBS = frozenset(
    """unlikely likely early july only family reply supply ally italy assembly anomaly monopoly rally apply imply rely comply
    deadly friendly costly daily weekly monthly bully fly""".split()
)
BOTH = frozenset(
    "talks plans calls bids moves offers deals votes reports visits cuts claims orders hopes fears gains sales rules ends".split()
)
"""Words in -s that are nouns as often as verbs: they do not prove that a clause has its verb already."""
SINGULAR = frozenset(
    "is was has does says this its his paris tennis crisis analysis basis thus yes news texas series as plus".split()
)
ADJECTIVAL = frozenset("newly recently long twice already much oft often planned first".split())


@cache
def object_control() -> frozenset[str]:
    """Verbs of asking, which take a person and then "to"."""
    return frozenset(
        """urge urges urged urging call calls called press presses pressed ask asks asked invite invites invited persuade
        convince convinces force forces forced tell tells told beg begs encourage encourages pressure pressures demand
        push pushes pushed appeal appeals want wants wanted""".split()
    )

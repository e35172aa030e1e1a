"""Names under which a matter may go, for the analyst to accept: nothing is taken up that he did not confirm.

They come from the review's own passage (what it names beside its title, and abbreviations with their expansions) and
from articles that he accepted: a name in titles and leads that two of them share, or an abbreviation that one of them
explains, and that no rejected article has. Actors are no aliases, alone or side by side: they stand in other
matters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.domain.match.alias import stands
from monitor.domain.match.reading import without_dateline
from monitor.domain.match.words import NO_NAMES, known
from monitor.domain.model import Article, OpenItem
from monitor.domain.text import stems, words

MOST = 10
_LEAD = 600
"""Characters of summary and body that are looked through."""
_RARE = 0.28
"""Mean weight of its words from which a phrase tells more than any name of the news."""
_RUN = re.compile(
    r"\b(?:[A-Z][\w’'-]*|\d[\w-]*)(?:\s+(?:(?:of|for|on|the)\s+){0,2}(?:[A-Z][\w’'-]*|\d+)){1,5}"
    r"|\b[A-Z][a-z]+-[A-Z0-9][\w-]*|\b[A-Z]{2}[A-Z0-9+-]*\b"
)
"""Words with a capital side by side, joined names, abbreviations."""
_EXPLAINED = re.compile(r"((?:[\w’'-]+\s+){1,7})\((?P<short>[A-Z]{2,7})\)")


@dataclass(frozen=True, slots=True)
class AliasProposal:
    """A phrase, and how many confirmed articles name it; 0 where it comes from the review itself."""

    text: str
    articles: int


def propose(item: OpenItem, accepted: Sequence[Article], rejected: Sequence[Article]) -> list[AliasProposal]:
    """Aliases to accept, those of the passage first, then those that most confirmed articles name."""
    taken = _taken(item)
    own = [AliasProposal(phrase, 0) for phrase in _distinct(_phrases(f"{item.quote}\n{item.criterion}"))]
    elsewhere = [stems(_said(article)) for article in rejected]
    told = Counter(_key(phrase) for article in accepted for phrase in _distinct(_phrases(_said(article))))
    explained = {_key(phrase) for article in accepted for phrase in _explained(_said(article))}
    written = {_key(phrase): phrase for article in reversed(accepted) for phrase in _phrases(_said(article))}
    counted = sorted(told.items(), key=lambda entry: (-entry[1], entry[0]))
    learnt = [AliasProposal(written[key], n) for key, n in counted if n > 1 or key in explained]
    actors = {stem for actor in item.actors for stem in _key(actor)}
    chosen: dict[tuple[str, ...], AliasProposal] = {}
    for proposal in (*own, *(one for one in learnt if not any(stands(said, [_key(one.text)]) for said in elsewhere))):
        if _key(proposal.text) not in taken and not actors.issuperset(_key(proposal.text)) and _tells(proposal.text):
            chosen.setdefault(_key(proposal.text), proposal)
    return list(chosen.values())[:MOST]


def _taken(item: OpenItem) -> set[tuple[str, ...]]:
    """What the item has already, as term, as actor or as another matter's mark."""
    return {_key(phrase) for phrase in (*item.terms, *item.actors, *item.not_terms)}


def _said(article: Article) -> str:
    lead = without_dateline(article.summary) or without_dateline(article.body)
    return f"{article.title}\n{lead[:_LEAD]}"


def _phrases(text: str) -> Iterator[str]:
    yield from _explained(text)
    for found in _RUN.findall(text):
        phrase = re.sub(r"[’']s\b", "", found).split()
        # What opens a sentence has its capital from there.
        while len(phrase) > 1 and not (phrase[0][0].isupper() and known([phrase[0]])[0][1]):
            phrase = phrase[1:]
        yield " ".join(phrase)


def _explained(text: str) -> Iterator[str]:
    """Abbreviations that the text explains, and what they stand for."""
    for found in _EXPLAINED.finditer(text):
        short, before = found["short"], found[1].split()
        for size in range(min(len(before), 2 * len(short)), 0, -1):
            part = before[-size:]
            if "".join(word[0].upper() for word in part if word[0].isupper()) == short and part[0][0].isupper():
                yield short
                yield " ".join(part)
                break


def _distinct(phrases: Iterable[str]) -> list[str]:
    return list({_key(phrase): phrase for phrase in phrases}.values())


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(stems(phrase))


def _tells(phrase: str) -> bool:
    """Whether a phrase is rare enough to stand for a matter; days and mastheads are not, nor is a lone common name."""
    weights = [weight for _, weight in known(words(phrase))]
    named = [stem for stem in stems(phrase) if stem not in NO_NAMES]
    return bool(weights) and len(named) > len(weights) / 2 and sum(weights) / len(weights) >= _RARE

"""The matcher: stage one finds candidates, stage two scores them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.domain.match.profile import Profile
from monitor.domain.match.rarity import rarities
from monitor.domain.model import Article, Decision, Match, OpenItem, Reason
from monitor.domain.text import Token, stems, tokens, words

VERSION = "0.1"


@dataclass(frozen=True, slots=True)
class _Needle:
    """An item cut into what is looked for."""

    item: OpenItem
    terms: tuple[tuple[str, tuple[str, ...]], ...]
    actors: tuple[tuple[str, tuple[str, ...]], ...]
    excluded: tuple[tuple[str, ...], ...]
    vector: Mapping[str, float]


def _cut(phrases: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((phrase, tuple(stems(phrase))) for phrase in phrases)


def _needle(item: OpenItem) -> _Needle:
    # Sorted, since sums of floats depend on their order, and a set's order differs from process to process.
    vector = {s: v for s, v in sorted(rarities(words(f"{item.title} {item.quote}")).items()) if v > 0.35}
    return _Needle(item, _cut(item.terms), _cut(item.actors), tuple(tuple(stems(p)) for p in item.not_terms), vector)


def _find(found: Sequence[str], phrase: tuple[str, ...]) -> int:
    """Where the phrase stands among the stems, or -1."""
    for at in range(len(found) - len(phrase) + 1):
        if tuple(found[at : at + len(phrase)]) == phrase:
            return at
    return -1


class Matcher:
    """Scores articles against a fixed set of items."""

    def __init__(self, items: Sequence[OpenItem], profiles: Mapping[str, Profile] | None = None) -> None:
        self._needles = [_needle(item) for item in items]
        self._profiles = profiles or {}

    def match(self, article: Article) -> list[Match]:
        """Every candidate pair of this article, scored; the pairs that are no candidates are left out."""
        fields = {
            name: tokens(text)
            for name, text in (("title", article.title), ("summary", article.summary), ("body", article.body[:3000]))
        }
        pairs = (self._pair(needle, article, fields) for needle in self._needles)
        return [pair for pair in pairs if pair is not None]

    def _pair(self, needle: _Needle, article: Article, fields: Mapping[str, list[Token]]) -> Match | None:
        reasons: list[Reason] = []
        terms = _reasons("term", needle.terms, article, fields)
        actors = _reasons("actor", needle.actors, article, fields)
        present = {token.stem for found in fields.values() for token in found}
        total = sum(needle.vector.values()) or 1.0
        share = sum(weight for word, weight in needle.vector.items() if word in present) / total
        if not terms and share < 0.25:
            return None
        reasons = [*terms, *actors]
        features = {"terms": float(len(terms)), "actors": float(len(actors)), "share": share}
        score = 1 / (1 + math.exp(-(-2.5 + 2.2 * min(len(terms), 2) + 0.7 * min(len(actors), 2) + 3.5 * share)))
        if any(_find([t.stem for t in f], phrase) >= 0 for phrase in needle.excluded for f in fields.values()):
            score = 0.02
        day = article.published.date() if article.published else None
        if day and needle.item.since and (needle.item.since - day).days > 1:
            reasons.append(Reason("conflict", f"published {day}, before the review"))
            score = min(score, 0.05)
        decision = Decision.MATCH if score >= 0.5 else Decision.POSSIBLE if score >= 0.25 else Decision.NO
        return Match(needle.item.id, article.id, score, decision, tuple(reasons), features, VERSION)


def _reasons(
    kind: str,
    phrases: Sequence[tuple[str, tuple[str, ...]]],
    article: Article,
    fields: Mapping[str, list[Token]],
) -> list[Reason]:
    """One reason for each phrase that occurs, at its first place."""
    reasons = []
    for _, phrase in phrases:
        for name, found in fields.items():
            at = _find([token.stem for token in found], phrase)
            if at >= 0 and phrase:
                start, end = found[at].start, found[at + len(phrase) - 1].end
                reasons.append(Reason(kind, getattr(article, name)[start:end], name, start, end))
                break
    return reasons


def candidates_query(item: OpenItem) -> list[str]:
    """Phrases with which the store pre-selects stored articles for one item: any of them may occur."""
    rare = sorted(rarities(words(f"{item.title} {item.quote}")).items(), key=lambda pair: -pair[1])
    return [*item.terms, *(word for word, rarity in rare[:8] if rarity > 0.45)]

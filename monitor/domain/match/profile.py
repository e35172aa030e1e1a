"""What an item has learnt from the analyst's answers. Nothing learns from what nobody confirmed.

An article that was accepted is one more wording of the item, and one that was rejected is what the item is taken for.
So both are compared with a new article exactly as the item's own passage is (`features`), and a small regression weighs
the three: the item's own likeness, that to the accepted, that to the rejected, and by how much it is nearer to the
rejected. On T1 three answers took, cross-validated by topic, C from .094 to .065 and the look-alikes taken for matches
from .38 to .13.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import mean

from monitor.domain.match.features import Features, features
from monitor.domain.match.reading import Reading, without_dateline
from monitor.domain.match.scorer import learning, probability, shape, shapes
from monitor.domain.match.wanted import Wanted
from monitor.domain.model import Article, Kind, OpenItem

_LEAD = 60
"""Words of an answered article that stand for it: what follows is background as often as not."""
_REMEMBERED = 8
"""Newest answers of either sort that are compared: each costs a comparison a pair."""
_LIMIT = 8.0
"""Log-odds beyond this tell nothing more."""


@dataclass(frozen=True)
class Answer:
    """An answered article as something that is looked for."""

    article: Article

    @cached_property
    def wanted(self) -> Wanted:
        """Its title and lead as an item without terms."""
        article = self.article
        body = without_dateline(article.body.removeprefix(article.title))
        lead = " ".join(f"{without_dateline(article.summary)} {body[:2000]}".split()[:_LEAD])
        return Wanted(OpenItem("", str(article.id), article.title, Kind.EVENT, quote=lead))

    def log_odds(self, reading: Reading) -> float:
        """How likely another article tells of the same, by the weights of items that are bare passages."""
        found = features(self.wanted, reading)
        return max(-_LIMIT, min(_LIMIT, shapes()[shape(bool(self.wanted.aliases), reading)].log_odds(found)))


@dataclass(frozen=True)
class Profile:
    """The articles that were accepted and rejected for an item, the newest of each."""

    accepted: tuple[Answer, ...] = ()
    rejected: tuple[Answer, ...] = ()

    @classmethod
    def from_answers(cls, answers: Iterable[tuple[Article, bool]]) -> Profile:
        """The profile after these answers, oldest first."""
        told = list(answers)
        yes, no = ([Answer(article) for article, said in told if said is wanted] for wanted in (True, False))
        return cls(tuple(yes[-_REMEMBERED:]), tuple(no[-_REMEMBERED:]))

    def __bool__(self) -> bool:
        """Whether anything was answered."""
        return bool(self.accepted or self.rejected)

    def without(self, article: int) -> Profile:
        """The same without this article: a report is no witness to itself."""
        return Profile(
            tuple(one for one in self.accepted if one.article.id != article),
            tuple(one for one in self.rejected if one.article.id != article),
        )

    def compare(self, own: float, reading: Reading) -> Features:
        """The item's own log-odds beside those of the answers; nothing where there are none."""
        if not self:
            return {}
        return learnt(
            own,
            [one.log_odds(reading) for one in self.accepted],
            [one.log_odds(reading) for one in self.rejected],
        )


LEARNT = (
    "own",
    "own_beside",
    "accepted",
    "accepted_best",
    "accepted_mean",
    "rejected",
    "rejected_best",
    "rejected_mean",
    "accepted_margin",
    "own_margin",
)
"""What the regression over answers weighs."""


def learnt(own: float, accepted: Sequence[float], rejected: Sequence[float]) -> Features:
    """The comparisons with answers, from log-odds: how near the accepted, how probably one with the rejected."""
    own = max(-_LIMIT, min(_LIMIT, own))
    found = {"own": own}
    if accepted:
        found |= {"own_beside": own, "accepted": 1.0}
        found |= {"accepted_best": max(accepted), "accepted_mean": mean(accepted)}
    if rejected:
        odds = [probability(one) for one in rejected]
        found |= {"rejected": 1.0, "rejected_best": max(odds), "rejected_mean": mean(odds)}
        # Look-alikes are near both: what tells is how much nearer they are to what was rejected.
        found["own_margin"] = min(0.0, own - max(rejected))
    if accepted and rejected:
        found["accepted_margin"] = min(0.0, max(accepted) - max(rejected))
    return found


def log_odds_learnt(wanted: Wanted, found: Features) -> float:
    """What the pair's log-odds become by the answers."""
    return learning()["terms" if wanted.aliases else "passage"].log_odds(found)

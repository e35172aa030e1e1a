"""A match in lines for people."""

from __future__ import annotations

from monitor.domain.match.matcher import MATCH, POSSIBLE, Matcher
from monitor.domain.match.profile import Profile
from monitor.domain.model import Article, Decision, Match, OpenItem, Reason, Role

_SAID = {
    "term": "term",
    "near": "the words of the term",
    "actor": "actor",
    "word": "word",
    "conflict: who": "against: is about",
    "conflict: where": "against: plays in",
    "conflict: when": "against:",
    "conflict: what": "against:",
}

_ROLES = {
    Role.SUBJECT: "its subject: a term of the item stands in the title",
    Role.TOLD: "told in it: a term, or the words of one, stands in it",
    Role.TOUCHED: "touched: none of its terms stands in it, only actors, places and other words",
}


def explain(match: Match, item: OpenItem, article: Article) -> list[str]:
    """How the pair was judged, then its reasons, then the comparisons with their values."""
    lines = [
        f"{match.decision.value}, {match.score:.0%}: {article.title}",
        f"  item: {item.title} ({item.id})",
        *([] if match.decision is Decision.NO else [f"  role: {_ROLES[match.role]}"]),
        f"  source: {article.source}, {article.published.date() if article.published else 'undated'}",
        *(f"  {_reason(reason)}" for reason in match.reasons),
    ]
    values = ", ".join(f"{name} {value:.2f}" for name, value in match.features.items())
    return [*lines, f"  compared: {values}", f"  matcher: {match.version}"]


def _reason(reason: Reason) -> str:
    where = f" in the {reason.field}" if reason.field else ""
    quoted = f'"{reason.text}"' if reason.field or reason.kind == "near" else reason.text
    return f"{_SAID.get(reason.kind, reason.kind)} {quoted}{where}"


def why_not(item: OpenItem, article: Article, profile: Profile | None = None) -> list[str]:
    """Why the article does not count for the item, or that it does."""
    pairs = Matcher([item], {item.id: profile} if profile else {}).match(article)
    if not pairs:
        return [f"no candidate for {item.id}: no term of the item stands in it, and too few of its telling words do"]
    (pair,) = pairs
    need = f"a match needs {MATCH:.0%}, a possible one {POSSIBLE:.0%}"
    return [*explain(pair, item, article), f"  {need}"]

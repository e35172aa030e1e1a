"""A match in sentences for people."""

from __future__ import annotations

from monitor.domain.match.matcher import Matcher
from monitor.domain.model import Article, Match, OpenItem


def explain(match: Match, item: OpenItem, article: Article) -> list[str]:
    """Lines that say how the pair was judged and why."""
    lines = [f"{match.decision} ({match.score:.0%}) of {item.id} by {article.source}: {article.title}"]
    for reason in match.reasons:
        where = f" in the {reason.field}" if reason.field else ""
        lines.append(f"{reason.kind}: {reason.text}{where}")
    return lines


def why_not(item: OpenItem, article: Article) -> list[str]:
    """Lines that say why the article does not count for the item, or that it does."""
    pairs = Matcher([item]).match(article)
    if not pairs:
        return [f"no candidate for {item.id}: no term of the item and too few of its words occur"]
    return explain(pairs[0], item, article)

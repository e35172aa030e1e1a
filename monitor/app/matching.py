"""What an analyst asks of the matching: the reasons of one pair, and the names under which a matter may go."""

from __future__ import annotations

from dataclasses import replace

from monitor.app.context import App
from monitor.app.track import why_not
from monitor.domain.evidence import read_evidence
from monitor.domain.match import AliasProposal, explain, propose
from monitor.domain.model import Article, Decision, Match, OpenItem, Signal


def explain_match(app: App, item: OpenItem, article: Article) -> list[str]:
    """Lines on a pair as it is stored, or as it would be scored now where none is; with the signals read in it."""
    stored = (match for match, one in app.store.matches(item.id, everything=True) if one.id == article.id)
    match = next(stored, None)
    if match is None or not match.version:
        return [*why_not(app, item, article), f"  not stored as a match of {item.id}"]
    told = {True: "yes", False: "no", None: "nobody was asked"}[match.judgement]
    lines = [*explain(match, item, article), *_others(app, item, article)]
    return [*lines, f"  a person's word: {told}", *_signals(item, article, match)]


def _others(app: App, item: OpenItem, article: Article) -> list[str]:
    """The other items that the same article reaches: one event may move several."""
    pairs = [match for match, _ in app.store.matches(article=article.id, everything=True) if match.item != item.id]
    held = [match for match in pairs if match.decision is not Decision.NO]
    return [f"  also {match.decision.value} for {match.item} ({match.role.value})" for match in held]


def _signals(item: OpenItem, article: Article, match: Match) -> list[str]:
    # A comment moves nothing: it is kept as evidence, and is no signal of what became of the matter.
    found = read_evidence(article, item, replace(match, judgement=None))
    pieces = [piece for piece in found if piece.signal is not Signal.COMMENT]
    if not pieces:
        return ["  no signal: nothing in it says what became of the item"]
    return [f'  signal {piece.signal.value} ({piece.modality.value}): "{piece.quote}"' for piece in pieces]


def aliases(app: App, item: OpenItem) -> list[AliasProposal]:
    """Terms that the item lacks, from its passage and from what a person confirmed; nothing else teaches anything."""
    answers = app.store.answers_by_item([item.id], app.clock.now()).get(item.id, [])
    accepted, rejected = ([article for article, said in answers if said is wanted] for wanted in (True, False))
    return propose(item, accepted, rejected)

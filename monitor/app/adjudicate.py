"""Asking for a second opinion: only where a person is asked for anyway, and on closings that are still provisional.

histories ──> needs_review | provisional ──> not asked since it came to stand so? ──> ask ──> verify ──> keep
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.app.context import App
from monitor.app.known import known
from monitor.app.ports import Adjudicator, OpinionBook
from monitor.app.track import histories
from monitor.domain.model import Evidence, OpenItem, StatusChange
from monitor.domain.status.opinion import Doubt, Opinion, doubt, opinion, question
from monitor.errors import FetchError

ASKED = ("needs_review", "provisional")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question: an opinion, or why there is none."""

    item: str
    opinion: Opinion | None
    trouble: str = ""


def adjudicate(app: App, asked: Adjudicator, book: OpinionBook, *, item: str | None, most: int) -> Iterator[Answer]:
    """Ask about each item in doubt, at most `most`; what cannot be believed is told and not kept.

    An endpoint that cannot be reached ends the questions: each further one would wait as long.
    """
    now = app.clock.now()
    for one, _ in zip(_doubts(app, book, item), range(most), strict=False):
        try:
            given = asked.ask(question(one))
        except FetchError as error:
            yield Answer(one.item.id, None, str(error))
            return
        found, trouble = opinion(one, given, asked.name, now)
        if found is not None:
            book.keep(found)
        yield Answer(one.item.id, found, trouble)


def _doubts(app: App, book: OpinionBook, only: str | None) -> Iterator[Doubt]:
    now = app.clock.now()
    folded = histories(app, now)
    waiting = [
        (item, folded[item.id][-1], why)
        for item in app.store.items()
        if folded.get(item.id) and only in (None, item.id) and (why := _why(folded[item.id][-1]))
    ]
    facts = known(app, [item for item, _, _ in waiting], now)
    for item, change, why in waiting:
        given = book.opinions(item.id, now)
        if not given or given[-1].asked.date() < change.as_of:
            yield _doubt(app, item, change, why, facts.evidence.get(item.id, []))


def _why(change: StatusChange) -> str:
    return next((flag for flag in ASKED if flag in change.flags and "pinned" not in change.flags), "")


def _doubt(app: App, item: OpenItem, change: StatusChange, why: str, evidence: list[Evidence]) -> Doubt:
    articles = app.store.articles(sorted({piece.article for piece in evidence}))
    texts = {a.id: "\n".join(part for part in (a.title, a.summary, a.body[:1500]) if part) for a in articles}
    return doubt(item, change.state, why, evidence, texts)

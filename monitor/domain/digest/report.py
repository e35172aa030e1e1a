"""The follow-up review: what became of each item that a review left open, with dated and linked evidence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from monitor.domain.digest import words
from monitor.domain.digest.build import coverage_words
from monitor.domain.digest.changes import all_steps, last_of
from monitor.domain.digest.deadlines import due_of, due_words
from monitor.domain.digest.facts import TITLE, exhibit, facts, safe_url
from monitor.domain.digest.model import Exhibit, Face, ItemView, Step, Witness
from monitor.domain.model import Coverage, Review, StatusChange

STEP_LINES = 3
OTHER_LINES = 5
COLUMNS = 60
"""Columns that the timeline has at most: two months of days, a year of weeks, five years of months."""


@dataclass(frozen=True, slots=True)
class ReportInput:
    """One review with its items, histories and evidence as known at `as_of`."""

    review: Review
    items: tuple[ItemView, ...]
    coverage: Coverage | None
    as_of: datetime
    version: str
    zone: tzinfo = UTC


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one item."""

    key: str
    title: str
    criterion: str
    passage: str
    """What the review said, in its own words."""
    due: str
    written_due: str
    face: Face
    since: date | None
    """Day of the last change; None where nothing ever changed."""
    confidence: float | None
    notes: tuple[str, ...]
    steps: tuple[Step, ...]
    others: tuple[Exhibit, ...]
    """Further facts, newest first, that moved nothing."""
    more: int = 0
    """Facts beyond those that are listed."""
    comments: int = 0
    first_due: date | None = None
    last_due: date | None = None
    """The deadline in force as days."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One stretch of an item's time: the state in force at its end."""

    face: Face
    changed: bool = False
    due: bool = False
    """The deadline lies in it."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """All items over the same stretches of time, oldest first."""

    unit: str
    """day, week or month."""
    starts: tuple[date, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """One row an entry, in the entries' order."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One report that is linked, under the number by which the text names it."""

    number: int
    title: str
    source: str
    published: date
    url: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole follow-up review; renderers only lay it out."""

    slug: str
    title: str
    date: date
    as_of: datetime
    version: str
    tally: tuple[tuple[Face, int], ...]
    """How many items stand where, closed states first."""
    entries: tuple[Entry, ...]
    timeline: Timeline
    citations: tuple[Citation, ...]
    sources: tuple[tuple[str, int], ...]
    """Publishers with how many of their reports are cited."""
    coverage: str

    def number(self, shown: Exhibit | Witness) -> int | None:
        """The citation's number of a report."""
        return next((cited.number for cited in self.citations if cited.url == shown.url), None)


def build_report(given: ReportInput) -> Report:
    """The report; the same input gives the same report."""
    as_of = given.as_of.astimezone(given.zone)
    entries = tuple(_entry(view, as_of) for view in given.items)
    citations = _citations(entries, given.items)
    sources = Counter(cited.source for cited in citations)
    return Report(
        slug=given.review.slug,
        title=words.clean(given.review.title, 120),
        date=given.review.date,
        as_of=as_of,
        version=words.clean(given.version, 20),
        tally=_tally(entries),
        entries=entries,
        timeline=timeline(given.items, given.review.date, as_of.date()),
        citations=citations,
        sources=tuple(sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))),
        coverage=coverage_words(given.coverage),
    )


def _entry(view: ItemView, as_of: datetime) -> Entry:
    last, due = last_of(view), due_of(view)
    steps = all_steps(view, STEP_LINES, as_of)
    moved_by = {identity for change in view.history for identity in change.evidence}
    found = facts(view.evidence)
    others = [fact for fact in reversed(found) if not moved_by & {report.evidence.id for report in fact.reports}]
    zone = as_of.tzinfo or UTC
    return Entry(
        key=view.item.key,
        title=words.clean(view.item.title, TITLE),
        criterion=words.clean(view.item.criterion, 400),
        passage=words.clean(view.item.quote, 400),
        due=due_words(view, as_of.date()),
        written_due=words.span(due) if due else "",
        face=words.face(last),
        since=steps[-1].on if steps else None,
        confidence=last.confidence if last else None,
        notes=words.notes(last.flags) if last else (),
        steps=steps,
        others=tuple(exhibit(fact, zone) for fact in others[:OTHER_LINES]),
        more=max(0, len(others) - OTHER_LINES) + sum(step.more for step in steps),
        comments=len(view.evidence) - sum(len(fact.reports) for fact in found),
        first_due=due.earliest if due else None,
        last_due=due.latest if due else None,
    )


def _tally(entries: tuple[Entry, ...]) -> tuple[tuple[Face, int], ...]:
    found = Counter(entry.face.word for entry in entries)
    return tuple((words.plain_face(headline), found[word]) for headline, word in words.HEADLINES if found[word])


def _citations(entries: tuple[Entry, ...], views: tuple[ItemView, ...]) -> tuple[Citation, ...]:
    """Every linked report once, numbered in the order in which the text comes to it."""
    titles = {safe_url(shown.url): words.clean(shown.title, TITLE) for view in views for shown in view.evidence}
    cited: dict[str, Citation] = {}
    for shown in (e for entry in entries for part in (*(s.exhibits for s in entry.steps), entry.others) for e in part):
        reports = ((shown.url, shown.source, shown.published), *((w.url, w.name, w.published) for w in shown.also))
        for url, source, published in reports:
            if url and url not in cited:
                cited[url] = Citation(len(cited) + 1, titles.get(url, ""), source, published, url)
    return tuple(cited.values())


def timeline(views: tuple[ItemView, ...], first: date, last: date) -> Timeline:
    """The items' states over days, weeks or months: the finest that fits into `COLUMNS`, the latest months else."""
    unit, starts = _stretches(first, max(first, last))
    ends = (*(start - timedelta(days=1) for start in starts[1:]), max(first, last))
    rows = tuple(tuple(_cell(view, start, end) for start, end in zip(starts, ends, strict=True)) for view in views)
    return Timeline(unit, starts, rows)


def _stretches(first: date, last: date) -> tuple[str, tuple[date, ...]]:
    days = (last - first).days + 1
    for unit, length in (("day", 1), ("week", 7)):
        if days <= length * COLUMNS:
            return unit, tuple(first + timedelta(days=offset) for offset in range(0, days, length))
    months = (last.year - first.year) * 12 + last.month - first.month
    numbers = range(first.year * 12 + first.month - 1, first.year * 12 + first.month + months)
    starts = tuple(date(number // 12, number % 12 + 1, 1) for number in numbers)
    return "month", starts[-COLUMNS:]


def _cell(view: ItemView, start: date, end: date) -> Cell:
    before, within = _standing(view, start - timedelta(days=1)), _standing(view, end)
    due = due_of(view)
    return Cell(
        face=words.face(within),
        changed=within is not before and words.face(within) != words.face(before),
        due=due is not None and due.latest is not None and start <= due.latest <= end,
    )


def _standing(view: ItemView, day: date) -> StatusChange | None:
    return next((change for change in reversed(view.history) if change.as_of <= day), None)

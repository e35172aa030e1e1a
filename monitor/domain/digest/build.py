"""From what is known of a recipient's items to his digest. Pure: the same input gives the same digest."""

from __future__ import annotations

import hashlib
import shlex
from collections import defaultdict
from dataclasses import replace
from datetime import UTC

from monitor.domain.digest import words
from monitor.domain.digest.changes import changes_of, last_of
from monitor.domain.digest.deadlines import due_line, due_words
from monitor.domain.digest.facts import TITLE, exhibit, fresh, new_facts, safe_url
from monitor.domain.digest.model import (
    Ask,
    Change,
    Digest,
    DigestInput,
    Doubt,
    DueLine,
    Heading,
    ItemView,
    News,
    Question,
    Quiet,
    SourceView,
    Trouble,
)
from monitor.domain.digest.subject import facts_of, subject_of
from monitor.domain.digest.trend import trend_of
from monitor.domain.model import Coverage, OpenItem, Signal

LINES = 3
"""Evidence lines that an item gets at most."""


def build(given: DigestInput) -> Digest:
    """One recipient's digest, all sections filled, subject and news decided."""
    return _Builder(given).digest()


def identity(given: DigestInput) -> str:
    """32 hexadecimal digits of recipient, since and as-of."""
    times = (moment.astimezone(UTC).isoformat() for moment in (given.since, given.as_of))
    return hashlib.sha256("\n".join((given.recipient, *times)).encode()).hexdigest()[:32]


def alerts(given: DigestInput) -> tuple[Digest, ...]:
    """One digest for each item that closed or reopened: to be sent at once, threaded by its item."""
    made = (_alert(given, view) for view in given.items)
    return tuple(digest for digest in made if digest is not None)


def _alert(given: DigestInput, view: ItemView) -> Digest | None:
    told = changes_of(view, given.since, given.as_of.astimezone(given.zone), LINES)
    if told is None or told.effect not in ("closed", "reopened"):
        return None
    digest = build(replace(given, items=(view,), sources=(), questions=()))
    subject = f"{told.new.shape} {digest.changes[0].item.title}: {told.new.words}"
    subject_id = hashlib.sha256(f"{digest.id}\n{view.item.id}".encode()).hexdigest()[:32]
    return replace(digest, id=subject_id, subject=words.shorten(subject, 140), thread=view.item.id)


class _Builder:
    """Holds what every section needs of the input."""

    def __init__(self, given: DigestInput) -> None:
        self.given = given
        self.as_of = given.as_of.astimezone(given.zone)
        self.today = self.as_of.date()
        self.titles = {review.slug: words.clean(review.title, 80) for review in given.reviews}

    def digest(self) -> Digest:
        given = self.given
        trouble = tuple(entry for entry in map(self.trouble, given.sources) if entry)
        changes = tuple(change for change in map(self.change, given.items) if change)
        due = self.due()
        evidence = tuple(news for news in map(self.news, given.items) if news)
        asks = self.asks()
        told = {entry.item.id for section in (changes, due, evidence, asks) for entry in section}
        rest = [view for view in given.items if view.item.id not in told]
        facts = facts_of(trouble, changes, due, evidence, asks)
        return Digest(
            id=identity(given),
            recipient=given.recipient,
            subject=subject_of(facts, tuple(self.titles.values())),
            facts=facts,
            reviews=tuple(self.titles.values()),
            since=given.since.astimezone(given.zone),
            as_of=self.as_of,
            version=words.clean(given.version, 20),
            news=bool(changes or evidence or any(line.fresh for line in due) or any(t.fresh for t in trouble)),
            trouble=trouble,
            changes=changes,
            due=due,
            evidence=evidence,
            asks=asks,
            quiet=tuple(self.quiet(view) for view in rest if not _closed(view)),
            closed=tuple(self.quiet(view) for view in rest if _closed(view)),
            coverage=coverage_words(given.coverage),
            complete=_proven(given.coverage),
            address=safe_url(given.address),
        )

    def heading(self, item: OpenItem) -> Heading:
        review = self.titles.get(item.review, item.review) if len(self.titles) > 1 else ""
        base = safe_url(self.given.address).rstrip("/")
        address = f"{base}/items/{item.review}/{item.key}" if base else ""
        return Heading(item.id, words.clean(item.title, TITLE) or item.key, review, safe_url(address))

    def change(self, view: ItemView) -> Change | None:
        told = changes_of(view, self.given.since, self.as_of, LINES)
        if told is None:
            return None
        return Change(
            item=self.heading(view.item),
            old=told.old,
            new=told.new,
            steps=told.steps,
            due=due_words(view, self.today),
            effect=told.effect,
            trend=trend_of(view, self.today, self.as_of.tzinfo or UTC),
        )

    def due(self) -> tuple[DueLine, ...]:
        lines = (
            due_line(view, self.heading(view.item), self.given.since, self.as_of)
            for view in self.given.items
            if not _closed(view)
        )
        return tuple(sorted((line for line in lines if line), key=lambda line: (line.days, line.item.id)))

    def news(self, view: ItemView) -> News | None:
        since, as_of = self.given.since, self.as_of
        told = changes_of(view, since, as_of, LINES)
        shown = told.used if told else frozenset()
        new = [f for f in new_facts(view.evidence, since, as_of) if not shown & {r.evidence.id for r in f.reports}]
        room = max(1, LINES - (told.lines if told else 0))
        if not new:
            return None
        zone = as_of.tzinfo or UTC
        newest = sorted(new, key=lambda fact: fact.first.evidence.published, reverse=True)
        return News(
            item=self.heading(view.item),
            face=words.face(last_of(view)),
            exhibits=tuple(exhibit(fact, zone) for fact in newest[:room]),
            more=max(0, len(new) - room),
            comments=self.comments(view),
            due=due_words(view, self.today),
            trend=None if told else trend_of(view, self.today, zone),  # the change above has it already
        )

    def comments(self, view: ItemView) -> int:
        since, as_of = self.given.since, self.as_of
        return sum(v.evidence.signal is Signal.COMMENT and fresh(v, since, as_of) for v in view.evidence)

    def quiet(self, view: ItemView) -> Quiet:
        return Quiet(self.heading(view.item), words.face(last_of(view)), self.comments(view))

    def trouble(self, source: SourceView) -> Trouble | None:
        if source.healthy and not source.mended:
            return None
        name = words.clean(source.name, 60) or source.key
        if source.mended:
            return Trouble(name, "is read again", words.clean(source.cause, 200), mended=True, fresh=True)
        recent = source.last_healthy is not None and source.last_healthy > self.given.since
        return Trouble(
            name,
            self.trouble_sentence(source),
            words.clean(source.cause, 200),
            fresh=(source.failures <= 1 or recent) if source.fresh is None else source.fresh,
            partial=source.partial,
        )

    def trouble_sentence(self, source: SourceView) -> str:
        said = [words.trouble_words(source.outcome)]
        if source.failures > 1:
            said.append(f"{source.failures} readings in a row")
        if source.last_healthy:
            said.append(f"last read {words.day(source.last_healthy.astimezone(self.given.zone).date())}")
        return ", ".join(said)

    def asks(self) -> tuple[Ask, ...]:
        """One an item: those whose state is in question first, then by how likely their reports are."""
        doubts = self.doubts()
        states = [self.asked(view, doubts.pop(view.item.id, None)) for view in self.given.items if _in_question(view)]
        items = {question.item.id: question.item for question in self.given.questions}
        likeliest = sorted(doubts.items(), key=lambda pair: (-pair[1].likelihood, pair[0]))
        return (*states, *(Ask(self.heading(items[key]), doubt=doubt) for key, doubt in likeliest))

    def asked(self, view: ItemView, doubt: Doubt | None) -> Ask:
        last = last_of(view)
        assert last is not None
        likely = words.clean(last.sentence, 300) or f"It stands as {words.face(last).words}."
        how = f"followup explain {shlex.quote(view.item.id)}"
        return Ask(self.heading(view.item), likely, last.confidence, how, doubt)

    def doubts(self) -> dict[str, Doubt]:
        """The likeliest report in doubt of each item; one headline in two places is one question."""
        asked: defaultdict[str, dict[str, Question]] = defaultdict(dict)
        for question in sorted(self.given.questions, key=lambda q: (-q.score, q.url)):
            asked[question.item.id].setdefault(words.clean(question.article_title, TITLE), question)
        return {item: _doubt(list(by_title.values())) for item, by_title in asked.items()}


def _in_question(view: ItemView) -> bool:
    last = last_of(view)
    return last is not None and "needs_review" in last.flags and not view.item.closed


def _doubt(questions: list[Question]) -> Doubt:
    best, url = questions[0], safe_url(questions[0].url)
    how = f"followup judge {shlex.quote(url)} {shlex.quote(best.item.id)} yes" if url else ""
    return Doubt(words.clean(best.article_title, TITLE), url, best.score, how, len(questions) - 1)


def _closed(view: ItemView) -> bool:
    last = last_of(view)
    return view.item.closed or (last is not None and last.state.terminal)


def _proven(coverage: Coverage | None) -> bool:
    """Whether silence since the last digest is silence of the sources, and not of ours."""
    return coverage is not None and coverage.read >= coverage.expected and not coverage.unread


def coverage_words(coverage: Coverage | None) -> str:
    """The coverage in one sentence; unknown coverage never reads like silence."""
    if coverage is None:
        return "Coverage is not known: no reading is on record."
    if coverage.expected == 0:
        return "No source is configured for these reviews."
    when = words.day(coverage.last)
    if coverage.first != coverage.last:
        when = f"{words.day(coverage.first)} to {when}"
    read = f"{coverage.read} of {words.count(coverage.expected, 'source')} read, {when}"
    missing = ", ".join(words.clean(name, 60) for name in coverage.gaps)
    said = f"{read}; not read: {missing}." if missing else f"{read}."
    idle = f" Before that no source was read on {words.count(coverage.unread, 'day')}."
    return said + idle if coverage.unread else said

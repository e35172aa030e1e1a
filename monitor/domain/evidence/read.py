"""Reading the evidence of one article for one item.

headline ──┐
summary  ──┼─> sentences ──> cues ──> stance ──> anchored to the item? ──> when, grade, attribution ──> Evidence
body     ──┘   (summary and body only where anchored; the best signal of a sentence, at most three of an article)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from monitor.domain.evidence.act import OWN, Act, act_of, by_another, own_hits
from monitor.domain.evidence.anchor import ACTORS, Place, anchor, located
from monitor.domain.evidence.ending import CLOSING, as_it_ended
from monitor.domain.evidence.grade import attribution, grade
from monitor.domain.evidence.held import GATHERING, held_there, named, on_its_day, with_others
from monitor.domain.evidence.matter import Matter, countries, matter_of
from monitor.domain.evidence.meaning import Reading, readings
from monitor.domain.evidence.other import elsewhere, other_parties
from monitor.domain.evidence.sentence import Sentence
from monitor.domain.evidence.when import long_ago, when
from monitor.domain.model import ADVERSE, Article, Decision, Evidence, Kind, Match, Modality, OpenItem, Origin, Signal
from monitor.domain.text import sentences, stem, stems

VERSION = "0.6"
_MOST = 3
_BODY = 6000
"""Characters of a body that are read: news tells first what is new."""
_LONGEST = 400
"""Characters of a sentence beyond which it is none but a list or a table."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A signal with its place."""

    field: str
    start: int
    end: int
    trigger: tuple[int, int]
    reading: Reading
    sure: float


def read_evidence(article: Article, item: OpenItem, match: Match) -> tuple[Evidence, ...]:
    """The signals that the article gives for the item, headline first, at most three, one of a kind.

    An article that only comments gives one COMMENT: it moves nothing, but it breaks a silence. A pair that the matcher
    refuses gives nothing; a possible one is read, since a person may accept it later.
    """
    learnt = article.first_seen
    if learnt is None or (match.decision is Decision.NO and match.judgement is not True):
        return ()
    found: list[_Found] = []
    matter = matter_of(item)
    partial = (
        _too_few_parties(article, matter) or other_parties(article.title, matter) or elsewhere(article.title, matter)
    )
    for one in _signals(article, item, _expected(article, item, matter)):
        if partial and one.reading.signal in CLOSING:
            continue
        if all(other.reading.signal is not one.reading.signal for other in found):
            found.append(one)
    if not found:
        return (_comment(article, item, match, learnt),) if article.title else ()
    return tuple(_evidence(article, item, match, learnt, one) for one in found[:_MOST])


def _too_few_parties(article: Article, matter: Matter) -> bool:
    """Whether an act of two countries or more is told without any two of them, or of their people."""
    if len(matter.parties) < 2:
        return False
    text = f"{article.title}\n{article.summary}\n{article.body[:_BODY]}"
    people = matter.people & set(stems(text))
    return len(countries(text) & matter.parties) + len(people) < 2


def _expected(article: Article, item: OpenItem, matter: Matter) -> bool:
    """Whether the report is printed on the item's own day, or just after, and names two of its actors, or the only one."""
    if item.kind is not Kind.EVENT or not _in_time(article, item):
        return False
    return (
        named(f"{article.title}\n{article.summary}\n{article.body[:_BODY]}", matter) >= min(2, len(matter.actors)) > 0
    )


def _in_time(article: Article, item: OpenItem) -> bool:
    printed = article.published or article.first_seen
    return printed is not None and on_its_day(item.due, printed.date())


def _signals(article: Article, item: OpenItem, expected: bool) -> Iterator[_Found]:
    for field in ("title", "summary", "body"):
        text = getattr(article, field)[:_BODY]
        spans = [(0, len(text))] if field == "title" and text else sentences(text)
        for start, end in spans:
            if end - start <= _LONGEST:
                yield from _sentence(text, start, end, field, item, expected)


def _sentence(text: str, start: int, end: int, field: str, item: OpenItem, expected: bool) -> Iterator[_Found]:
    matter = matter_of(item)
    act = act_of(item)
    sentence, found = readings(text[start:end], matter.own, partial(own_hits, act=act) if act else lambda _: ())
    if not found:
        return
    found = [reading for reading in found if not _names_it(sentence, reading, matter)]
    place = located(sentence, matter)
    anchored = [(reading, _anchored(sentence, reading, place, matter, expected)) for reading in found]
    sure = _closest([(reading, score) for reading, score in anchored if score > 0])
    if not sure:
        return
    best = max(sure, key=lambda pair: (pair[0].rank[:2], pair[1], pair[0].rank))
    for reading, score in sure:
        if reading is best[0] or _adds(reading, best[0]):
            reading = as_it_ended(sentence, reading, matter)
            reading = _of_others(sentence, _for_kind(reading, item.kind), matter)
            if act is not None and item.kind is not Kind.EVENT:
                reading = _not_theirs(sentence, reading, act)
            yield _Found(field, start, end, _trigger(sentence, reading, start), reading, score)


def _anchored(sentence: Sentence, reading: Reading, place: Place, matter: Matter, expected: bool) -> float:
    """How sure it is that the reading is about the item, 0 to 1: by its words, or by who met where when it was due."""
    if with_others(sentence, reading, matter):
        return 0.0
    sure = anchor(sentence, reading, place, matter)
    return sure or (ACTORS if expected and held_there(sentence, reading, matter) else 0.0)


def _closest(sure: list[tuple[Reading, float]]) -> list[tuple[Reading, float]]:
    """Of the readings of one word only the most closely described: a regulator's "rejects" is no mere denial."""
    exact: dict[int, int] = {}
    for reading, _ in sure:
        exact[reading.hit.first] = max(exact.get(reading.hit.first, 0), reading.rank[3])
    return [pair for pair in sure if pair[0].rank[3] == exact[pair[0].hit.first]]


def _names_it(sentence: Sentence, reading: Reading, matter: Matter) -> bool:
    """Whether an adverse word is part of the matter's own name: a "deferred prosecution agreement" was not put off."""
    if reading.signal not in ADVERSE:
        return False
    written, hit = [stem(word) for word in sentence.words], reading.hit
    return any(
        tuple(written[at : at + len(term)]) == term and at <= hit.first and hit.last <= at + len(term)
        for term in matter.terms
        if len(term) > 1
        for at in range(len(written) - len(term) + 1)
    )


def _adds(reading: Reading, best: Reading) -> bool:
    """Whether a sentence says this as well: an adverse turn beside something else ("ended without a deal")."""
    firm = reading.modality in (Modality.PERFORMED, Modality.COMMITTED)
    return firm and reading.signal in ADVERSE and best.signal not in ADVERSE


_HANDED = "deliver"
"""The cue of what is published or handed over: of an agreement, an offer or a draft."""
_DUTY = frozenset({"submit"})
"""Cues of handing in: all that an obligation asks, for anything else a step on its way."""


def _for_kind(reading: Reading, kind: Kind) -> Reading:
    if reading.hit.cue.id in _DUTY and reading.signal is Signal.STARTED:
        return replace(reading, signal=Signal.COMPLETED if kind is Kind.OBLIGATION else Signal.IN_TALKS)
    done = reading.signal in (Signal.COMPLETED, Signal.STARTED)
    if done and kind is Kind.AGREEMENT and reading.hit.cue.id == _HANDED:
        return replace(reading, signal=Signal.IN_TALKS)
    if done and reading.hit.cue.id in GATHERING and kind not in (Kind.EVENT, Kind.MECHANISM):
        return replace(reading, signal=Signal.IN_TALKS)
    return reading


_LEAVE = frozenset(
    {"approve", "clear", "back", "vote-for", "green-light", "block", "authority-rejects", "unlawful", "strike-down"}
)
"""Cues by which somebody gives leave or withholds it."""
_ASKED = frozenset({"approve", "ratify", "pass", "clear", "endorse", "adopt", "back", "vote", "accept"})


def _of_others(sentence: Sentence, reading: Reading, matter: Matter) -> Reading:
    """A third party's leave is a step of an agreement, and its refusal a danger: the parties make it or break it.

    Unless leave is what the criterion asks for, or a party itself is the one that gives it.
    """
    if matter.kind is not Kind.AGREEMENT or reading.hit.cue.id not in _LEAVE or matter.acts & _ASKED:
        return reading
    hit = reading.hit
    subject = sentence.words[sentence.clause(hit.first).first : hit.first]
    if not subject or {part for word in subject for part in stems(word)} & matter.actors:
        return reading
    if reading.signal is Signal.FAILED:
        return replace(reading, signal=Signal.CANCELLED, modality=Modality.HOPED)
    return replace(reading, signal=Signal.IN_TALKS) if reading.signal is Signal.AGREED else reading


def _not_theirs(sentence: Sentence, reading: Reading, act: Act) -> Reading:
    """Where one body decides, what somebody else agrees or refuses is a step or a danger, and never the end."""
    firm = reading.modality in (Modality.PERFORMED, Modality.COMMITTED)
    if reading.hit.cue.id in OWN or not firm or not by_another(sentence, reading.hit, act):
        return reading
    if reading.signal in (Signal.AGREED, Signal.COMPLETED):
        return replace(reading, signal=Signal.IN_TALKS)
    return replace(reading, signal=Signal.DENIED) if reading.signal is Signal.FAILED else reading


def _trigger(sentence: Sentence, reading: Reading, start: int) -> tuple[int, int]:
    """The trigger's place in the field, in characters."""
    hit = reading.hit
    return start + sentence.spans[hit.first][0], start + sentence.spans[hit.last - 1][1]


def _evidence(article: Article, item: OpenItem, match: Match, learnt: datetime, found: _Found) -> Evidence:
    published = article.published or learnt
    quote = getattr(article, found.field)[found.start : found.end]
    signal, modality = found.reading.signal, found.reading.modality
    inside = (found.trigger[0] - found.start, found.trigger[1] - found.start)
    occurred, due = when(quote, inside, signal, modality, published.date())
    if modality is Modality.PERFORMED and long_ago(occurred, published.date(), item.since):
        modality = Modality.HISTORICAL
    piece = _piece(article, item, match, learnt, found.field, (found.start, found.end))
    return replace(
        piece,
        signal=signal,
        modality=modality,
        trigger=found.trigger,
        cue=found.reading.hit.cue.id,
        occurred=occurred,
        new_due=due,
        attribution=attribution(quote),
        grade=grade(article, found.field, quote),
    )


def _comment(article: Article, item: OpenItem, match: Match, learnt: datetime) -> Evidence:
    piece = _piece(article, item, match, learnt, "title", (0, len(article.title)))
    return replace(piece, grade=grade(article, "title", article.title), anchored=False)


def _piece(
    article: Article, item: OpenItem, match: Match, learnt: datetime, field: str, span: tuple[int, int]
) -> Evidence:
    """A piece that says nothing yet but where it stands and whose it is."""
    start, end = span
    return Evidence(
        item=item.id,
        article=article.id,
        signal=Signal.COMMENT,
        modality=Modality.HOPED,
        quote=getattr(article, field)[start:end],
        field=field,
        start=start,
        end=end,
        trigger=(start, start),
        cue="comment",
        published=article.published or learnt,
        learnt=learnt,
        family=article.family or article.source,
        source=article.source,
        relevance=match.score,
        copy=article.copy_of is not None,
        backfilled=article.origin is Origin.BACKFILLED,
        version=VERSION,
    )

"""From blocks to candidates: every clause that leaves something open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from monitor.domain.dates import Order
from monitor.domain.review.candidate import Candidate
from monitor.domain.review.clauses import Clause, clauses, quoted_spans, sentences
from monitor.domain.review.coordinate import split_objects
from monitor.domain.review.due import dates_ahead, due_of, long_past
from monitor.domain.review.judge import Setting, judge
from monitor.domain.review.layout import Block, Form
from monitor.domain.review.naming import title_of, with_topic
from monitor.domain.review.phrases import clean
from monitor.domain.review.rows import row_candidate
from monitor.domain.review.words import WORDS

_SKIPPED = frozenset({Form.SOURCES, Form.BYLINE, Form.TITLE})
_SPEECH = re.compile(r"\s*[“\"]")
_TASKS = re.compile(r"\b(?:to|are|tasks|include|includes|including):\s*$", re.IGNORECASE)
_STRONG = 4
_NEWSY = 3
"""With so many clear cases a text is about what is to come, and weaker ones are believed."""


def collect(text: str, blocks: Sequence[Block], *, day: date, order: Order) -> list[Candidate]:
    """All candidates of a flat text in their order."""
    found = list(_all(text, blocks, day, order))
    newsy = sum(one.finding.points >= _STRONG for one in found) >= _NEWSY
    return [one for one in found if one.finding.points >= (2 if newsy else 3)]


def _all(text: str, blocks: Sequence[Block], day: date, order: Order) -> Iterator[Candidate]:
    for index, block in enumerate(blocks):
        if block.form in _SKIPPED or _is_detail(text, blocks, block):
            continue
        if block.form is Form.ROW:
            row = row_candidate(text, (block.start, block.end), index, day=day, order=order)
            yield from (row,) if row else ()
            continue
        yield from _of_block(text, blocks, index, day, order)


def _of_block(text: str, blocks: Sequence[Block], index: int, day: date, order: Order) -> Iterator[Candidate]:
    subject = _speaker(text, blocks[index])
    for start, end in sentences(text, blocks[index].body, blocks[index].end):
        for clause in clauses(text, start, end):
            for one in _candidates(text, blocks, index, clause, subject, day, order):
                subject = one.subject or subject
                yield one


def _is_detail(text: str, blocks: Sequence[Block], block: Block) -> bool:
    """A bullet below "... to:" only spells out what its parent says."""
    if block.form is not Form.BULLET or block.parent is None:
        return False
    parent = blocks[block.parent]
    return parent.form is Form.BULLET and bool(_TASKS.search(text[parent.start : parent.end]))


def _candidates(
    text: str, blocks: Sequence[Block], index: int, clause: Clause, inherited: str, day: date, order: Order
) -> Iterator[Candidate]:
    words = text[clause.start : clause.end]
    setting = _setting(text, blocks, index, clause, day, order)
    finding = judge(words, setting)
    if finding is None:
        return
    subject = finding.subject or ("" if setting.first else inherited)
    topic, own = _topic(text, blocks, index)
    title = with_topic(title_of(words, finding, subject, setting.ahead), topic, own=own)
    whole = Candidate(
        block=index,
        start=clause.start,
        end=clause.end,
        clause=words,
        finding=finding,
        subject=subject,
        topic=topic,
        title=title,
        due=due_of(words, setting.ahead, finding.end),
        summary=blocks[index].summary,
        first=setting.first,
        context=_context(text, blocks, index),
    )
    yield from split_objects(whole) if whole.summary else (whole,)


def _setting(text: str, blocks: Sequence[Block], index: int, clause: Clause, day: date, order: Order) -> Setting:
    block, words = blocks[index], text[clause.start : clause.end]
    headings = _headings(text, blocks, index)
    return Setting(
        ahead=dates_ahead(words, day=day, order=order),
        behind=long_past(words, day=day, order=order),
        quoted=tuple(
            (max(0, a - clause.start), b - clause.start)
            for a, b in quoted_spans(text, *clause.sentence)
            if b > clause.start and a < clause.end
        ),
        first=block.form is Form.BULLET and clause.start - block.body <= 2,
        listed=block.form is Form.BULLET,
        open_heading=any(WORDS.open_heading.fullmatch(heading) for heading in headings),
        past_heading=any(WORDS.past_heading.fullmatch(heading) for heading in headings),
    )


def _headings(text: str, blocks: Sequence[Block], index: int) -> list[str]:
    """The block's own label and the lines that it stands under."""
    block, found = blocks[index], []
    if block.label:
        found.append(clean(block.label))
    while block.parent is not None:
        block = blocks[block.parent]
        found.append(clean(block.label or text[block.start : block.end]))
    return found


def _is_speaker(text: str, block: Block) -> bool:
    return bool(_SPEECH.match(text, block.body)) and len(block.label.split()) <= 3


def _speaker(text: str, block: Block) -> str:
    return (
        block.label
        if block.label and not block.summary and block.body > block.start and _is_speaker(text, block)
        else ""
    )


def _topic(text: str, blocks: Sequence[Block], index: int) -> tuple[str, bool]:
    """The label of the block (its own), else that of what it stands under; a speaker's name is no topic."""
    block = blocks[index]
    if block.summary:
        return "", False
    if block.label and not _is_speaker(text, block):
        return block.label, True
    if block.parent is None:
        return "", False
    parent = blocks[block.parent]
    if parent.label:
        return ("" if parent.summary else parent.label), False
    words = clean(text[parent.start : parent.end])
    return (words if parent.form is Form.HEADING else ""), False


def _context(text: str, blocks: Sequence[Block], index: int) -> str:
    parent = blocks[index].parent
    return text[blocks[parent].start : blocks[parent].end] if parent is not None else ""

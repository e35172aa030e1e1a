"""From blocks to candidates: every clause that leaves something open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from monitor.domain.dates import Order
from monitor.domain.review.candidate import Candidate
from monitor.domain.review.clauses import Clause, clauses, quoted_spans, sentences
from monitor.domain.review.due import dates_ahead, due_of
from monitor.domain.review.judge import judge
from monitor.domain.review.layout import Block, Form
from monitor.domain.review.naming import clean, subject_of, title_of
from monitor.domain.review.words import WORDS

_SKIPPED = frozenset({Form.SOURCES, Form.BYLINE, Form.TITLE})
_SPEECH = re.compile(r"\s*[“\"]")
_ANAPHORIC = re.compile(
    r"^\W*(?:(?:but|and|so|still|yet|though|however)\s+)?(?:(?:the )?(?:details?|terms|text|talks on this|this|that|it|they|these|both|the deal|the plan|the bill|the measure"
    r"|the parties|the two sides|the sides|which|management|officials|neither|he|she|the proposal|the agreement|the vote|the ruling)\b)",
    re.IGNORECASE,
)
_TASKS = re.compile(r"\b(?:to|are|tasks|include|includes|including):\s*$", re.IGNORECASE)


def collect(text: str, blocks: Sequence[Block], *, day: date, order: Order) -> Iterator[Candidate]:
    """All candidates of a flat text in their order."""
    subject = ""
    for index, block in enumerate(blocks):
        if block.form in _SKIPPED or _is_detail(text, blocks, block):
            continue
        if block.form is not Form.BULLET:
            subject = ""
        for start, end in sentences(text, block.body, block.end):
            for clause in clauses(text, start, end):
                candidate = _candidate(text, blocks, index, clause, subject, day, order)
                if candidate:
                    subject = candidate.subject or subject
                    yield candidate


def _is_detail(text: str, blocks: Sequence[Block], block: Block) -> bool:
    """A bullet below "... to:" only spells out what its parent says."""
    if block.form is not Form.BULLET or block.parent is None:
        return False
    parent = blocks[block.parent]
    return parent.form is Form.BULLET and bool(_TASKS.search(text[parent.start : parent.end]))


def _candidate(
    text: str, blocks: Sequence[Block], index: int, clause: Clause, inherited: str, day: date, order: Order
) -> Candidate | None:
    block, words = blocks[index], text[clause.start : clause.end]
    ahead = dates_ahead(words, day=day, order=order)
    quoted = [
        (max(0, a - clause.start), b - clause.start)
        for a, b in quoted_spans(text, *clause.sentence)
        if b > clause.start and a < clause.end
    ]
    first = clause.start == block.body
    finding = judge(words, ahead, quoted, bullet=first and block.form is Form.BULLET)
    if finding is None:
        return None
    subject = subject_of(words, finding)
    topic = _topic(text, blocks, index)
    title = title_of(words, finding, subject or ("" if first else inherited), topic, ahead)
    return Candidate(
        block=index,
        start=clause.start,
        end=clause.end,
        clause=words,
        finding=finding,
        subject=subject or ("" if first else inherited),
        topic=topic,
        title=title,
        due=due_of(words, ahead, finding.end),
        summary=block.summary,
        anaphoric=bool(_ANAPHORIC.match(words)) and not first,
        context=_context(text, blocks, index),
    )


def _is_speaker(text: str, block: Block) -> bool:
    return bool(_SPEECH.match(text, block.body)) and len(block.label.split()) <= 3


def _topic(text: str, blocks: Sequence[Block], index: int) -> str:
    """The label of the block, else that of what it stands under; a speaker's name is no topic."""
    block = blocks[index]
    if block.summary:
        return ""
    if block.label and not _is_speaker(text, block):
        return block.label
    if block.parent is None:
        return ""
    parent = blocks[block.parent]
    if parent.label:
        return "" if parent.summary else parent.label
    words = clean(text[parent.start : parent.end])
    return (
        words
        if parent.form is Form.HEADING and len(words.split()) <= 4 and not WORDS.summary_label.fullmatch(words)
        else ""
    )


def _context(text: str, blocks: Sequence[Block], index: int) -> str:
    parent = blocks[index].parent
    return text[blocks[parent].start : blocks[parent].end] if parent is not None else ""

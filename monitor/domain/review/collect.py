"""From blocks to candidates: every clause that leaves something open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.dates import Order, find_dates
from monitor.domain.review.candidate import Candidate
from monitor.domain.review.clauses import Clause, clauses, quoted_spans, sentences
from monitor.domain.review.coordinate import split_objects
from monitor.domain.review.day import is_dateline
from monitor.domain.review.due import dates_ahead, due_of, long_past
from monitor.domain.review.judge import POINTING, VETO, Finding, Setting, judge
from monitor.domain.review.layout import Block, Form
from monitor.domain.review.names import known_names
from monitor.domain.review.naming import title_of, with_topic
from monitor.domain.review.phrases import clean
from monitor.domain.review.rows import row_candidate
from monitor.domain.review.subjects import is_plural, lead_subject
from monitor.domain.review.words import WORDS

_SKIPPED = frozenset({Form.SOURCES, Form.BYLINE, Form.TITLE, Form.DONE})
_SPEECH = re.compile(r"\s*[“\"]")
_TASKS = re.compile(r"\b(?:to|are|tasks|include|includes|including):\s*$", re.IGNORECASE)
_ASKS = re.compile(r"[\W\d]*(?:what|where|who|how|why|when)\b", re.IGNORECASE)
_OPENING = 400
"""Characters in which the opening of a block stands; without a limit a block without a stop was read once a clause."""
_TOP = 6
"""Blocks among which the review's own day may stand."""
_STRONG = 4
_NEWSY = 3
"""With so many clear cases a text is about what is to come, and weaker ones are believed."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What holds for the whole text."""

    text: str
    cells: str
    """The text with its tabs, which part the cells of a row."""
    blocks: Sequence[Block]
    day: date
    order: Order
    names: frozenset[str]

    def words(self, block: Block) -> str:
        return self.text[block.start : block.end]


def collect(text: str, blocks: Sequence[Block], *, day: date, order: Order) -> list[Candidate]:
    """All candidates of a flat text in their order."""
    page = _Page(text.replace("\t", " "), text, blocks, day, order, known_names(text))
    found = [one for index in range(len(blocks)) for one in _of_block(page, index)]
    newsy = sum(one.finding.points >= _STRONG for one in found) >= _NEWSY
    return [one for one in found if one.finding.points >= (2 if newsy else 3)]


def _of_block(page: _Page, index: int) -> Iterator[Candidate]:
    block = page.blocks[index]
    if (
        block.form in _SKIPPED
        or _is_detail(page, block)
        or (block.form is Form.HEADING and _ASKS.match(page.words(block)))
    ):
        return
    if block.form is Form.ROW:
        row = row_candidate(page.cells, (block.start, block.end), index, day=page.day, order=page.order)
        yield from (row,) if row else ()
        return
    found = list(_of_sentences(page, index, block))
    yield from (one for one in found if len(found) == 1 or not _is_fragment(one))


def _is_fragment(candidate: Candidate) -> bool:
    """ "Still contested.": it says how the matter of its entry stands, which other clauses name."""
    return (
        candidate.finding.cue.id in ("still-contested", "continue", "awaits", "open", "deferred")
        and len(candidate.clause.split()) <= 4
    )


def _of_sentences(page: _Page, index: int, block: Block) -> Iterator[Candidate]:
    subject = block.label if _is_speaker(page, block) else ""
    for start, end in sentences(page.text, block.body, block.end):
        if index < _TOP and is_dateline(page.text[start:end], page.day):
            continue
        for clause in clauses(page.text, start, end):
            found = list(_of_clause(page, index, clause, subject))
            yield from found
            subject = next((one.subject for one in found if one.subject), "") or _subject(page, clause) or subject


def _subject(page: _Page, clause: Clause) -> str:
    return lead_subject(page.text[clause.start : clause.end])


def _is_detail(page: _Page, block: Block) -> bool:
    """A bullet below "... to:" only spells out what its parent says."""
    if block.form is not Form.BULLET or block.parent is None:
        return False
    parent = page.blocks[block.parent]
    return parent.form is Form.BULLET and bool(_TASKS.search(page.words(parent)))


def _of_clause(page: _Page, index: int, clause: Clause, inherited: str) -> Iterator[Candidate]:
    words = page.text[clause.start : clause.end]
    setting = _setting(page, index, clause)
    finding = judge(words, setting)
    if finding is None:
        return
    block = page.blocks[index]
    subject = _who(words, finding, inherited)
    topic, own = _topic(page, block)
    dates = find_dates(words, day=page.day, order=page.order)
    whole = Candidate(
        block=index,
        start=_start(page, block, clause),
        end=clause.end,
        clause=words,
        finding=finding,
        subject=subject,
        topic=topic,
        title=with_topic(title_of(words, finding, subject, dates), topic, own=own),
        due=due_of(words, setting.ahead, finding.end),
        summary=block.summary,
        first=setting.first,
        context=page.words(page.blocks[block.parent]) if block.parent is not None else "",
    )
    yield from split_objects(whole) if whole.summary else (whole,)


def _who(clause: str, finding: Finding, inherited: str) -> str:
    """The clause's subject with its owner's name ("its board" -> "Tideway's board"), else whoever acted before.

    They and both take up several, he and it one; "both sides" says enough where nobody fits.
    """
    if finding.subject:
        owned = re.match(r"(?:its|their|his|her) (.+)", finding.subject)
        return f"{inherited}’s {owned.group(1)}" if owned and 0 < len(inherited.split()) < 4 else finding.subject
    if not finding.inherits:
        return ""
    pointing = POINTING.match(clause[: finding.start])
    words = pointing["who"].lower() if pointing else ""
    if words.startswith(("they", "both", "the two")) and not is_plural(inherited):
        return words if words.endswith("sides") else ""
    return inherited


def _start(page: _Page, block: Block, clause: Clause) -> int:
    """The passage begins with the entry's label ("Currency."), which often names the matter better than its clause."""
    opens = clause.start - block.body <= 2 and block.body > block.start and not block.summary
    return block.start if opens else clause.start


def _setting(page: _Page, index: int, clause: Clause) -> Setting:
    block, words = page.blocks[index], page.text[clause.start : clause.end]
    headings = _headings(page, block)
    return Setting(
        ahead=dates_ahead(words, day=page.day, order=page.order),
        behind=long_past(words, day=page.day, order=page.order),
        quoted=tuple(
            (max(0, a - clause.start), b - clause.start)
            for a, b in quoted_spans(page.text, *clause.sentence)
            if b > clause.start and a < clause.end
        ),
        first=block.summary or (block.form is Form.BULLET and clause.start - block.body <= 2),
        joined=clause.joined and not block.summary,
        listed=block.form is Form.BULLET,
        open_heading=any(WORDS.open_heading.fullmatch(heading) for heading in headings),
        past_heading=any(WORDS.past_heading.fullmatch(heading) for heading in headings),
        comment=_is_comment(page, block, clause),
        names=page.names,
    )


def _is_comment(page: _Page, block: Block, clause: Clause) -> bool:
    """In emphasis as a whole sentence, or behind an opening such as "My take?"."""
    if VETO["comment"].match(f"{block.label}:") and block.label:
        return True
    opening = next(iter(sentences(page.text, block.body, min(block.end, block.body + _OPENING))), (0, 0))
    if opening[0] < clause.start and VETO["comment"].match(page.text[slice(*opening)]):
        return True
    start, end = clause.sentence
    whole = page.text[start:end].strip(" ()")
    return len(whole.split()) > 3 and bool(re.fullmatch(r"([*_])(?!\1).+?\1", whole))


def _headings(page: _Page, block: Block) -> list[str]:
    """The block's own label and the lines that it stands under."""
    found = [clean(block.label)] if block.label else []
    while block.parent is not None:
        block = page.blocks[block.parent]
        found.append(clean(block.label or page.words(block)))
    return found


def _is_speaker(page: _Page, block: Block) -> bool:
    """Whether the label names whoever says what follows in quotation marks."""
    if not block.label or block.summary or block.body <= block.start:
        return False
    return bool(_SPEECH.match(page.text, block.body)) and len(block.label.split()) <= 3


def _topic(page: _Page, block: Block) -> tuple[str, bool]:
    """The label of the block (its own), else that of what it stands under; a speaker's name is no topic."""
    if block.summary:
        return "", False
    if block.label and not _is_speaker(page, block):
        return block.label, True
    if block.parent is None:
        return "", False
    parent = page.blocks[block.parent]
    if parent.label:
        return ("" if parent.summary else parent.label), False
    return (clean(page.words(parent)) if parent.form is Form.HEADING else ""), False

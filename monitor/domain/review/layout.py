"""The form of a review: headings, bullets, paragraphs, table rows, furniture. Offsets stay those of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from monitor.domain.review.furniture import furniture_lines
from monitor.domain.review.words import WORDS


class Form(StrEnum):
    """What a block is, by its form."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ROW = "row"
    SOURCES = "sources"
    BYLINE = "byline"
    DONE = "done"
    """An entry that is ticked off."""


@dataclass(frozen=True, slots=True)
class Block:
    """A passage `[start:end]`, without its marker; `label` is the short lead ("Iran:", "**Tariffs.**")."""

    form: Form
    start: int
    end: int
    level: int = 0
    label: str = ""
    body: int = 0
    """Where the passage goes on behind the label."""
    parent: int | None = None
    """Index of the heading, paragraph or outer bullet that it belongs to."""
    summary: bool = False
    """A bottom line: its clauses name matters that stand elsewhere too."""


_BULLET = re.compile(r"(?P<mark>[•◦▪‣·●○■–—*+o-]|\d{1,2}[.)]|\(\d{1,2}\)|\(?[a-z]\)|[ivx]{1,4}[.)])[ \t]+(?=\S)")
_SENTENCE = re.compile(r"[.!?]\s*(?:\([^()]*\)|Sources?:.*)?$")
"""The end of a sentence, also with its source behind it."""
_HASH = re.compile(r"#{1,6}\s+")
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|§ ?\d{1,3}\.?|[QA][.:])[ \t]+(?=[A-ZÀ-Þ“\"(*_])")
"""The number of a heading or a paragraph ("2.3 The tender ...", "A. Postponed.")."""
_TASK = re.compile(r"\[(?P<done>[ xX✓✔])\][ \t]+(?=\S)")
"""The box of a task list: ticked is done."""
_RULE = re.compile(r"[\s\-=_*~|:+]+")
_LABEL = re.compile(
    r"(?P<bold>(?:\*\*|__)(?P<b>[^*_\n]{2,80}?)(?:\*\*|__)\s*[.:–—-]?\s*)"
    r"|(?P<p>[“\"(]?[A-Z0-9][^.:;!?\n|]{0,58}?)\s*(?::\s*(?=\S)|\s[–—-]\s(?=[A-Za-z“\"]))"
)
_NOTE = re.compile(  # "*Note to file, October 3, 2025*"
    r"[\W_]*(?:[\w’'()-]+[,.:]?\s+){0,6}?(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]+,?\s+\d{4}|[A-Z][a-z]+\.?\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4})(?:\W+(?:\w+\W*){1,4}|[\W_]*)"
)
_LETTER = re.compile(r"(?:From|To|Cc|Sent|Date|(?P<subject>Subject|Re|RE|Fwd))\s?:\s+(?=\S)")
"""Head lines of a mail or memo."""
_LONGEST_BLOCK, _PIECE = 3_000, 1_000
"""Characters, some 500 words."""
_TOP = 6
"""Lines in which a note of the date may stand."""
_LEAD = re.compile(r"(?P<b>[A-Z][\w’'&/-]*(?: (?:v\.|[\w’'&/-]+)){0,5})(?<! v)\.\s+(?=[A-Z“\"])")


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a text in order, furniture left out."""
    hidden = furniture_lines(text)
    blocks = [piece for block in _lines_to_blocks(text, hidden) for piece in _pieces(text, _with_label(text, block))]
    return tuple(_with_parents(text, _with_title(text, blocks)))


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    indent: int
    blank_before: bool
    blank_after: bool


def _lines(text: str, hidden: frozenset[int]) -> list[_Line]:
    lines: list[_Line] = []
    position, blank = 0, True
    for number, raw in enumerate(text.split("\n")):
        stripped = raw.strip("\r\t \u00a0\u200b")
        start = position + (raw.find(stripped) if stripped else 0)
        if not stripped or number in hidden or _RULE.fullmatch(stripped):
            blank = True
            if lines:
                lines[-1] = replace(lines[-1], blank_after=True)
        else:
            indent = len(raw[: start - position].replace("\t", "    "))
            lines.append(_Line(start, start + len(stripped), indent, blank, False))
            blank = False
        position += len(raw) + 1
    if lines:
        lines[-1] = replace(lines[-1], blank_after=True)
    return lines


def _lines_to_blocks(text: str, hidden: frozenset[int]) -> Iterator[Block]:
    lines = _lines(text, hidden)
    at = 0
    while at < len(lines):
        form, start, level = _form_of(text, lines, at)
        last = at
        if form in (Form.PARAGRAPH, Form.BULLET, Form.DONE, Form.SOURCES):
            width = _width(text, lines, at)
            while _goes_on(text, lines, last, width):
                last += 1
        yield Block(form, start, lines[last].end, level, body=start)
        at = last + 1


def _pieces(text: str, block: Block) -> Iterator[Block]:
    """A block, or the parts of one that is longer than any paragraph, each cut at the end of a sentence, else of a word.

    Patterns look at whole blocks: their cost grows with the square of a block's length.
    """
    start, body = block.start, block.body
    longest = _PIECE if block.end - start > _LONGEST_BLOCK else _LONGEST_BLOCK
    while block.end - start > longest:
        window = text[start : start + longest]
        cut = max(window.rfind(". "), window.rfind(" ") if ". " not in window[body - start + 1 :] else -1) + 1
        cut = cut if cut > body - start else longest
        yield replace(block, start=start, end=start + cut, body=body)
        start = body = start + cut
    yield replace(block, start=start, body=body)


def _form_of(text: str, lines: list[_Line], at: int) -> tuple[Form, int, int]:
    line = lines[at]
    words = text[line.start : line.end]
    if hash_mark := _HASH.match(words):
        return Form.HEADING, _past_number(text, line.start + hash_mark.end()), 0
    if WORDS.sources_line.match(words):
        return Form.SOURCES, line.start, 0
    if at < _TOP and (letter := _LETTER.match(words)):
        subject = letter["subject"] and line.start + letter.end()
        return (Form.TITLE, subject, 0) if subject else (Form.BYLINE, line.start, 0)
    if (WORDS.byline.match(words) or (at < _TOP and _NOTE.fullmatch(words))) and len(words) < 120:
        return Form.BYLINE, line.start, 0
    if words.count("|") >= 2 or re.search(r"\S(?:\t+|\s{3,})\S", words):
        return Form.ROW, line.start, 0
    if (mark := _BULLET.match(words)) and not words.startswith("**"):
        return _of_task(text, line.start + mark.end(), 1 + line.indent)
    start = _past_number(text, line.start)
    if _is_heading(words, line) or (line.blank_before and _heads_list(text, lines, at)):
        return Form.HEADING, start, 0
    return Form.PARAGRAPH, start, 0


def _past_number(text: str, start: int) -> int:
    number = _NUMBER.match(text, start)
    return number.end() if number else start


def _of_task(text: str, start: int, level: int) -> tuple[Form, int, int]:
    """An entry, without its box; what is ticked off is no part of what is open."""
    task = _TASK.match(text, start)
    if task is None:
        return Form.BULLET, start, level
    return (Form.BULLET if task["done"] == " " else Form.DONE), task.end(), level


def _is_heading(words: str, line: _Line) -> bool:
    if len(words) > 110 or not (line.blank_before or line.blank_after):
        return False
    if words.startswith("**") and words.rstrip(":.").endswith("**") and words.count("**") == 2:
        return True
    ends = re.search(r"[.!?;,…][)”\"]?$", words) or _SENTENCE.search(words)
    return line.blank_before and line.blank_after and not ends


def _heads_list(text: str, lines: list[_Line], at: int) -> bool:
    """A short line right above a list, without a sentence's end."""
    words = text[lines[at].start : lines[at].end]
    if at + 1 >= len(lines) or lines[at].blank_after or len(words) > 60 or words.endswith((".", "!", "?", ";", ",")):
        return False
    return bool(_BULLET.match(text[lines[at + 1].start : lines[at + 1].end]))


def _goes_on(text: str, lines: list[_Line], at: int, width: int) -> bool:
    """Whether the next line continues this one: hard-wrapped text, where its first word would not have fitted here."""
    if at + 1 >= len(lines) or lines[at].blank_after:
        return False
    following, _, _ = _form_of(text, lines, at + 1)
    if following is not Form.PARAGRAPH:
        return False
    this, after = text[lines[at].start : lines[at].end], text[lines[at + 1].start : lines[at + 1].end]
    return after[0].islower() or len(this) + 1 + len(after.split()[0]) > 0.9 * width


def _width(text: str, lines: list[_Line], at: int) -> int:
    """The longest line of the passage that begins at a line."""
    last = at
    while last + 1 < len(lines) and not lines[last].blank_after:
        last += 1
    return max(line.end - line.start for line in lines[at : last + 1])


def _with_label(text: str, block: Block) -> Block:
    words = text[block.start : block.end]
    found = _LABEL.match(words)
    label = (found["b"] or found["p"] or "") if found else ""
    end = found.end() if found else 0
    if not label and block.form is Form.BULLET and (lead := _LEAD.match(words)):
        label, end = lead["b"], lead.end()
    label = label.strip(' *_.:“"(')
    if not label or len(label.split()) > 8 or WORDS.no_label.search(label):
        return block
    summary = bool(WORDS.summary_label.fullmatch(label))
    if end >= len(words) and not summary:
        return replace(block, label=label)
    return replace(block, label=label, body=block.start + end, summary=summary)


def _with_title(text: str, blocks: list[Block]) -> list[Block]:
    if any(block.form is Form.TITLE for block in blocks):
        return blocks
    for index, block in enumerate(blocks[:3]):
        if block.form is Form.HEADING or (block.form is Form.PARAGRAPH and _may_be_title(text, block, index)):
            return [*blocks[:index], replace(block, form=Form.TITLE, summary=False), *blocks[index + 1 :]]
        if block.form not in (Form.BYLINE,):
            break
    return blocks


def _may_be_title(text: str, block: Block, index: int) -> bool:
    """A short first line; behind the date's line only one that is no sentence."""
    return block.end - block.start < 130 and (index == 0 or not _SENTENCE.search(text[block.start : block.end]))


def _with_parents(text: str, blocks: list[Block]) -> Iterator[Block]:
    heading: int | None = None
    outer: list[tuple[int, int]] = []
    summary_below = False
    for index, block in enumerate(blocks):
        if block.form in (Form.HEADING, Form.TITLE):
            words = text[block.start : block.end].strip(" *#_:.")
            summary_below = block.form is Form.HEADING and bool(WORDS.summary_label.fullmatch(words))
            heading, outer = (None if block.form is Form.TITLE else index), []
        if block.form in (Form.BULLET, Form.DONE):
            outer = [(level, at) for level, at in outer if level < block.level]
            parent = outer[-1][1] if outer else heading
            outer.append((block.level, index))
        else:
            parent = heading if block.form is not Form.HEADING else None
            outer = [(0, index)] if block.form is Form.PARAGRAPH else []
        yield replace(block, parent=parent, summary=block.summary or summary_below)

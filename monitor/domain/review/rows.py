"""Rows of tables: cells instead of sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from monitor.domain.dates import Order, find_dates
from monitor.domain.review.candidate import Candidate
from monitor.domain.review.due import dates_ahead, due_of
from monitor.domain.review.judge import Cue, Finding, Setting, judge
from monitor.domain.review.phrases import LONGEST, clean, head, without_dates
from monitor.domain.review.words import WORDS

_CELLS = re.compile(r"\s*\|\s*|\t+|\s{3,}")
_HEAD = re.compile(
    r"(?:matter|item|issue|point|topic|subject|who|whom|owner|actor|when|date|due|deadline|by when|state|status|next step|next|position|what"
    r"|action|remarks?|comments?|notes?|responsible|country|party|amount|no\.?|#|file|case|body|step|event|result|measure|project)s?",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:done|passed|completed?|closed|finished|settled|delivered|paid|adopted|approved|cancelled|canceled|dropped|withdrawn|held|agreed"
    r"|met|signed|ratified|resolved|published|no action|n/?a|over)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(r"\b(?:not|yet|to be|un\w+|partly|but|pending|open|awaits?|due|next)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:open|pending|planned|announced|expected|due|awaited|awaiting|tbd|tba|tbc|in progress|ongoing|under ?way|outstanding|under \w+"
    r"|talks?|negotiat\w+|disputed|unclear|undecided|proposed|scheduled|draft\w*|promised|pledged|not \w+|to be|filed|blocked|stalled"
    r"|overdue|postponed|delayed|before (?:the|it|they)|once the|as soon as)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\(?[0-9]{1,3}[.)]?|[a-zA-Z][.)]")
_NOTHING = re.compile(
    r"\W*(?:no|nothing|none)\b(?! (?:decision|date|agreement|answer|result|reply|successor|deal)\b)", re.IGNORECASE
)
_ROW = Cue("row", re.compile(""), 4)


def row_candidate(text: str, span: tuple[int, int], block: int, *, day: date, order: Order) -> Candidate | None:
    """The matter of a row that has a day ahead or is said to be open; nothing for heads and for what is done."""
    words = text[span[0] : span[1]]
    cells = [clean(cell) for cell in _CELLS.split(words.strip("| ")) if clean(cell)]
    if len(cells) > 2 and _NUMBER.fullmatch(cells[0]):
        cells = cells[1:]
    if len(cells) < 2 or all(_HEAD.fullmatch(cell) for cell in cells[:3]):
        return None
    ahead = dates_ahead(words, day=day, order=order)
    dated = any(mention.latest for mention in ahead)
    if any(_DONE.search(cell) and not _NOT_DONE.search(cell) for cell in cells[1:]) and not dated:
        return None
    says = dated or any(_is_open(cell) for cell in cells[1:])
    if not says:
        return None
    title = _title(cells, [clean(mention.text) for mention in ahead if mention.latest])
    return Candidate(
        block=block, start=span[0], end=span[1], clause=words, finding=Finding(_ROW, 0, 0, 4), subject="", topic="", title=title,
        due=due_of(words, ahead, 0), context=" ".join(cells[1:3]),
    )  # fmt: skip


def _is_open(cell: str) -> bool:
    return not _NOTHING.match(cell) and bool(_OPEN.search(cell) or judge(cell, Setting(first=True)))


def _title(cells: Sequence[str], days: Sequence[str]) -> str:
    """The first cell, and where that is a word or two, the one that says what comes: with its day, or open."""
    first = head(cells[0], LONGEST)
    if len(first.split()) > 2:
        return first
    rest = [cell for cell in cells[1:] if len(cell.split()) > 2 and not _DONE.fullmatch(cell)]
    coming = [cell for cell in rest if any(day in cell for day in days)] or [cell for cell in rest if _is_open(cell)]
    named = next(
        (cell for cell in reversed(coming or rest) if any(WORDS.kind_of_noun(word.lower()) for word in cell.split())),
        "",
    ) or "".join(coming[-1:])
    detail = head(_dateless(named or (rest[-1] if rest else "")), 50)
    return f"{first}: {detail}" if detail else first


def _dateless(cell: str) -> str:
    return without_dates(cell, find_dates(cell, day=date(2000, 1, 1)))

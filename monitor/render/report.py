"""The follow-up review as Markdown and as one HTML page; `monitor.render.docx` writes it for a word processor."""

from __future__ import annotations

import re

from monitor.domain.digest.report import Cell, Report, Timeline
from monitor.domain.digest.words import day
from monitor.render.environment import environment

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_BULLET = re.compile(r"^(\s*)([-+=])", re.M)
_NUMBER = re.compile(r"^(\s*\d+)([.)])", re.M)
_GAP = re.compile(r"\n{3,}")
_WIDTH = 300  # pixels of the course of an item


def render_markdown(report: Report) -> str:
    """CommonMark with tables; publishers' words cannot become markup."""
    names = {"r": report, "markdown": escape_markdown, "track": track, "columns": columns}
    return _GAP.sub("\n\n", environment().get_template("report.md").render(names))


def render_html(report: Report) -> str:
    """One page that needs nothing else, for screen and paper."""
    css = environment().get_template("report.css").render()
    names = {"r": report, "css": css, "columns": columns, "cell_words": cell_words, "step": step_of(report.timeline)}
    return environment().get_template("report.html").render(names)


def escape_markdown(text: str) -> str:
    """The text as it would stand in plain words: no link, emphasis, heading, table cell or HTML."""
    plain = _MARKDOWN.sub(r"\\\1", text)
    return _NUMBER.sub(r"\1\\\2", _BULLET.sub(r"\1\\\2", plain))


def track(row: tuple[Cell, ...]) -> str:
    """An item's time in characters: a shape where the state changed, a line where it went on, | for the deadline."""
    return "".join(cell.face.shape if cell.changed else "|" if cell.due else "·" for cell in row)


def columns(timeline: Timeline) -> str:
    """What the columns are: "26 weeks from 18 Jun 2013"."""
    number = len(timeline.starts)
    unit = timeline.unit if number == 1 else f"{timeline.unit}s"
    return f"{number} {unit} from {day(timeline.starts[0])}"


def step_of(timeline: Timeline) -> int:
    """Pixels that one column is wide."""
    return max(3, min(16, _WIDTH // len(timeline.starts)))


def cell_words(cell: Cell) -> str:
    """A stretch of time in words, for those who do not see its colour."""
    said = [f"became {cell.face.words}" if cell.changed else cell.face.word]
    if cell.due:
        said.append("deadline")
    return ", ".join(said)

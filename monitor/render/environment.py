"""The Jinja environment of all templates: strict about names, escaping in HTML, written for this package alone."""

from __future__ import annotations

import textwrap
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from monitor.domain.digest import words
from monitor.render import spark

_WIDTH = 76


@cache
def environment() -> Environment:
    """The environment; HTML templates escape by themselves, text templates never do."""
    made = Environment(
        loader=PackageLoader("monitor.render", "templates"),
        autoescape=select_autoescape(("html",), default=False),  # text parts are no HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(_filters())
    made.globals.update(count=words.count)
    return made


def _filters() -> dict[str, Any]:
    return {
        "day": words.day,
        "moment": words.moment,
        "weekday": words.weekday,
        "percent": words.percent,
        "wrap": wrap,
        "isolate": isolate,
        "blocks": spark.blocks,
        "bars": spark.bars,
        "marks": spark.marks,
        "spark_label": spark.label,
        "spark_caption": spark.caption,
        "cut": words.shorten,
        "capital": words.capital,
    }


def wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """Lines of at most 76 characters; a word is never broken (addresses must stay whole)."""
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def isolate(text: str) -> str:
    """The text set apart (Unicode isolates) if any of it runs from right to left; else the text itself."""
    return f"\u2068{text}\u2069" if any(_right_to_left(char) for char in text) else text


def _right_to_left(char: str) -> bool:
    return "\u0590" <= char <= "\u08ff" or "\ufb1d" <= char <= "\ufefc"

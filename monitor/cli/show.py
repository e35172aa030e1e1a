"""Printing: JSON for programs, tables for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS = {"calm": "white", "live": "cyan", "warn": "yellow", "good": "green", "bad": "red", "mute": "magenta"}
"""Of the digest's tones: its shapes and the terminal's are the same."""


def data(rows: Iterable[Mapping[str, Any]], form: str) -> None:
    """Rows as one JSON array, or as one object a line."""
    from monitor.render.rows import json_lines

    if form == "jsonl":
        for line in json_lines(rows):
            click.echo(line, nl=False)
    else:
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=1, default=str))


def document(value: Mapping[str, Any]) -> None:
    """One JSON object."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def console() -> Console:
    """Rich on stdout; as wide as the terminal, else 100 columns, so that files and tests see whole words."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False, width=None if sys.stdout.isatty() else 100)


_WHOLE = ("key", "slug")
"""Columns that are copied into commands."""


def table(title: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """A table; foreign text is printed as it is and never read as markup."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    cells = [[cell if isinstance(cell, Text) else Text(plain(str(cell))) for cell in row] for row in rows]
    for place, column in enumerate(columns):
        whole = column in _WHOLE
        width = max((row[place].cell_len for row in cells), default=0) if whole else None
        drawn.add_column(column, overflow="fold", no_wrap=whole, min_width=width)
    for row in cells:
        drawn.add_row(*row)
    console().print(drawn)


def plain(text: str) -> str:
    """Without control characters: a hostile headline must not drive the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def headline(word: str) -> Any:
    """The headline as shape, word and colour."""
    from monitor.domain.digest.words import plain_face

    return shape(word).append(f" {plain_face(word).words}")


def shape(word: str) -> Any:
    """The headline's shape in its colour, so that neither carries the meaning alone."""
    from rich.text import Text

    from monitor.domain.digest.words import plain_face

    face = plain_face(word)
    return Text(face.shape, style=_COLOURS[face.tone])


def binary(content: bytes) -> None:
    """Bytes on stdout: a document, a message, a calendar."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def write_file(path: Path, content: bytes) -> None:
    """The file, in folders made for it; InputError where it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InputError(error.strerror or "cannot be written", source=str(path)) from error
    note(f"wrote {path}")


def note(text: str) -> None:
    """A line for the person at the terminal, on stderr: silent where nobody looks (cron)."""
    if sys.stderr.isatty():
        click.echo(plain(text), err=True)


def trouble(text: str) -> None:
    """A line about something wrong, on stderr, always."""
    click.echo(f"followup: {plain(text)}", err=True)

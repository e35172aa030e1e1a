"""`followup articles`: archive records in."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.group import Group
from monitor.cli.options import with_app
from monitor.errors import InputError


@click.group(cls=Group)
def articles() -> None:
    """Stored articles."""


@articles.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@with_app
def import_file(app: App, file: Path) -> int:
    """Take in FILE.jsonl or FILE.jsonl.gz: a record a line, as if collected when it was published.

    A record: external_id, source, url, title, summary, body, published, language. A source that no configuration
    knows is accepted. Bad lines are told and left out.
    """
    from monitor.app.imports import import_lines

    report, complaints = import_lines(app, _lines(file), name=file.name)
    for complaint in complaints[:20]:
        show.trouble(complaint)
    if len(complaints) > 20:
        show.trouble(f"{file.name}: {len(complaints) - 20} more bad lines")
    click.echo(
        f"{report.new} new, {report.revised} revised, {report.known} known,"
        f" {report.dropped + len(complaints)} left out; next: followup retrack"
    )
    return 0


def _lines(file: Path) -> Iterator[str]:
    if file.exists() and not file.is_file():
        raise InputError("no ordinary file", source=str(file))
    try:
        with file.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
            stream.seek(0)
            raw = gzip.GzipFile(fileobj=stream) if packed else stream
            with io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace") as text:
                yield from text
    except (OSError, EOFError, zlib.error) as error:
        cause = getattr(error, "strerror", None) or str(error) or "broken"
        raise InputError(cause, source=str(file)) from error

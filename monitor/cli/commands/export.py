"""`followup export`: rows for other programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from monitor.app import views
from monitor.app.context import App
from monitor.cli import show
from monitor.cli.options import format_option, with_app


@click.command()
@click.argument("what", type=click.Choice(["matches", "states", "articles", "evidence"]))
@click.option("--item", help="Only this item: review/key, or the key alone.")
@click.option("--all", "everything", is_flag=True, help="Matches: also what was scored and not taken.")
@with_app
@format_option("jsonl", "json", "csv", default="jsonl")
def export(app: App, what: str, item: str | None, everything: bool, form: str) -> None:
    """Print matches, states (a line a change), articles or evidence, as known at --as-of."""
    chosen = views.find_item(app, item).id if item else None
    rows = _rows(app, what, chosen, everything, app.clock.now())
    if form == "csv":
        _csv(rows)
    else:
        show.data(rows, form)


def _rows(app: App, what: str, item: str | None, everything: bool, now: datetime) -> Iterator[dict[str, Any]]:
    if what == "matches":
        return views.match_rows(app, now, item=item, everything=everything)
    if what == "states":
        return views.state_rows(app, now, item=item)
    if what == "evidence":
        return views.evidence_rows(app, now, item=item)
    return views.article_rows(app, now)


def _csv(rows: Iterator[dict[str, Any]]) -> None:
    """A cell that a spreadsheet would take for a formula gets an apostrophe: headlines are foreign text."""
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(sys.stdout, fieldnames=list(row))
            writer.writeheader()
        writer.writerow({key: _cell(value) for key, value in row.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value

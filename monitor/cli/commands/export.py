"""`followup export`: rows for other programs, a calendar, a feed, a folder of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from monitor.app import views
from monitor.app.context import App
from monitor.cli import show
from monitor.cli.options import format_option, with_app
from monitor.domain.urls import urlsplit_or_none
from monitor.errors import InputError

ROWS = ("matches", "states", "articles", "evidence", "items", "decisions", "deliveries", "sources")
SITE_ROWS = ("items", "states", "evidence")
"""What a static folder holds as rows too; the rest is for operators, not for readers."""


@click.command()
@click.argument("what", type=click.Choice([*ROWS, "ics", "atom", "site"]))
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--item", help="Rows of this item only: review/key, or the key alone.")
@click.option("--all", "everything", is_flag=True, help="Matches: also what was scored and not taken.")
@click.option("--review", help="Calendar, feed and pages of this review only.")
@click.option("--address", default="", help="Where feed or pages will be served, for their own links.")
@with_app
@format_option("jsonl", "json", "csv", default="jsonl")
def export(
    app: App,
    what: str,
    directory: Path | None,
    item: str | None,
    everything: bool,
    review: str | None,
    address: str,
    form: str,
) -> None:
    """Print rows, a calendar of deadlines (ics) or a feed of changes (atom), or write pages (site DIRECTORY).

    Rows are matches, states (a line a change), articles, evidence, items, decisions (with what the machine held),
    deliveries or sources; all as known at --as-of.
    """
    if address and urlsplit_or_none(address) is None:
        raise InputError(f"--address {address}: no http or https address")
    if (what == "site") != (directory is not None):
        raise InputError("a directory is named for a site and for nothing else")
    if directory is not None:
        _site(app, directory, review, address)
    elif what in ROWS:
        _print(_rows(app, what, item, everything), form)
    else:
        show.binary(_published(app, what, review, address))


def _rows(app: App, what: str, item: str | None = None, everything: bool = False) -> Iterator[Mapping[str, Any]]:
    chosen, now = views.find_item(app, item).id if item else None, app.clock.now()
    if what == "matches":
        return views.match_rows(app, now, item=chosen, everything=everything)
    of_items = {"states": views.state_rows, "evidence": views.evidence_rows, "items": views.item_rows,
                "decisions": views.decision_rows}  # fmt: skip
    if what in of_items:
        return of_items[what](app, now, item=chosen)
    of_home = {"articles": views.article_rows, "deliveries": views.delivery_rows, "sources": views.source_rows}
    return of_home[what](app, now)


def _print(rows: Iterable[Mapping[str, Any]], form: str) -> None:
    from monitor.render.rows import csv_lines

    if form == "csv":
        for line in csv_lines(rows):
            click.echo(line, nl=False)
    else:
        show.data(rows, form)


def _published(app: App, what: str, review: str | None, address: str) -> bytes:
    from monitor.app.report import make_reports

    reports = make_reports(app, review)
    if what == "ics":
        from monitor.render.calendar import render_ics

        return render_ics(reports, app.letterhead.list_id)
    from monitor.render.feed import render_atom

    return render_atom(reports, app.letterhead.list_id, address)


def _site(app: App, directory: Path, review: str | None, address: str) -> None:
    from monitor.app.report import make_reports
    from monitor.render.rows import csv_lines, json_lines
    from monitor.render.site import render_site

    for path, content in render_site(make_reports(app, review), app.letterhead.list_id, address):
        show.write_file(directory / path, content)
    for what in SITE_ROWS:
        rows = [row for row in _rows(app, what) if review in (None, str(row["item"]).partition("/")[0])]
        show.write_file(directory / "data" / f"{what}.csv", "".join(csv_lines(rows)).encode())
        show.write_file(directory / "data" / f"{what}.jsonl", "".join(json_lines(rows)).encode())

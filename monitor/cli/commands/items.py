"""`followup items`: the items that are followed."""

from __future__ import annotations

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.commands.review import due_text, item_data
from monitor.cli.options import format_option, with_app


@click.group()
def items() -> None:
    """The items that are followed; they are edited in reviews/<slug>.toml."""


@items.command()
@with_app
def sync(app: App) -> None:
    """Take the edited TOML files in (every run does this too)."""
    from monitor.app.sync import sync_items

    reports, wrong = sync_items(app)
    for report in reports:
        click.echo(
            f"{report.review}: {len(report.added)} added, {len(report.changed)} changed, {len(report.closed)} closed"
        )
    for error in wrong[1:]:
        show.trouble(str(error))
    if wrong:
        raise wrong[0]


@items.command(name="list")
@click.option("--review", help="Only this review's.")
@click.option("--all", "closed", is_flag=True, help="Closed ones too.")
@with_app
@format_option()
def list_items(app: App, review: str | None, closed: bool, form: str) -> None:
    """All items."""
    found = app.store.items(review, closed=closed)
    if form != "text":
        show.data([{"item": item.id, **item_data(item)} for item in found], form)
    else:
        show.table(
            "", ["item", "title", "kind", "due"], [(i.id, i.title, i.kind.value, due_text(i.due)) for i in found]
        )

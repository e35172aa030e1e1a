"""`followup outbox`: what became of each digest, and a second try at the operator's word."""

from __future__ import annotations

import click

from monitor.app import views
from monitor.app.context import App
from monitor.app.records import DeliveryState
from monitor.cli import show
from monitor.cli.group import Group
from monitor.cli.options import format_option, with_app


@click.group(cls=Group)
def outbox() -> None:
    """Look at what was sent, what waits, and what is uncertain."""


@outbox.command(name="list")
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), help="Only these.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The newest so many.")
@with_app
@format_option()
def list_entries(app: App, state: str | None, limit: int, form: str) -> None:
    """Deliveries, the newest last."""
    states = [DeliveryState(state)] if state else []
    rows = [views.delivery_row(entry) for entry in app.store.outbox(*states)[-limit:]]
    if form != "text":
        show.data(rows, form)
        return
    columns = ("id", "kind", "recipient", "as_of", "state", "attempts", "cause")
    show.table("", list(columns), [[row[name] for name in columns] for row in rows])


@outbox.command(name="show")
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@with_app
def show_entry(app: App, number: int) -> None:
    """Print the whole message of a delivery, as it was made."""
    from monitor.app.post import whole

    show.binary(whole(app, number).message)


@outbox.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@with_app
def again(app: App, number: int) -> None:
    """Have a failed, uncertain or even a sent message sent once more by the next `digest --send`."""
    from monitor.app.post import again as send_again

    entry = send_again(app, number)
    click.echo(f"{entry.kind.value} {entry.id} for {entry.recipient} goes out with the next: followup digest --send")

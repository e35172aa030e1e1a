"""`followup judge`, `decide` and `undo`: a person's word, which outranks the machine's."""

from __future__ import annotations

import getpass

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.options import with_app
from monitor.domain.model import State, Verdict


@click.command()
@click.argument("article")
@click.argument("item")
@click.argument("answer", type=click.Choice(["yes", "no"]))
@with_app
def judge(app: App, article: str, item: str, answer: str) -> None:
    """Say whether ARTICLE (address, id or external id) is follow-up coverage of ITEM."""
    from monitor.app.track import fold_all
    from monitor.app.views import find_item

    chosen, found = find_item(app, item), app.store.find_article(article)
    app.store.judge(found.id, chosen.id, answer == "yes", _who(), app.clock.now())
    fold_all(app, {chosen.id})
    click.echo(f"kept: {show.plain(found.title)} - {answer} for {chosen.id}")


@click.command()
@click.argument("item")
@click.argument("state", type=click.Choice([state.value for state in State]))
@click.option("--because", required=True, help="Your reason, kept with the decision.")
@with_app
def decide(app: App, item: str, state: str, because: str) -> None:
    """Set ITEM's state by your own word; what the machine says is kept beside it."""
    from monitor.app.track import fold_all
    from monitor.app.views import find_item

    chosen = find_item(app, item)
    app.store.decide(Verdict(chosen.id, State(state), because, app.clock.now(), _who()))
    fold_all(app, {chosen.id})
    click.echo(f"{chosen.id}: {state}")


@click.command()
@click.argument("item")
@with_app
def undo(app: App, item: str) -> None:
    """Take your newest decision on ITEM back; it stays in the record as undone."""
    from monitor.app.track import fold_all
    from monitor.app.views import find_item

    chosen = find_item(app, item)
    taken = app.store.undo(chosen.id, app.clock.now())
    fold_all(app, {chosen.id})
    click.echo(f"{chosen.id}: {taken.state or 'pin'} taken back")


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""

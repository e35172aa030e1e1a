"""`followup judge`, `decide`, `pin` and `undo`: a person's word, which outranks the machine's; and whom it may ask."""

from __future__ import annotations

import getpass
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.options import format_option, with_app
from monitor.domain.model import State, Verdict
from monitor.errors import ConfigError

if TYPE_CHECKING:
    from monitor.app.adjudicate import Answer


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
@click.argument("state", type=click.Choice([state.value for state in State]), metavar="STATE")
@click.option("--because", required=True, help="Your reason, kept with the decision.")
@with_app
def decide(app: App, item: str, state: str, because: str) -> None:
    """Set ITEM's state by your own word; what the machine says is kept beside it.

    STATE is open, developing, stalled, done, partly_done, failed, superseded or void.
    """
    from monitor.app.track import fold_all
    from monitor.app.views import find_item

    chosen = find_item(app, item)
    app.store.decide(Verdict(chosen.id, State(state), because, app.clock.now(), _who()))
    fold_all(app, {chosen.id})
    click.echo(f"{chosen.id}: {state}")


@click.command()
@click.argument("item")
@click.option("--because", required=True, help="Your reason, kept with the decision.")
@with_app
def pin(app: App, item: str, because: str) -> None:
    """Hold ITEM in the state in which it is: later reports move nothing until you undo it."""
    from monitor.app.track import fold_all
    from monitor.app.views import find_item

    chosen = find_item(app, item)
    app.store.decide(Verdict(chosen.id, None, because, app.clock.now(), _who()))
    fold_all(app, {chosen.id})
    click.echo(f"{chosen.id}: pinned")


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


@click.command()
@click.option("--item", help="Only this item: review/key, or the key alone.")
@with_app
@format_option("text", "json")
def adjudicate(app: App, item: str | None, form: str) -> None:
    """Ask the endpoint of `[adjudicator]` about items that need a person, and about closings still provisional.

    An opinion moves no state. It is kept where its quotes were verified, and `followup explain` shows it.
    """
    from monitor.app.adjudicate import adjudicate as answers
    from monitor.app.views import find_item

    chosen = find_item(app, item).id if item else None
    asked = app.adjudicator()
    if asked is None or app.opinions is None:
        raise ConfigError("no address of an adjudicator is set", file="monitor.toml", key="adjudicator.url")
    found = list(answers(app, asked, app.opinions, item=chosen, most=app.questions))
    if form == "json":
        show.document({"answers": [asdict(answer) for answer in found]})
        return
    for answer in found:
        click.echo(show.plain(f"{answer.item}: {_said(answer)}"))
    if not found:
        click.echo("nothing to ask")


def _said(answer: Answer) -> str:
    given = answer.opinion
    if given is None:
        return f"no opinion: {answer.trouble}"
    quotes = "; ".join(f'"{quote}"' for _, quote in given.quotes)
    return f"{given.by} {'agrees' if given.agrees else 'differs'}: {given.state}. {given.because} {quotes}".rstrip()

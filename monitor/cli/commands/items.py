"""`followup items`: the items that are followed, and the analyst's hand on them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.commands.review import due_text, item_data
from monitor.cli.group import Group
from monitor.cli.options import format_option, with_app
from monitor.domain.model import Due, Kind, OpenItem

if TYPE_CHECKING:
    from monitor.app.records import SyncReport

Command = Callable[..., Any]
_OPTIONS = (
    click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What sort of matter it is."),
    click.option("--criterion", help="What would count as done, in one sentence."),
    click.option("--due", help="A day, a span (DAY to DAY), or words, read against the review's date; none: no date."),
    click.option("--actor", multiple=True, help="Who; comes to those that are there. Several times if need be."),
    click.option("--term", multiple=True, help="How reports name the matter; comes to what is there."),
    click.option("--not-term", multiple=True, help="A phrase that marks another matter; comes to what is there."),
    click.option("--polarity", type=click.Choice(["1", "-1"]), help="-1: the review expects that it does not happen."),
    click.option(
        "--expectation/--commitment", default=None, help="The author's own expectation, or somebody's commitment."
    ),
)


@click.group(cls=Group)
def items() -> None:
    """The items that are followed; they stand in reviews/<slug>.toml, which you may edit by hand too."""


def _described(command: Command) -> Command:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@items.command()
@click.argument("review")
@click.argument("title")
@click.option("--key", help="Its short name; made from the title otherwise.")
@click.option("--quote", default="", help="The passage that it rests on.")
@_described
@with_app
def add(app: App, review: str, title: str, key: str | None, quote: str, **said: Any) -> None:
    """Add an item TITLE to REVIEW (its slug): key and terms are made from the title unless you give them."""
    from monitor.app.items import Change, add_item

    item = add_item(app, review, Change(title=title, **_said(said)), key=key, quote=quote)
    click.echo(f"added {item.id}")
    _print(item)
    _warn_of_common_words(item)


@items.command()
@click.argument("item")
@click.option("--title", help="Another title; the key stays, for it is the item's identity.")
@click.option("--drop", multiple=True, help="An actor or a term that goes.")
@click.option("--reopen", is_flag=True, help="Follow a closed item again.")
@_described
@with_app
def edit(app: App, item: str, title: str | None, drop: tuple[str, ...], reopen: bool, **said: Any) -> None:
    """Edit ITEM in its file: only what you name changes; comments and other items stay."""
    from monitor.app.items import Change, edit_item, kept_item

    change = Change(title=title, drop=drop, closed=False if reopen else None, **_said(said))
    if change == Change():
        raise click.UsageError("say what changes; see: followup items edit --help")
    before = kept_item(app, item)[1]
    after = edit_item(app, item, change)
    click.echo(f"edited {after.id}" if after != before else f"{after.id} stood so already")
    _print(after)
    _warn_of_common_words(after)


@items.command()
@click.argument("item")
@with_app
def close(app: App, item: str) -> None:
    """Stop following ITEM; it stays in its file with closed = true, and so does its history.

    Back: followup items edit ITEM --reopen.
    """
    from monitor.app.items import Change, edit_item, kept_item

    before = kept_item(app, item)[1]
    after = edit_item(app, item, Change(closed=True))
    click.echo(f"{after.id} was closed already" if before.closed else f"closed {after.id}")


@items.command(name="show")
@click.argument("item")
@with_app
@format_option("text", "json")
def show_item(app: App, item: str, form: str) -> None:
    """ITEM as its file says: criterion, due date as written and as read, actors, terms, polarity, passage."""
    from monitor.app.items import kept_item

    found = kept_item(app, item)[1]
    if form == "json":
        show.document({"item": found.id, **item_data(found)})
    else:
        _print(found)


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
        _warn_of_renames(report)
    for error in wrong[1:]:
        show.trouble(str(error))
    if wrong:
        raise wrong[0]


@items.command()
@click.argument("item")
@click.option("--accept", "terms", multiple=True, metavar="TERM", help="Take TERM up; may be given several times.")
@with_app
@format_option()
def alias(app: App, item: str, terms: tuple[str, ...], form: str) -> None:
    """Propose names under which reports may call ITEM, from its passage and from articles that you confirmed."""
    from monitor.app.items import Change, edit_item
    from monitor.app.matching import aliases
    from monitor.app.views import find_item

    chosen = find_item(app, item)
    if terms:
        edited = edit_item(app, chosen.id, Change(terms=terms))
        _print(edited)
        _warn_of_common_words(edited)
        return
    found = aliases(app, chosen)
    if form != "text":
        show.data([{"item": chosen.id, "term": one.text, "articles": one.articles} for one in found], form)
    elif not found:
        click.echo("no further name; judge an article of it yes, and its names are proposed")
    else:
        rows = [(one.text, str(one.articles) if one.articles else "the review") for one in found]
        show.table("", ["term", "named by"], rows)


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
        return
    columns = ["key", "title", "kind", "due", *(["closed"] if closed else [])]
    for slug, every in groupby(sorted(found, key=attrgetter("review")), key=attrgetter("review")):
        show.table(f"{slug}/", columns, [_row(item)[: len(columns)] for item in every])
    if not found:
        click.echo("no item is followed; see: followup review add --help")


def _row(item: OpenItem) -> tuple[str, ...]:
    return item.key, item.title, item.kind.value, due_text(item.due), "closed" if item.closed else ""


def _said(options: dict[str, Any]) -> dict[str, Any]:
    """The shared options as fields of a Change."""
    expectation, polarity, kind = options["expectation"], options["polarity"], options["kind"]
    return {
        "kind": Kind(kind) if kind else None,
        "criterion": options["criterion"],
        "due": options["due"],
        "actors": options["actor"],
        "terms": options["term"],
        "not_terms": options["not_term"],
        "polarity": int(polarity) if polarity else None,
        "commitment": None if expectation is None else not expectation,
    }


def _warn_of_common_words(item: OpenItem) -> None:
    from monitor.domain.match import tells_nothing

    for term in (*item.actors, *item.terms, *item.not_terms):
        if tells_nothing(term):
            show.trouble(
                f"warning: {term!r} stands in nearly every report, so it finds nothing; name what only this matter is"
                f" called, or: followup items edit {item.id} --drop {shlex.quote(term)}"
            )


def _warn_of_renames(report: SyncReport) -> None:
    for old, new in report.renamed:
        show.trouble(
            f"warning: {report.review}/{old} is now {new!r}: a key is an item's identity, so what was found "
            f"for {old!r} stays with the closed item; give it its old key back to keep the history"
        )


def _print(item: OpenItem) -> None:
    width = max(len(name) for name, _ in _lines(item))
    for name, value in _lines(item):
        click.echo(f"  {name:{width}}  {show.plain(value)}")


def _lines(item: OpenItem) -> Sequence[tuple[str, str]]:
    span = f" (characters {item.span[0]} to {item.span[1]} of the review)" if item.span else ""
    lines = [
        ("item", item.id),
        ("title", item.title),
        ("kind", item.kind.value),
        ("done when", item.criterion),
        *_due_lines(item.due),
        ("actors", "; ".join(item.actors)),
        ("terms", "; ".join(item.terms)),
        ("not terms", "; ".join(item.not_terms)),
        ("rests on", "somebody's commitment" if item.commitment else "the author's own expectation"),
        ("polarity", "it is expected to happen" if item.polarity > 0 else "it is expected not to happen"),
        ("passage", f"{item.quote}{span}" if item.quote else ""),
        ("closed", "yes, no longer followed" if item.closed else ""),
    ]
    return [(name, value) for name, value in lines if value]


def _due_lines(due: Due | None) -> Iterator[tuple[str, str]]:
    if due is None:
        yield "due", "no date"
        return
    yield "due", f"{due.earliest or 'any day'} to {due.latest or 'no last day'}"
    yield "as written", due.text
    yield "precision", due.precision.value
    yield "date hangs on", due.anchor or ""

"""`followup review`: a text in, its open items out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.group import Group
from monitor.cli.options import Day, format_option, home_option, opened, with_app
from monitor.domain.model import Due, OpenItem, Proposal
from monitor.errors import ConfigError, NotFound


@click.group(cls=Group)
def review() -> None:
    """Take in reviews and look at them."""


@review.command()
@click.argument("file")
@click.option("--date", "day", type=Day(), help="The review's date, where its text does not tell it.")
@click.option("--slug", help="The name by which the review is known; made from title and date otherwise.")
@click.option("--dry-run", is_flag=True, help="Show the proposal and write nothing.")
@home_option
@format_option("text", "json", "jsonl")
def add(file: str, day: date | None, slug: str | None, dry_run: bool, home: str | None, form: str) -> None:
    """Read FILE (text, HTML, DOCX, PDF, an address, or - for standard input) and propose its open items.

    The proposal is written to reviews/<slug>.toml for you to edit. Where that review is on the shelf already, the
    difference is shown and nothing is touched.
    """
    from monitor.documents import read_document

    document = read_document(file, stdin=sys.stdin.buffer.read() if file == "-" else None)
    if dry_run:
        _show(_proposal(home, document.text, document.name, day, slug), form)
        return
    with opened(home) as app:
        proposal = _propose(app, document.text, document.name, day, slug)
        slug_kept, kept = _kept(app, proposal, by_text=slug is None)
        if kept is None:
            path = app.shelf.save(proposal, document.text)
            _sync(app)
            _show(proposal, form)
            show.note(f"wrote {path}: edit it, then: followup items sync")
        else:
            _compare(proposal, slug_kept, kept)


def _proposal(home: str | None, text: str, name: str, day: date | None, slug: str | None) -> Proposal:
    """Without a home the shipped sources serve: a dry run needs nothing but the text."""
    from monitor.app.reviews import propose
    from monitor.settings.home import find_home
    from monitor.settings.shipped import shipped
    from monitor.settings.sources import read_sources

    folder = find_home(home).sources
    sources, wrong = read_sources(folder if folder.is_dir() else shipped("config", "sources"))
    for error in wrong:
        show.trouble(str(error))
    return propose(tuple(sources.values()), text, file=name, day=day, slug=slug)


def _propose(app: App, text: str, name: str, day: date | None, slug: str | None) -> Proposal:
    from monitor.app.reviews import propose

    return propose(tuple(app.sources.values()), text, file=name, day=day, slug=slug)


def _kept(app: App, proposal: Proposal, *, by_text: bool) -> tuple[str, tuple[OpenItem, ...] | None]:
    """The slug and items under which the review stands on the shelf: by its slug, else by most of its passages."""
    from monitor.domain.review import same_review

    reviews, wrong = app.shelf.load()
    for error in wrong:
        show.trouble(str(error))
    for kept, items in reviews:
        if kept.slug == proposal.review.slug:
            return kept.slug, items
    same = [(kept.slug, items) for kept, items in reviews if by_text and same_review(proposal, items)]
    return same[0] if same else ("", None)


def _sync(app: App) -> None:
    from monitor.app.sync import sync_items

    sync_items(app)


def _show(proposal: Proposal, form: str) -> None:
    if form == "json":
        show.document(proposal_data(proposal))
        return
    if form == "jsonl":
        show.data(proposal_data(proposal)["items"], form)
        return
    kept = proposal.review
    click.echo(f"{show.plain(kept.title)}  ({kept.slug}, {kept.date}; sources: {', '.join(kept.sources) or 'none'})")
    show.table("", ["key", "title", "kind", "due"], _rows(proposal.items))
    if not kept.sources:
        click.echo("no source is cited: name those to be read in [review] sources of its file", err=True)
    for warning in proposal.warnings:
        click.echo(f"warning: {show.plain(warning)}", err=True)


def _rows(items: Sequence[OpenItem]) -> list[tuple[str, str, str, str]]:
    return [(item.key, item.title, item.kind.value, due_text(item.due)) for item in items]


def due_text(due: Due | None) -> str:
    """A due date in short."""
    if due is None:
        return ""
    days = [str(day) for day in (due.earliest, due.latest) if day]
    return " to ".join(dict.fromkeys(days)) or due.text


def proposal_data(proposal: Proposal) -> dict[str, Any]:
    """The JSON form of a proposal."""
    kept = proposal.review
    return {
        "review": {
            "slug": kept.slug,
            "title": kept.title,
            "date": kept.date.isoformat(),
            "sources": list(kept.sources),
        },
        "items": [item_data(item) for item in proposal.items],
        "warnings": list(proposal.warnings),
    }


def item_data(item: OpenItem) -> dict[str, Any]:
    """The JSON form of an item."""
    return {
        "key": item.key,
        "title": item.title,
        "kind": item.kind.value,
        "criterion": item.criterion,
        "due": due_data(item.due),
        "actors": list(item.actors),
        "terms": list(item.terms),
        "quote": item.quote,
        "span": list(item.span) if item.span else None,
        "polarity": item.polarity,
        "commitment": item.commitment,
        "closed": item.closed,
    }


def due_data(due: Due | None) -> dict[str, Any] | None:
    """The JSON form of a due date."""
    if due is None:
        return None
    return {
        "earliest": due.earliest.isoformat() if due.earliest else None,
        "latest": due.latest.isoformat() if due.latest else None,
        "text": due.text,
        "precision": due.precision.value,
        "anchor": due.anchor,
    }


def _compare(proposal: Proposal, slug: str, kept: tuple[OpenItem, ...]) -> None:
    from monitor.domain.review import diff

    found = diff(proposal, kept)
    click.echo(f"review {slug!r} is on the shelf; its items stay as they are. The text now proposes:")
    for item in found.added:
        click.echo(f"  + {item.key}: {show.plain(item.title)} {due_text(item.due)}".rstrip())
    for item in found.gone:
        why = "kept, no longer proposed" if item.quote else "kept, added by hand"
        click.echo(f"  - {item.key}: {show.plain(item.title)} ({why})")
    for old, new in found.changed:
        click.echo(f"  ~ {old.key}: {'; '.join(_altered(old, new))}")
    if not (found.added or found.gone or found.changed):
        click.echo("  nothing else than what is kept")
    for old, new in found.renamed:
        show.trouble(f"warning: the text would now call {slug}/{old.key} {new.key!r}; the kept key stays")
    for warning in proposal.warnings:
        show.trouble(f"warning: {warning}")
    if found.added or found.changed:
        click.echo("Take over what you want: followup items add, followup items edit, or edit the TOML.")


def _altered(old: OpenItem, new: OpenItem) -> Iterator[str]:
    """What another text would make of a kept item, by its parts."""
    if old.title != new.title:
        yield f"{show.plain(old.title)} -> {show.plain(new.title)}"
    if old.due != new.due:
        yield f"due {due_text(old.due) or 'never'} -> {due_text(new.due) or 'never'}"
    if old.quote != new.quote:
        yield "another passage"


@review.command(name="list")
@with_app
@format_option()
def list_reviews(app: App, form: str) -> None:
    """All reviews."""
    rows: list[dict[str, Any]] = [
        {"slug": r.slug, "title": r.title, "date": r.date.isoformat(), "sources": list(r.sources)}
        for r in app.store.reviews()
    ]
    if form != "text":
        show.data(rows, form)
    else:
        cells = [(row["slug"], row["date"], row["title"], ", ".join(row["sources"])) for row in rows]
        show.table("", ["slug", "date", "title", "sources"], cells)


@review.command(name="show")
@click.argument("slug", required=False)
@with_app
@format_option()
def show_review(app: App, slug: str | None, form: str) -> None:
    """One review as it stands on the shelf, with its items; without SLUG the only one."""
    reviews, wrong = app.shelf.load()
    if slug is None and len(reviews) > 1:
        raise click.UsageError(f"which one? {', '.join(sorted(kept.slug for kept, _ in reviews))}")
    for kept, items in reviews:
        if slug in (kept.slug, None):
            _show(Proposal(kept, items), form)
            return
    if wrong:
        raise ConfigError(wrong[0].cause, file=wrong[0].file, key=wrong[0].key)
    if slug is None:
        raise NotFound("no review is on the shelf; see: followup review add --help")
    raise NotFound(f"no review {slug!r}; see: followup review list")

"""`followup db`: the database's care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import click

from monitor.app.context import App
from monitor.app.records import Spare
from monitor.cli import show
from monitor.cli.group import Group
from monitor.cli.options import format_option, home_option, with_app

_DAYS = click.IntRange(1, 36_500)
"""A hundred years: before that nothing was read."""


@click.group(cls=Group)
def db() -> None:
    """Upgrade, check, back up and prune the database."""


@db.command()
@home_option
def upgrade(home: str | None) -> None:
    """Bring the database to this version's schema, after a backup beside it."""
    from monitor.settings.home import open_home
    from monitor.store.migrate import upgrade as bring_up

    steps = bring_up(open_home(home).database)
    click.echo(f"upgraded: {', '.join(steps)}" if steps else "the database is up to date")


@db.command()
@home_option
def check(home: str | None) -> None:
    """Check schema version, integrity and references."""
    from monitor.settings.home import open_home
    from monitor.store.migrate import check as examine

    examine(open_home(home).database)
    click.echo("the database is sound and up to date")


@db.command()
@click.argument("target", type=click.Path(path_type=Path), required=False)
@click.option("--keep", type=click.IntRange(min=1), help="Keep only the newest so many backups of that folder.")
@home_option
def backup(target: Path | None, keep: int | None, home: str | None) -> None:
    """Write a whole copy while others may read and write.

    TARGET is a new file, or a folder (the home's `backups` where it is missing) in which the copy is named by the time.
    """
    from monitor.bootstrap import open_app
    from monitor.cli.unattended import attended
    from monitor.settings.home import open_home
    from monitor.store.backups import dated_backup, thin_out
    from monitor.store.migrate import backup as copy

    place = open_home(home)
    if target is None or target.is_dir() or keep is not None:
        folder = target or place.backups
        with open_app(place) as app, attended(app, "backup") as done:
            show.note(f"wrote {dated_backup(place.database, folder)}")
            for path in thin_out(folder, place.database.stem, keep) if keep else ():
                show.note(f"removed {path}")
            done(0, {})
        return
    copy(place.database, target)
    show.note(f"wrote {target}")


@db.command()
@click.option("--older", "days", type=_DAYS, default=400, show_default=True, metavar="DAYS",
              help="Drop no article that was first seen or published within so many days.")  # fmt: skip
@click.option("--messages", "kept", type=_DAYS, default=90, show_default=True, metavar="DAYS",
              help="Keep the whole text of messages that were made within so many days.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be dropped, and drop nothing.")
@click.option("--quiet", is_flag=True, help="Say nothing where all goes well, for cron.")
@with_app
@format_option("text", "jsonl")
def prune(app: App, days: int, kept: int, dry_run: bool, quiet: bool, form: str) -> None:
    """Drop old articles that nothing rests on and old messages' texts, and give their room back to the disk.

    What evidence, a match, a decision, a judgement, an opinion or a message that was made names is never dropped. Of a
    message stays to whom, when, under which subject it went, and its hash; --as-of makes its text again.
    """
    from monitor.app.prune import let_messages_go
    from monitor.app.prune import prune as drop
    from monitor.cli.unattended import attended

    older, made = timedelta(days=days), timedelta(days=kept)
    if dry_run:
        _would_go(app, older, made, form)
        return
    with attended(app, "prune") as done:
        before = app.store.size()
        dropped, let_go = drop(app, older), let_messages_go(app, made)
        app.store.compact()
        account = {"dropped": dropped, "messages": let_go, "bytes_before": before, "bytes_after": app.store.size()}
        done(0, account)
    if not quiet:
        _pruned(account, form)


def _pruned(account: dict[str, int], form: str) -> None:
    if form == "jsonl":
        show.data([account], form)
        return
    sizes = "the database had {:.1f} MB and has {:.1f} MB".format(
        *(account[f"bytes_{at}"] / 1e6 for at in ("before", "after"))
    )
    click.echo(f"{account['dropped']} articles dropped, the texts of {account['messages']} messages let go; {sizes}")


def _would_go(app: App, older: timedelta, made: timedelta, form: str) -> None:
    from monitor.app.prune import spare

    found, messages = spare(app, older), app.store.old_messages(app.clock.now() - made)
    if form == "jsonl":
        show.data(map(asdict, chain[Any](found, messages)), form)
    else:
        _spared(found)
        size = sum(each.bytes for each in messages)
        click.echo(f"would be let go: the texts of {len(messages)} messages, {size:,} bytes; nothing was changed")


def _spared(found: Iterable[Spare]) -> None:
    """By source: how many, from when to when, how much text."""
    groups: dict[str, tuple[int, date, date, int]] = {}
    for each in found:
        day = (each.published or each.first_seen).date()
        count, first, last, size = groups.get(each.source, (0, day, day, 0))
        groups[each.source] = (count + 1, min(first, day), max(last, day), size + each.characters)
    for source, (count, first, last, size) in sorted(groups.items()):
        click.echo(show.plain(f"{source}: {count} articles of {first} to {last}, {size:,} characters"))
    click.echo(f"would be dropped: {sum(group[0] for group in groups.values())} articles")


@db.command()
@click.argument("source", type=click.Path(path_type=Path))
@home_option
def restore(source: Path, home: str | None) -> None:
    """Put the backup SOURCE in the database's place; what stood there is kept beside it.

    A backup of an earlier version is brought up to date at once.
    """
    from monitor.settings.home import open_home
    from monitor.store.backups import put_back

    database = open_home(home).database
    kept = put_back(database, source)
    click.echo(f"{database} is the backup {source} now" + (f"; what stood there is {kept}" if kept else ""))

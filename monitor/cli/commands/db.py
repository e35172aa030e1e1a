"""`followup db`: the database's care."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import click

from monitor.app.context import App
from monitor.app.records import Spare
from monitor.cli import show
from monitor.cli.group import Group
from monitor.cli.options import format_option, home_option, with_app


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
@click.option("--older", "days", type=click.IntRange(min=1), default=400, show_default=True, metavar="DAYS",
              help="Drop nothing that was first seen or published within so many days.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be dropped, and drop nothing.")
@with_app
@format_option("text", "jsonl")
def prune(app: App, days: int, dry_run: bool, form: str) -> None:
    """Drop old articles that nothing rests on, and give their room back to the disk.

    What evidence, a match, a decision, a judgement, an opinion or a message that was made names is never dropped.
    """
    from monitor.app.prune import prune as drop
    from monitor.app.prune import spare

    older = timedelta(days=days)
    if dry_run:
        found = spare(app, older)
        show.data(map(asdict, found), form) if form == "jsonl" else _spared(found)
        return
    before = app.store.size()
    dropped = drop(app, older)
    app.store.compact()
    after = app.store.size()
    if form == "jsonl":
        show.data([{"dropped": dropped, "bytes_before": before, "bytes_after": after}], form)
    else:
        click.echo(f"{dropped} articles dropped; the database had {before / 1e6:.1f} MB and has {after / 1e6:.1f} MB")


def _spared(found: Iterable[Spare]) -> None:
    """By source: how many, from when to when, how much text."""
    groups: dict[str, tuple[int, date, date, int]] = {}
    for each in found:
        day = (each.published or each.first_seen).date()
        count, first, last, size = groups.get(each.source, (0, day, day, 0))
        groups[each.source] = (count + 1, min(first, day), max(last, day), size + each.characters)
    for source, (count, first, last, size) in sorted(groups.items()):
        click.echo(show.plain(f"{source}: {count} articles of {first} to {last}, {size:,} characters"))
    click.echo(f"would be dropped: {sum(group[0] for group in groups.values())} articles; nothing was changed")


@db.command()
@click.argument("source", type=click.Path(path_type=Path))
@home_option
def restore(source: Path, home: str | None) -> None:
    """Put the backup SOURCE in the database's place; what stood there is kept beside it.

    A backup of an earlier version is brought up to date at once.
    """
    from monitor.settings.home import open_home
    from monitor.store.migrate import restore as put_back
    from monitor.store.migrate import upgrade as bring_up

    database = open_home(home).database
    kept = put_back(database, source)
    bring_up(database)
    click.echo(f"{database} is the backup {source} now" + (f"; what stood there is {kept}" if kept else ""))

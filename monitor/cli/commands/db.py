"""`followup db`: the database's care."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import show
from monitor.cli.options import home_option


@click.group()
def db() -> None:
    """Upgrade, check and back up the database."""


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

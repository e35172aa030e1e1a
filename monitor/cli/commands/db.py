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
@click.argument("target", type=click.Path(path_type=Path))
@home_option
def backup(target: Path, home: str | None) -> None:
    """Write a whole copy to TARGET while others may read and write."""
    from monitor.settings.home import open_home
    from monitor.store.migrate import backup as copy

    copy(open_home(home).database, target)
    show.note(f"wrote {target}")

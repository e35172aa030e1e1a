"""`followup init`."""

from __future__ import annotations

from pathlib import Path

import click

from monitor.cli import show


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
def init(directory: Path | None) -> None:
    """Lay out a home: monitor.toml, sources/, reviews/ and the database. What is there already stays."""
    from monitor.settings.home import find_home, make_home
    from monitor.store.migrate import upgrade

    home, written = make_home(directory or find_home(None).root)
    upgrade(home.database)
    for path in written:
        show.note(f"wrote {path}")
    click.echo(f"{home.root} is ready; next: followup review add FILE --home {home.root}")

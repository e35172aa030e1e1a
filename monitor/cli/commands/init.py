"""`followup init`."""

from __future__ import annotations

import pwd
from collections.abc import Mapping
from pathlib import Path

import click

from monitor.cli import show
from monitor.cli.options import home_option, installed_program
from monitor.errors import InputError


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path))
@click.option("--cron", is_flag=True, help="Print the lines for a crontab, and change nothing.")
@click.option("--systemd", "units", metavar="DIR", help="Write systemd's units into DIR ('-' prints them), no more.")
@home_option
def init(directory: Path | None, cron: bool, units: str | None, home: str | None) -> None:
    """Lay out a home: monitor.toml, sources/, reviews/ and the database. What is there already stays."""
    given = str(directory) if directory else home
    if cron:
        _cron(given)
    if units:
        _systemd(given, units)
    if not (cron or units):
        _lay_out(given)


def _lay_out(given: str | None) -> None:
    from monitor.settings.home import find_home, make_home
    from monitor.store.migrate import upgrade

    home, written = make_home(find_home(given).root)
    upgrade(home.database)
    for path in written:
        show.note(f"wrote {path}")
    click.echo(f"{home.root} is ready; next: followup review add FILE --home {home.root}")


def _cron(given: str | None) -> None:
    from monitor.schedule.cron import cron_lines
    from monitor.schedule.jobs import jobs
    from monitor.settings.home import open_home
    from monitor.settings.main import read_settings

    home = open_home(given)
    schedule = read_settings(home.config).schedule
    click.echo(cron_lines(jobs(schedule, home), installed_program(), schedule.timezone or ""), nl=False)


def _systemd(given: str | None, folder: str) -> None:
    from monitor.schedule.jobs import jobs
    from monitor.schedule.units import units
    from monitor.settings.home import open_home
    from monitor.settings.main import read_settings

    home = open_home(given)
    schedule = read_settings(home.config).schedule
    every = jobs(schedule, home)
    texts = units(every, installed_program(), home, _owner(home.root), schedule.timezone or "")
    if folder == "-":
        click.echo("\n".join(f"# {name}\n{text}" for name, text in texts.items()), nl=False)
        return
    _write(Path(folder), texts)
    timers = " ".join(f"followup-{job.name}.timer" for job in every)
    click.echo(f"next: systemctl daemon-reload && systemctl enable --now {timers}")
    click.echo("or, in their place: systemctl daemon-reload && systemctl enable --now followup-daemon.service")


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
            show.note(f"wrote {folder / name}")
    except OSError as error:
        raise InputError(error.strerror or "cannot be written", source=str(folder)) from error


def _owner(root: Path) -> str:
    """Whose the home is: the units run as nobody else."""
    number = root.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)

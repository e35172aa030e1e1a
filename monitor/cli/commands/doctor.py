"""`followup doctor`."""

from __future__ import annotations

import textwrap
from dataclasses import asdict

import click

from monitor.cli import program, show
from monitor.cli.options import format_option, home_option
from monitor.doctor import Finding, Level, examine

_CODES = {Level.BROKEN: program.CONFIGURATION, Level.TROUBLE: program.DEGRADED}
_INDENT = 19


@click.command()
@home_option
@format_option()
def doctor(home: str | None, form: str) -> int:
    """Look at everything that runs need, and say what to do where something is wrong. Sends and changes nothing.

    Exit code 78 where a command cannot work, 3 where somebody gets less than he should, else 0.
    """
    from monitor.settings.home import open_home

    found = []
    for each in examine(open_home(home)):
        found.append(each)
        if form == "text":
            _tell(each)
    if form != "text":
        show.data((asdict(each) for each in found), form)
    return max((_CODES.get(each.level, program.OK) for each in found), default=program.OK)


def _tell(each: Finding) -> None:
    """A line of what was found and, where it is not well, one of what to do; nothing wider than 80 columns."""
    _wrapped(f"{each.level:<8} {each.check:<9} {each.says}")
    if each.do:
        _wrapped(f"{'':{_INDENT}}-> {each.do}")


def _wrapped(text: str) -> None:
    lines = textwrap.wrap(
        show.plain(text), 80, subsequent_indent=" " * _INDENT, break_long_words=False, break_on_hyphens=False
    )
    for line in lines:
        click.echo(line)

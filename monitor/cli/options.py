"""The options that many commands share."""

from __future__ import annotations

import functools
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from monitor.app.context import App
from monitor.errors import ConfigError
from monitor.loading import loading

Command = Callable[..., Any]


class Moment(click.ParamType[datetime]):
    """A day (its end, in UTC) or an ISO moment (UTC unless it names a zone)."""

    name = "DAY|TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment in UTC."""
        moment = self._moment(value, param, ctx)
        if not 1900 <= moment.year <= 2200:
            self.fail(f"{value!r} is too far away", param, ctx)
        return moment

    def _moment(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from monitor.app.clock import end_of

        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2013-06-18"):
                return end_of(date.fromisoformat(value))
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is neither a day (2013-06-18) nor a moment (2013-06-18T06:30)", param, ctx)


class Day(click.ParamType[date]):
    """A day, as 2013-06-18."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day such as 2013-06-18", param, ctx)


def warn_of_future(since: date | None, now: datetime) -> None:
    """A line where nothing can be new after that day, for it has not begun anywhere yet."""
    from monitor.cli import show

    if since is not None and since > (now + timedelta(hours=14)).date():
        show.trouble(f"{since} is still to come (now is {now:%Y-%m-%d %H:%M} UTC): nothing can be new after it")


def home_option(command: Command) -> Command:
    """`--home DIR`, here or before the command's name."""
    return click.option(
        "--home", metavar="DIR", help="The home; else FOLLOWUP_HOME, else the platform's own place.",
        callback=lambda ctx, _, value: value or ctx.find_root().params.get("home"),
    )(command)  # fmt: skip


def as_of_option(command: Command) -> Command:
    """`--as-of T`."""
    return click.option("--as-of", type=Moment(), help="Take this for the present: a day (its end, UTC) or a moment.")(
        command
    )


def format_option(*formats: str, default: str = "text") -> Callable[[Command], Command]:
    """`--format`, with the formats that the command has."""
    return click.option(
        "--format", "form", type=click.Choice(formats or ("text", "json", "jsonl")), default=default, show_default=True,
        help="How to print.",
    )  # fmt: skip


def with_app(command: Command) -> Command:
    """Adds `--home` and `--as-of` and hands the opened `App` over as the first argument."""

    @home_option
    @as_of_option
    @functools.wraps(command)
    def wrapped(*args: Any, home: str | None, as_of: datetime | None, **kwargs: Any) -> Any:
        with opened(home, as_of) as app:
            return command(app, *args, **kwargs)

    return wrapped


@contextmanager
def opened(home: str | None, as_of: datetime | None = None) -> Iterator[App]:
    """The home's App."""
    with loading():
        from monitor.bootstrap import open_app
        from monitor.settings.home import open_home

    with open_app(open_home(home), as_of) as app:
        yield app


def installed_program() -> str:
    """The `followup` that was called, as a whole path: cron and systemd know no PATH of ours."""
    for path in (Path(sys.argv[0]), Path(sys.executable).with_name("followup")):
        if path.name == "followup" and path.is_file():
            return str(path.absolute())
    found = shutil.which("followup")
    if not found:
        raise ConfigError("the followup command is not installed beside this Python")
    return found

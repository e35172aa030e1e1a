"""The group of all commands, each imported only when it is called, and the exit code of what went wrong."""

from __future__ import annotations

import errno
import importlib
import io
import os
import sys
from typing import Any

import click

from monitor import errors
from monitor.cli.group import Group

COMMANDS = {
    "adjudicate": "monitor.cli.commands.person:adjudicate",
    "articles": "monitor.cli.commands.articles:articles",
    "backfill": "monitor.cli.commands.backfill:backfill",
    "coverage": "monitor.cli.commands.backfill:coverage",
    "daemon": "monitor.cli.commands.daemon:daemon",
    "db": "monitor.cli.commands.db:db",
    "decide": "monitor.cli.commands.person:decide",
    "digest": "monitor.cli.commands.digest:digest",
    "doctor": "monitor.cli.commands.doctor:doctor",
    "explain": "monitor.cli.commands.status:explain",
    "export": "monitor.cli.commands.export:export",
    "init": "monitor.cli.commands.init:init",
    "items": "monitor.cli.commands.items:items",
    "judge": "monitor.cli.commands.person:judge",
    "outbox": "monitor.cli.commands.outbox:outbox",
    "pin": "monitor.cli.commands.person:pin",
    "recipients": "monitor.cli.commands.recipients:recipients",
    "report": "monitor.cli.commands.report:report",
    "retrack": "monitor.cli.commands.run:retrack",
    "review": "monitor.cli.commands.review:review",
    "run": "monitor.cli.commands.run:run",
    "sources": "monitor.cli.commands.sources:sources",
    "status": "monitor.cli.commands.status:status",
    "undo": "monitor.cli.commands.person:undo",
    "why-not": "monitor.cli.commands.status:why_not",
}

OK, BUG, USAGE, DEGRADED, UNDELIVERED, UNREACHABLE, MEMORY, TEMPORARY, CONFIGURATION = 0, 1, 2, 3, 4, 69, 71, 75, 78
"""Exit codes (docs/operations.md). The last four are those of sysexits.h."""

_TOO_LITTLE = (
    "there is too little memory; what was stored stays, and the next start goes on from it."
    " Free some, or lower concurrency and max_megabytes under [fetch]"
)

_ODD_NAMES = (errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR)
"""What is wrong with the name of a file that somebody gave."""

_CODES: tuple[tuple[type[errors.MonitorError], int], ...] = (
    (errors.ConfigError, CONFIGURATION),
    (errors.SchemaOutOfDate, CONFIGURATION),
    (errors.StoreBusy, TEMPORARY),
    (errors.RunInProgress, TEMPORARY),
    (errors.NotFound, USAGE),
    (errors.InputError, USAGE),
    (errors.DeliveryError, UNDELIVERED),
    (errors.StoreError, CONFIGURATION),
)


class LazyGroup(Group):
    """Knows its commands by import path; `followup --help` alone imports them all."""

    def invoke(self, ctx: click.Context) -> Any:
        """The command; that the reader of its output (head, less) went away is no error."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # Python would complain again when it closes the stream at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return OK
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="followup-monitor", prog_name="followup")
@click.option("--home", metavar="DIR", help="The home of whichever command follows.")
def program(home: str | None) -> None:
    """Follow up what a review left open: read it, watch its sources, tell what became of each item."""


def run_program(arguments: list[str]) -> int:
    """Run one command; what the user can mend becomes one line on stderr and an exit code, a bug flies."""
    _open_streams()
    try:
        unreadable = next((word for word in arguments if not word.isascii() and not _is_text(word)), None)
        if unreadable is not None:
            raise errors.InputError("an argument is no UTF-8 text", source=repr(unreadable))
        result = program.main(arguments, prog_name="followup", standalone_mode=False)
        return result if isinstance(result, int) else OK
    except click.exceptions.Abort:
        return 130
    except click.ClickException as error:
        error.show()
        return USAGE
    except errors.MonitorError as error:
        from monitor.cli.show import trouble

        trouble(str(error))
        return exit_code(error)
    except Exception as error:
        if starved(error):
            click.echo(f"followup: {_TOO_LITTLE}", err=True)
            return MEMORY
        if isinstance(error, OSError) and error.errno in _ODD_NAMES:
            click.echo(f"followup: {error.filename}: {error.strerror}", err=True)
            return USAGE
        if not isinstance(error, OSError) or error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            raise
        what = error.filename or "the output"
        click.echo(f"followup: {what} cannot be written: {error.strerror}; free some space, then again", err=True)
        return TEMPORARY


def starved(error: BaseException | None) -> bool:
    """Whether it came of too little memory: what a library made of that hides the first error behind others."""
    while error is not None:
        unmapped = isinstance(error, ImportError) and "failed to map" in str(error)  # so the loader says it
        threadless = isinstance(error, RuntimeError) and "can't start new thread" in str(error)
        refused = isinstance(error, OSError) and error.errno == errno.ENOMEM
        if isinstance(error, MemoryError) or unmapped or threadless or refused:
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_text(word: str) -> bool:
    """Whether the shell handed over UTF-8: other bytes come as lone surrogates, which nothing can store."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _open_streams() -> None:
    """Standard streams that are there and can print any text: cron may close them or set a plain locale."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - lives as long as we
        elif mode == "w" and isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def exit_code(error: errors.MonitorError) -> int:
    """The exit code of an error that the user can mend."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), BUG)

"""A command that dies of a real SIGKILL at a chosen point, in a process forked off before anything is opened.

The points are the moments before each commit of the database, and whatever else calls `passed`. To fork costs nothing
of what a start of Python and its imports cost, so every point can be tried.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Engine, event

from monitor.cli.program import run_program

_passes: Iterator[bool] = itertools.repeat(False)


def passed(*_: object) -> None:
    """One more point behind us; the chosen one is the end."""
    if next(_passes):
        os.kill(os.getpid(), signal.SIGKILL)


def dies_at(
    point: int,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    said: str = os.devnull,
    before: str = "commit",
) -> int:
    """The exit code of the command, -9 where it had so many points; 0 lets it live.

    `said` gets what it prints; `before` is the event of SQLAlchemy that is a point.
    """
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    code = 70
    try:
        os.environ.update(environment or {})
        code = _run(point, arguments, said, before)
    except Exception:  # noqa: BLE001 - nothing may lead back into what the parent was at
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _run(point: int, arguments: Sequence[str], said: str, before: str) -> int:
    globals()["_passes"] = (number == point for number in itertools.count(1))
    event.listen(Engine, before, passed)
    file = os.open(said, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(file, 1)
    os.dup2(file, 2)
    return run_program(list(arguments))

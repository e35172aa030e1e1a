"""What an unattended command leaves for its operator: a log, metrics, a heartbeat, the note that it was done.

None of these may spoil the command: what goes wrong here is told in a line, and the exit code stays.
"""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from monitor.app.context import App
from monitor.bootstrap import FixedClock
from monitor.cli import show
from monitor.cli.log import open_log
from monitor.errors import MonitorError

HEARTBEAT_S = 10


class Done(Protocol):
    """Called once, when the work is done; returns the exit code that it is given."""

    def __call__(self, code: int, figures: Mapping[str, int], **fields: Any) -> int: ...  # noqa: D102


@contextmanager
def attended(app: App, job: str | None) -> Iterator[Done]:
    """Yields what is to be called when `job` is done: a killed one counts as not done, and its metrics stay.

    With --as-of nothing of it is anybody's schedule, so only the log is written; without a job likewise.
    """
    begun, started = datetime.now(UTC), time.monotonic()
    log = open_log(app.reporting.log, job=job or "by hand")
    scheduled = job is not None and not isinstance(app.clock, FixedClock)

    def done(code: int, figures: Mapping[str, int], **fields: Any) -> int:
        seconds = round(time.monotonic() - started, 3)
        log("done", code=code, seconds=seconds, **figures, **fields)
        if job is not None and scheduled:
            app.store.note_job(job, begun)
            _tell_metrics(app.reporting.metrics, job, code, {**figures, "duration_seconds": seconds})
            if code == 0:
                _beat(app.reporting.heartbeats.get(job, ""))
        return code

    log("begun", version=app.version)
    try:
        yield done
    except MonitorError as error:
        log("failed", cause=str(error))
        raise


def _tell_metrics(folder: Path | None, job: str, code: int, figures: Mapping[str, float]) -> None:
    """Files for node-exporter's textfile collector; the one of the last success is written on success alone."""
    if folder is None:
        return
    now = round(time.time())
    last = {**figures, "exit_code": code, "last_end_seconds": now}
    try:
        _write(folder / f"followup_{job}.prom", job, last)
        if code == 0:
            _write(folder / f"followup_{job}_success.prom", job, {"last_success_seconds": now})
    except OSError as error:
        show.trouble(f"{folder}: the metrics cannot be written: {error.strerror}")


def _write(path: Path, job: str, figures: Mapping[str, float]) -> None:
    """Aside, then renamed: the collector never sees half a file."""
    lines = (
        f'# TYPE followup_{name} gauge\nfollowup_{name}{{job="{job}"}} {value}\n' for name, value in figures.items()
    )
    part = path.with_suffix(".part")
    part.write_text("".join(lines), encoding="utf-8")
    part.chmod(0o644)  # node-exporter is another user
    part.replace(path)


def _beat(address: str) -> None:
    if not address:
        return
    try:
        with urllib.request.urlopen(address, timeout=HEARTBEAT_S):  # noqa: S310 - the settings take http(s) only
            pass
    except (OSError, ValueError) as error:
        show.trouble(f"the heartbeat {address} was not taken: {error}")

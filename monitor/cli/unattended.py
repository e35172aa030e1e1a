"""What an unattended command leaves behind when it came to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from monitor.app.context import App
from monitor.bootstrap import FixedClock


@contextmanager
def noted(app: App, job: str | None) -> Iterator[None]:
    """Note when `job` was begun, once it is done: a killed one counts as not done, and --as-of is on no schedule."""
    begun = datetime.now(UTC)
    yield
    if job and not isinstance(app.clock, FixedClock):
        app.store.note_job(job, begun)

"""The daemon: APScheduler starts the commands that cron would, one at a time.

The clock is looked at every few seconds, since a sleeping machine stops the timers that APScheduler waits by, and a
clock set back would leave its jobs in a far future.
"""

from __future__ import annotations

import logging
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

from apscheduler.executors.base import BaseExecutor
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler

from monitor.schedule.jobs import Job
from monitor.schedule.notify import notify
from monitor.schedule.trigger import WallTrigger, missed

SET_BACK = timedelta(seconds=90)
"""Less than this is the clock being trimmed."""
PATIENCE_S = 30
"""So long a command may take to end when the daemon is stopped."""


class Child(Protocol):
    """A command at work, as `subprocess.Popen` has it."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; subprocess.TimeoutExpired."""
        ...

    def poll(self) -> int | None:
        """Its exit code, or None."""
        ...

    def terminate(self) -> None:
        """SIGTERM."""
        ...

    def kill(self) -> None:
        """SIGKILL."""
        ...


Clockwork = tuple[BaseScheduler, BaseExecutor]


def threads() -> Clockwork:
    """APScheduler in a thread of its own; one worker: a digest waits for the run under way, no job meets itself."""
    return BackgroundScheduler(), ThreadPoolExecutor(1)


class Daemon:
    """Starts the jobs until it is told to stop."""

    def __init__(
        self,
        jobs: Sequence[Job],
        zone: tzinfo,
        start: Callable[[Sequence[str]], Child],
        last: Callable[[str], datetime | None],
        tell: Callable[[str], None],
        clockwork: Callable[[], Clockwork] = threads,
    ) -> None:
        """`start` starts a command; `last` says when a job was begun last, by whomever; `tell` hears troubles."""
        self._jobs = {job.name: (job, WallTrigger(job.line, zone)) for job in jobs}
        self._command, self._last, self._tell = start, last, tell
        self._stop = threading.Event()
        self._child: Child | None = None
        self._starting = threading.Lock()
        self._seen = datetime.now(UTC)
        self._scheduler, executor = clockwork()
        self._scheduler.configure(
            executors={"default": executor},
            timezone=zone,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        # It warns of every job that comes while the same one is at work, which is what we want.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def serve(self, look_s: float) -> None:
        """Work until SIGTERM or SIGINT, with a look at the clock every `look_s` seconds."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        self.begin()
        notify("READY=1\nSTATUS=waiting")
        while not self._stop.wait(look_s):
            self.look()
            notify("WATCHDOG=1")
        notify("STOPPING=1")
        self._end()

    def begin(self) -> None:
        """Take the work up; what was missed while nobody was there is made good first, once."""
        now = self._seen = datetime.now(UTC)
        for place, (name, (_, trigger)) in enumerate(self._jobs.items()):
            late = missed(trigger, self._last(name), now)
            # In their order: a digest tells what the run before it found.
            first = now + timedelta(milliseconds=place) if late else trigger.get_next_fire_time(None, now)
            self._scheduler.add_job(self._start, trigger, [name], id=name, next_run_time=first)
        self._scheduler.start()

    def look(self) -> None:
        """Look at the clock: what is due starts, also where the machine slept or the clock was set back."""
        now = datetime.now(UTC)
        if now < self._seen - SET_BACK:
            for name, (_, trigger) in self._jobs.items():
                self._scheduler.modify_job(name, next_run_time=trigger.get_next_fire_time(None, now))
        self._seen = now
        self._scheduler.wakeup()

    def _start(self, name: str) -> None:
        job, trigger = self._jobs[name]
        # Cron lines beside the daemon, or a person, may have done it already.
        if not missed(trigger, self._last(name), datetime.now(UTC)):
            return
        with self._starting:
            if self._stop.is_set():
                return
            self._child = self._command(job.arguments)
        notify(f"STATUS=at work: {name}")
        code = self._child.wait()
        notify("STATUS=waiting")
        if code and not self._stop.is_set():
            self._tell(f"{name} ended with {_meaning(code)}")

    def _end(self) -> None:
        with self._starting:
            child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                child.kill()
        self._scheduler.shutdown(wait=True)


def _meaning(code: int) -> str:
    if code == -signal.SIGKILL:
        return "a kill (was there too little memory? the kernel's log says so); the next start goes on where it stopped"
    if code == -signal.SIGABRT:
        return "an abort within a library (too little memory, most likely); the next start goes on where it stopped"
    return f"signal {-code}" if code < 0 else f"code {code}; see docs/operations.md"

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

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from monitor.schedule.jobs import Job
from monitor.schedule.notify import notify
from monitor.schedule.trigger import WallTrigger, missed

SET_BACK = timedelta(seconds=90)
"""Less than this is the clock being trimmed."""
PATIENCE_S = 30
"""So long a command may take to end when the daemon is stopped."""


class Daemon:
    """Starts the jobs until it is told to stop."""

    def __init__(
        self,
        jobs: Sequence[Job],
        zone: tzinfo,
        program: str,
        last: Callable[[str], datetime | None],
        tell: Callable[[str], None],
        look_s: float,
    ) -> None:
        """`last` says when a job was begun last, by whomever; `tell` is told what went wrong."""
        self._jobs = {job.name: (job, WallTrigger(job.line, zone)) for job in jobs}
        self._program, self._last, self._tell, self._look_s = program, last, tell, look_s
        self._stop = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._starting = threading.Lock()
        # One worker: a digest waits for the run that is under way, and no job meets itself.
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(1)},
            timezone=zone,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        # It warns of every job that comes while the same one is at work, which is what we want.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)

    def serve(self) -> None:
        """Work until SIGTERM or SIGINT; what was missed while nobody was there is made good first, once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        now = datetime.now(UTC)
        for place, (name, (_, trigger)) in enumerate(self._jobs.items()):
            late = missed(trigger, self._last(name), now)
            # In their order: a digest tells what the run before it found.
            first = now + timedelta(milliseconds=place) if late else trigger.get_next_fire_time(None, now)
            self._scheduler.add_job(self._start, trigger, [name], id=name, next_run_time=first)
        self._scheduler.start()
        notify("READY=1\nSTATUS=waiting")
        self._watch(now)
        notify("STOPPING=1")
        self._end()

    def _watch(self, seen: datetime) -> None:
        while not self._stop.wait(self._look_s):
            now = datetime.now(UTC)
            if now < seen - SET_BACK:
                for name, (_, trigger) in self._jobs.items():
                    self._scheduler.modify_job(name, next_run_time=trigger.get_next_fire_time(None, now))
            seen = now
            self._scheduler.wakeup()
            notify("WATCHDOG=1")

    def _start(self, name: str) -> None:
        job, trigger = self._jobs[name]
        # Cron lines beside the daemon, or a person, may have done it already.
        if not missed(trigger, self._last(name), datetime.now(UTC)):
            return
        with self._starting:
            if self._stop.is_set():
                return
            # A group of its own: Ctrl-C at a terminal is for the daemon, which then stops it.
            self._child = subprocess.Popen([self._program, *job.arguments], start_new_session=True)  # noqa: S603
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
    return f"signal {-code}" if code < 0 else f"code {code}; see docs/operations.md"

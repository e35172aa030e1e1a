"""`followup daemon`."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from monitor.cli import show
from monitor.cli.options import home_option
from monitor.settings.home import Home

LEASE_S = 600
"""What tells another machine of us; on this one the file lock dies with its process."""


@click.command()
@click.option("--look", "look_s", type=click.FloatRange(min=0.05, max=60), default=10, show_default=True,
              help="Seconds between two looks at the clock.")  # fmt: skip
@home_option
def daemon(look_s: float, home: str | None) -> None:
    """Stay and start the commands by the lines of [schedule], one at a time; SIGTERM ends it."""
    from monitor.schedule.daemon import Daemon
    from monitor.schedule.jobs import jobs
    from monitor.schedule.trigger import zone_of
    from monitor.settings.home import open_home
    from monitor.settings.main import read_settings
    from monitor.store import SqlStore

    place = open_home(home)
    schedule = read_settings(place.config).schedule
    owner = f"{socket.gethostname()}:{os.getpid()}"
    with SqlStore(place.database) as store:
        store.acquire(owner, datetime.now(UTC), LEASE_S, "daemon")
        try:
            Daemon(
                jobs(schedule, place),
                zone_of(schedule.timezone),
                _started,
                lambda name: _last(place, name),
                show.trouble,
            ).serve(look_s)
        finally:
            store.release(owner, "daemon")


def _started(words: Sequence[str]) -> subprocess.Popen[bytes]:
    from monitor.cli.options import installed_program

    # A group of its own: Ctrl-C at a terminal is for the daemon, which then stops it.
    return subprocess.Popen([installed_program(), *words], start_new_session=True)  # noqa: S603


def _last(place: Home, name: str) -> datetime | None:
    """Asked anew each time: in a daemon's life the database may be restored or upgraded."""
    from monitor.store import SqlStore

    with SqlStore(place.database) as store:
        return store.last_job(name)

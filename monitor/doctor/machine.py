"""The machine: the program's packages, SQLite, room on the disk, who may write, the clock."""

from __future__ import annotations

import os
import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement

from monitor.doctor.finding import Finding, Level

DISTRIBUTION = "followup-monitor"
SPARE = 200_000_000
"""Bytes that should be free beside what a copy of the database needs."""
SKEW = timedelta(minutes=5)
"""A clock that differs by less is right enough: a feed's times are no better."""
ANSWER_S = 10


def packages() -> Iterator[Finding]:
    """Whether what the program needs is installed in versions that it takes; which extras are not."""
    needed = [Requirement(line) for line in requires(DISTRIBUTION) or ()]
    wrong = [said for each in needed if _meant(each, "") and (said := _lack(each))]
    if wrong:
        yield Finding("packages", Level.BROKEN, "; ".join(wrong), f"pip install --upgrade {DISTRIBUTION}")
    else:
        yield Finding("packages", Level.OK, f"{DISTRIBUTION} {version(DISTRIBUTION)} has all that it needs")
    extras = [each for each in needed if not _meant(each, "") and _meant(each, "chat")]
    if extras and any(map(_lack, extras)):
        said = "the extra for chat services is not installed, and is needed for them alone"
        yield Finding("packages", Level.NOTE, said, f"for chat channels: pip install '{DISTRIBUTION}[chat]'")


def _meant(needed: Requirement, extra: str) -> bool:
    return needed.marker is None or needed.marker.evaluate({"extra": extra})


def _lack(needed: Requirement) -> str:
    """What is wrong with an installed package; empty where nothing is."""
    try:
        there = version(needed.name)
    except PackageNotFoundError:
        return f"{needed.name} is not installed"
    return "" if needed.specifier.contains(there, prereleases=True) else f"{needed.name} is {there}, not {needed}"


def sqlite() -> Finding:
    """Whether Python's SQLite can do what the tables need."""
    try:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE TABLE strict (number INTEGER) STRICT")
            connection.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='porter unicode61')")
    except sqlite3.Error as error:
        do = "use a Python with SQLite 3.37 or newer that has FTS5, such as that of python.org or of uv"
        return Finding("sqlite", Level.BROKEN, f"SQLite {sqlite3.sqlite_version}: {error}", do)
    return Finding("sqlite", Level.OK, f"SQLite {sqlite3.sqlite_version} has strict tables and full-text search")


def disk(root: Path, database: Path) -> Finding:
    """Whether there is room for a copy of the database, as a backup and an upgrade need it."""
    free = shutil.disk_usage(root).free
    size = database.stat().st_size if database.is_file() else 0
    said = f"{megabytes(free)} free at {root}; the database has {megabytes(size)}"
    if free >= 2 * size + SPARE:
        return Finding("disk", Level.OK, said)
    do = "free some space or move the home; `followup db prune --dry-run` shows what the database can do without"
    return Finding("disk", Level.TROUBLE if free >= size + SPARE // 4 else Level.BROKEN, said, do)


def megabytes(size: int) -> str:
    """A number of bytes as people read it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.1f} MB"


def writable(*paths: Path) -> Iterator[Finding]:
    """Of these files and folders, those that may not be written by who asks."""
    for path in paths:
        if path.exists() and not os.access(path, os.W_OK):
            do = f"run as its owner ({_owner(path)}), or: chown -R {_user()} {path}"
            if os.statvfs(path).f_flag & os.ST_RDONLY:
                do = "its disk may only be read; mount it for writing (dmesg may say why it is not)"
            yield Finding("rights", Level.BROKEN, f"{path} may not be written by {_user()}", do)


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return str(path.stat().st_uid)


def _user() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.geteuid())


def clock(now: datetime, last: datetime | None) -> Finding:
    """Whether the clock stands before what was done already."""
    if last is not None and last > now + SKEW:
        said = f"it says {now:%Y-%m-%d %H:%M} UTC, and a run was begun at {last:%Y-%m-%d %H:%M} UTC"
        do = "set the clock (timedatectl set-ntp true); what was kept with a time ahead counts from that time on"
        return Finding("clock", Level.TROUBLE, said, do)
    return Finding("clock", Level.OK, f"{now:%Y-%m-%d %H:%M} UTC, not before the last run")


def clock_of_others(now: datetime, address: str, agent: str) -> Finding:
    """The clock beside that of a publisher, by the Date of its robots.txt (less the time that a cache held it)."""
    place = urlsplit(address)
    asked = f"{place.scheme}://{place.netloc}/robots.txt"
    there = _date_there(asked, agent)
    if isinstance(there, str):
        do = "look whether this machine reaches the network; https_proxy names a proxy"
        return Finding("network", Level.TROUBLE, f"{asked}: {there}", do)
    apart = abs(there - now)
    if apart > SKEW:
        said = f"it is {round(apart.total_seconds() / 60)} minutes off that of {place.netloc} ({there:%H:%M} UTC)"
        return Finding("clock", Level.TROUBLE, said, "set the clock: timedatectl set-ntp true")
    return Finding("clock", Level.OK, f"within minutes of that of {place.netloc}")


def _date_there(asked: str, agent: str) -> datetime | str:
    """The time there, or what kept us from it; any answer bears it, a refusal too."""
    request = urllib.request.Request(asked, method="HEAD", headers={"User-Agent": agent})  # noqa: S310 - http(s) alone
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_S) as answer:  # noqa: S310
            headers = answer.headers
    except urllib.error.HTTPError as error:
        headers = error.headers
    except (OSError, ValueError) as error:
        return str(error)
    try:
        age = int(headers.get("Age") or 0)
        return parsedate_to_datetime(headers["Date"]) + timedelta(seconds=age)
    except (TypeError, ValueError, OverflowError):
        return "its answer bears no Date"

"""SQLite as we want it: WAL, foreign keys, one writer that says so from the start."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc

from monitor.errors import StoreBusy, StoreError
from monitor.store.kept import way_back

BUSY_MS = 10_000

_CAUSES = {
    "SQLITE_FULL": "the disk is full; free some space, then run again",
    "SQLITE_CORRUPT": "the database is damaged; {way_back}",
    "SQLITE_NOTADB": "this is no database; {way_back}",
    "SQLITE_READONLY": "the database cannot be written; look at the owner and the mode of the file and its folder",
    "SQLITE_CANTOPEN": "the database cannot be opened; look at the owner and the mode of the file and its folder",
    "SQLITE_PERM": "the database may not be opened; look at the owner and the mode of the file",
    "SQLITE_AUTH": "the database may not be opened; look at the owner and the mode of the file",
    "SQLITE_IOERR": "the disk cannot be read or written; look whether it is full or failing (dmesg), then run again",
    "SQLITE_TOOBIG": "a text is too large for the database",
}
"""What the operator can mend, by the beginning of SQLite's name for it."""


def make_engine(path: Path, busy_ms: int = BUSY_MS) -> Engine:
    """An engine whose transactions begin as BEGIN IMMEDIATE.

    With WAL and a busy timeout, deferred transactions that read and then write failed 85 of 120 times as "database is
    locked" in our measurement, immediate ones never.
    """
    # Not an f-string: a path may hold "?" or "%", which mean something in an address.
    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        # The timeout first: already the change of the journal's mode may have to wait.
        for pragma in (f"busy_timeout={busy_ms}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        mode = "DEFERRED" if connection.get_execution_options().get("reading") else "IMMEDIATE"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Database errors that the operator can mend as ours, naming the file; all others stay what they are: bugs."""
    try:
        yield
    except exc.DBAPIError as error:
        raise _ours(path, error.orig) or error from error
    except sqlite3.Error as error:
        raise _ours(path, error) or error from error


def _ours(path: Path, error: BaseException | None) -> StoreError | None:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreBusy(f"{path}: another process holds the database; try again later")
    cause = next((cause for start, cause in _CAUSES.items() if name.startswith(start)), None)
    return StoreError(f"{path}: {cause.format(way_back=way_back(path))} ({error})") if cause else None

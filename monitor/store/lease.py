"""One run at a time: a file lock on this machine, which dies with its holder, and a row for other machines."""

from __future__ import annotations

import fcntl
from datetime import datetime, timedelta
from typing import IO

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from monitor.errors import RunInProgress, StoreError
from monitor.store.base import Base
from monitor.store.tables import lease


class Leases(Base):
    """The leases: of a run, and of a backfill, which do not keep each other out."""

    _locks: dict[str, IO[str]]
    """File locks that are held, by name."""

    def acquire(self, owner: str, now: datetime, ttl_s: int, name: str = "run") -> str:
        """Take the lease or raise RunInProgress; returns the owner who left it behind, empty where nobody did.

        Who holds the file lock knows that no other process of this machine runs, so a row that this machine left
        behind (a run that was killed) is taken over at once; one of another machine only when it has expired.
        """
        self._lock_file(owner, now, name)
        host = owner.rsplit(":", 1)[0]
        row = {"name": name, "owner": owner, "since": now, "expires": now + timedelta(seconds=ttl_s)}
        statement = insert(lease).values(**row)
        free = (lease.c.expires <= now) | lease.c.owner.startswith(f"{host}:", autoescape=True)
        statement = statement.on_conflict_do_update(index_elements=["name"], set_=row, where=free)
        with self.writing() as connection:
            held = connection.execute(select(lease.c.owner, lease.c.since).where(lease.c.name == name)).first()
            won = connection.execute(statement.returning(lease.c.owner)).scalar()
        if won is None and held is not None:
            self._unlock_file(name)
            raise RunInProgress(held.owner, f"{held.since:%Y-%m-%d %H:%M:%S} UTC", name)
        return str(held.owner) if held else ""

    def release(self, owner: str, name: str = "run") -> None:
        """Give the lease back."""
        with self.writing() as connection:
            connection.execute(delete(lease).where(lease.c.owner == owner, lease.c.name == name))
        self._unlock_file(name)

    def _lock_file(self, owner: str, now: datetime, name: str) -> None:
        path = self.path.with_suffix(".lock" if name == "run" else f".{name}.lock")
        try:
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            cause = error.strerror or "no ordinary file"
            raise StoreError(
                f"{path}: {cause}; move it away, or look at the owner and the mode of its folder"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder, _, since = file.read().strip().partition(" ")
            file.close()
            raise RunInProgress(holder or "unknown", since or "a moment ago", name) from None
        except OSError:
            # Some network shares know no locks: the row alone has to do there.
            file.close()
            return
        file.truncate(0)
        file.write(f"{owner} {now:%Y-%m-%d %H:%M:%S} UTC\n")
        file.flush()
        self._locks[name] = file

    def _unlock_file(self, name: str = "run") -> None:
        if file := self._locks.pop(name, None):
            file.close()

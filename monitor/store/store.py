"""The store: its parts put together on one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from monitor.store.articles import Articles
from monitor.store.engine import BUSY_MS, make_engine
from monitor.store.health import Healths
from monitor.store.lease import Leases
from monitor.store.migrate import require_current
from monitor.store.outbox import Outbox
from monitor.store.pages import Pages
from monitor.store.person import Person
from monitor.store.prune import Pruning
from monitor.store.reviews import Reviews
from monitor.store.runs import Runs
from monitor.store.tracking import Tracking
from monitor.store.windows import Windows

if TYPE_CHECKING:
    from monitor.app.backfill_ports import WindowStore
    from monitor.app.store_port import Store


class SqlStore(Leases, Reviews, Articles, Pages, Tracking, Person, Runs, Healths, Outbox, Windows, Pruning):
    """`monitor.app.ports.Store` on a SQLite file; raises SchemaOutOfDate where it is missing or of another version."""

    def __init__(self, path: Path, families: Mapping[str, str] | None = None, *, busy_ms: int = BUSY_MS) -> None:
        """`families` gives a source's publisher family (else it is its own); `busy_ms`: how long to wait for a lock."""
        require_current(path)
        self.path = path
        self.engine = make_engine(path, busy_ms)
        self.families = families or {}
        self._locks = {}

    def close(self) -> None:
        """Let go of the file, and of the lock on this machine if this store holds it."""
        for name in list(self._locks):
            self._unlock_file(name)
        self.engine.dispose()

    def __enter__(self) -> SqlStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


if TYPE_CHECKING:

    def _is_a_store(store: SqlStore) -> Store:
        """The type checker's proof that the port is whole."""
        return store

    def _keeps_windows(store: SqlStore) -> WindowStore:
        """The same for the port of a backfill."""
        return store

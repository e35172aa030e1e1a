"""Looking into the file past the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from monitor.store import SqlStore


def rows(store: SqlStore | Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    path = store if isinstance(store, Path) else store.path
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(query, values).fetchall()
        connection.commit()
        return found


@contextmanager
def statements(store: SqlStore) -> Iterator[list[str]]:
    """The statements that the store sends within the block, without BEGIN and COMMIT."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(store.engine, "before_cursor_execute", note)

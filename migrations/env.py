"""Alembic's environment: on a connection that the program hands over, or on a file named with -x db=FILE."""

from __future__ import annotations

from pathlib import Path

from alembic import context

from monitor.store.engine import make_engine
from monitor.store.tables import metadata


def _ours(name: str | None, kind: str, parents: object) -> bool:
    """The full-text index keeps tables of its own, which no migration should see."""
    return not (kind == "table" and name is not None and name.startswith("articles_search"))


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is None:
        path = Path(context.get_x_argument(as_dictionary=True)["db"])
        with make_engine(path).begin() as opened:
            _migrate(opened)
    else:
        _migrate(connection)


def _migrate(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(connection=connection, target_metadata=metadata, include_name=_ours, transactional_ddl=True)
    context.run_migrations()


run()

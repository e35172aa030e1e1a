"""The schema's versions: upgrade with a backup first, check, back up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.errors import SchemaOutOfDate, StoreError
from monitor.store.engine import make_engine, translated

_STORE = Path(__file__).resolve().parent

HEAD = "0001"
"""The version that this program needs; a test holds it against the newest migration, since asking Alembic at each
start would cost 375 ms."""


def require_current(path: Path) -> None:
    """SchemaOutOfDate, with what to do, unless the file is there and of this version."""
    if not path.is_file():
        raise SchemaOutOfDate(f"{path}: no database here; make it with: followup db upgrade")
    found = _version(path)
    if found != HEAD:
        raise SchemaOutOfDate(f"{path}: schema {found or 'none'}, this program needs {HEAD}; run: followup db upgrade")


def upgrade(path: Path) -> list[str]:
    """Bring a database to this version; returns the versions that were applied. A filled one is backed up first."""
    from alembic import command

    before = _version(path) if path.is_file() else ""
    if before == HEAD:
        return []
    if before:
        backup(path, path.with_name(f"{path.stem}-{before}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"))
    engine = make_engine(path)
    try:
        with translated(path), engine.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
    return _between(before)


def check(path: Path) -> None:
    """Version, integrity and references; StoreError says what is broken and what to do."""
    require_current(path)
    with _opened(path) as connection:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(5)
    if faults:
        raise StoreError(f"{path}: damaged ({faults[0]}); put a backup in its place")
    if orphans:
        raise StoreError(f"{path}: a row of {orphans[0][0]} refers to a missing row of {orphans[0][2]}")


def backup(path: Path, target: Path) -> None:
    """A whole copy, made while others may read and write; StoreError where the target exists or cannot be written."""
    if target.exists():
        raise StoreError(f"{target}: exists already")
    with _opened(path) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _version(path: Path) -> str:
    with _opened(path) as connection:
        has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has else None
    return str(row[0]) if row else ""


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file by sqlite3 alone, for what must work before the schema is known."""
    with translated(path), closing(sqlite3.connect(path, timeout=10, isolation_level=None)) as connection:
        yield connection


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_migrations()).replace("%", "%%"))
    return config


def _migrations() -> Path:
    """Inside the wheel, else at the root of the checkout."""
    inside = _STORE.parent / "_data" / "migrations"
    return inside if inside.is_dir() else _STORE.parent.parent / "migrations"


def _between(before: str) -> list[str]:
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(_config())
    steps = [revision.revision for revision in script.iterate_revisions("head", before or "base")]
    return [step for step in reversed(steps) if step != before]

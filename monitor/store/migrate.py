"""The schema's versions and the file's care: upgrade with a backup first, check, back up, restore.

A migration is one transaction: it arrives whole or not at all, also when it is killed. It runs with foreign keys off,
since with them on rebuilding a table deletes its children by cascade, and ends with a check of all references.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from monitor.errors import InputError, SchemaOutOfDate, StoreBusy, StoreError
from monitor.store.engine import BUSY_MS, make_engine, translated
from monitor.store.kept import way_back

_STORE = Path(__file__).resolve().parent

HEAD = "0012"
"""The version that this program needs; a test holds it against the newest migration, since asking Alembic at each
start would cost 375 ms."""


def require_current(path: Path) -> None:
    """SchemaOutOfDate, with what to do, unless the file is there and of this version."""
    _require_ordinary(path)
    if not path.is_file():
        raise SchemaOutOfDate(f"{path}: no database here; make it with: followup db upgrade")
    found = _version(path)
    if found > HEAD:
        raise SchemaOutOfDate(
            f"{path}: schema {found} was made by a newer program, this one knows {HEAD}; install the newer one"
        )
    if found != HEAD:
        raise SchemaOutOfDate(f"{path}: schema {found or 'none'}, this program needs {HEAD}; run: followup db upgrade")


def _require_ordinary(path: Path) -> None:
    """StoreError where something else than a file bears the database's name."""
    if os.path.lexists(path) and not path.is_file():
        raise StoreError(
            f"{path}: no ordinary file, but a folder, a pipe, or a link that leads nowhere; move it away,"
            " then: followup db restore FILE, or followup db upgrade for an empty database"
        )


def upgrade(path: Path, *, keep: bool = True) -> list[str]:
    """Bring a database to this version; returns the versions that were applied.

    With `keep` a filled one is first copied to a file beside it, named by its version and the time.
    """
    _require_ordinary(path)
    before = _version(path) if path.is_file() else ""
    if before >= HEAD:
        require_current(path)
        return []
    if before and keep:
        backup(path, _beside(path, before))
    _make_file(path)
    engine = make_engine(path)
    try:
        return _migrate(path, engine, before)
    finally:
        engine.dispose()


def check(path: Path) -> None:
    """Version, integrity, references and search index; StoreError says what is broken and what to do."""
    require_current(path)
    faults = _faults(path)
    if faults:
        raise StoreError(f"{path}: damaged ({faults[0]}); {way_back(path)}")
    with _opened(path) as connection:
        try:
            # Compares the index with the texts; it writes nothing, though it is spelt as an INSERT.
            connection.execute("INSERT INTO articles_search (articles_search, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if not (getattr(error, "sqlite_errorname", None) or "").startswith("SQLITE_CORRUPT"):
                raise
            raise StoreError(f"{path}: the search index does not fit; {way_back(path)}") from error


def backup(path: Path, target: Path) -> None:
    """A whole copy, made while others may read and write; InputError where the target cannot be meant."""
    if not path.is_file():
        raise StoreError(f"{path}: no database here")
    if target.exists():
        raise InputError("exists already; name a new file, or a folder", source=str(target))
    if not target.parent.is_dir():
        raise InputError(f"there is no folder {target.parent}", source=str(target))
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with _opened(path) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))
    # Only a whole copy gets the name: what a killed backup leaves behind is called .part.
    part.rename(target)


def restore(path: Path, source: Path) -> Path | None:
    """Put the backup `source` in the database's place; returns where the present database was kept, if there was one.

    The copy is one transaction of SQLite: a process that has the database open sees the old content or the new.
    """
    if not source.is_file():
        raise StoreError(f"{source}: no backup here")
    _require_ordinary(path)
    if path.exists() and source.samefile(path):
        raise InputError("this is the database itself; name a backup of it", source=str(source))
    faults = _faults(source) or ([] if _version(source) else ["no database of this program"])
    if faults:
        raise StoreError(f"{source}: {faults[0]}; nothing was changed")
    kept = _set_aside(path)
    _make_file(path)
    with _opened(source) as good, _opened(path) as target:
        good.backup(target)
    return kept


def _set_aside(path: Path) -> Path | None:
    """A copy of the present database where it is sound, else its very files under another name."""
    if not path.is_file() or path.stat().st_size == 0:
        return None
    kept = _beside(path, "replaced")
    if not _faults(path):
        backup(path, kept)
        return kept
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept


def _beside(path: Path, word: str) -> Path:
    # The machine's time and not the program's clock: it only tells files apart.
    return path.with_name(f"{path.stem}-{word}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.db")


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}") from error


def _migrate(path: Path, engine: Engine, before: str) -> list[str]:
    from alembic import command

    config = _config()
    with translated(path), engine.connect() as connection:
        # On the driver's own connection: inside a transaction this pragma does nothing.
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
            if orphans:
                raise StoreError(f"{path}: {_orphan(orphans[0])}; nothing was changed")
    return _between(before)


def _faults(path: Path) -> list[str]:
    """What SQLite complains of."""
    try:
        with _opened(path) as connection:
            told = [line for row in connection.execute("PRAGMA integrity_check(5)") for line in row[0].splitlines()]
            faults = [line for line in told if line != "ok" and not line.startswith("***")]  # *** in database main ***
            return faults or [_orphan(row) for row in connection.execute("PRAGMA foreign_key_check").fetchmany(5)]
    except StoreBusy:
        raise
    except StoreError as error:
        return [str(error.__cause__)]


def _orphan(row: Any) -> str:
    return f"row {row[1]} of {row[0]} refers to a missing row of {row[2]}"


def _version(path: Path) -> str:
    with _opened(path) as connection:
        has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has else None
    return str(row[0]) if row else ""


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The existing file by sqlite3 alone, for what must work before the schema is known."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    with translated(path), closing(sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000)) as connection:
        connection.isolation_level = None
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

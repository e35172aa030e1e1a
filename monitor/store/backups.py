"""A folder of backups, each named by the time of its making."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import InputError
from monitor.store.kept import FOLDER, dated
from monitor.store.migrate import backup, restore, upgrade
from monitor.store.store import SqlStore

_NAMED = "%Y%m%dT%H%M%S%fZ"


def dated_backup(path: Path, folder: Path) -> Path:
    """A whole copy of `path` in `folder`, which is made if need be; returns it."""
    target = folder / f"{path.stem}-{datetime.now(UTC):{_NAMED}}.db"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(error.strerror or "cannot be made", source=str(folder)) from error
    backup(path, target)
    return target


def thin_out(folder: Path, stem: str, keep: int) -> list[Path]:
    """Remove all but the newest backups that `dated_backup` made there; returns what was removed."""
    old = dated(folder, stem)[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def put_back(path: Path, source: Path) -> Path | None:
    """Restore `source`, bring it up to this version, and know again that backups were made: none holds that of itself.

    Returns where the database that stood there was kept, if there was one.
    """
    kept = restore(path, source)
    upgrade(path)
    there = [each for folder in (source.parent, path.parent / FOLDER) for each in dated(folder, path.stem)]
    if made := [moment for each in there if (moment := _made(each, path.stem))]:
        with SqlStore(path) as store:
            store.note_job("backup", max(made))
    return kept


def _made(backup: Path, stem: str) -> datetime | None:
    """When, by its name; None for a name that no backup of ours bears."""
    try:
        return datetime.strptime(backup.stem.removeprefix(f"{stem}-"), _NAMED).replace(tzinfo=UTC)
    except ValueError:
        return None

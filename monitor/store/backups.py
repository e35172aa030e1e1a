"""A folder of backups, each named by the time of its making."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import InputError
from monitor.store.kept import dated
from monitor.store.migrate import backup


def dated_backup(path: Path, folder: Path) -> Path:
    """A whole copy of `path` in `folder`, which is made if need be; returns it."""
    target = folder / f"{path.stem}-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}.db"
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

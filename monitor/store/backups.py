"""A folder of backups, each named by the time of its making."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from monitor.errors import InputError
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
    old = _dated(folder, stem)[:-keep]
    for path in old:
        path.unlink(missing_ok=True)
    return old


def newest_backup(path: Path, folder: Path) -> Path | None:
    """The newest dated backup of `path` in `folder`, else the newest copy that an upgrade left beside it."""
    beside = sorted(path.parent.glob(f"{path.stem}-[0-9][0-9][0-9][0-9]-*Z.db"))
    return next(reversed(beside + _dated(folder, path.stem)), None)


def _dated(folder: Path, stem: str) -> list[Path]:
    """Oldest first, by name and not by the file's time, which a copy to another disk would change."""
    return sorted(folder.glob(f"{stem}-[0-9]*T[0-9]*Z.db"))

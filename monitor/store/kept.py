"""Which backups there are, and the sentence that offers one where the database is damaged."""

from __future__ import annotations

from pathlib import Path

FOLDER = "backups"
"""Beside the database; as `monitor.settings.home.Home.backups`."""


def dated(folder: Path, stem: str) -> list[Path]:
    """Dated backups, oldest first, by name and not by the file's time, which a copy to another disk would change."""
    return sorted(folder.glob(f"{stem}-[0-9]*T[0-9]*Z.db"))


def newest_backup(path: Path) -> Path | None:
    """The newest dated backup of the database `path`, else the newest copy that an upgrade left beside it."""
    beside = sorted(path.parent.glob(f"{path.stem}-[0-9][0-9][0-9][0-9]-*Z.db"))
    return next(reversed(beside + dated(path.parent / FOLDER, path.stem)), None)


def way_back(path: Path) -> str:
    """What to do about a damaged database."""
    kept = newest_backup(path)
    words = f"followup db restore {kept}" if kept else "followup db restore FILE (there is none in the home)"
    return f"put a backup in its place: {words}"

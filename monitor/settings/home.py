"""The home: `monitor.toml`, `sources/`, `reviews/` and the database, in one folder that the operator owns."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import ConfigError
from monitor.settings.shipped import shipped


@dataclass(frozen=True, slots=True)
class Home:
    """A folder with everything that one installation needs."""

    root: Path

    @property
    def config(self) -> Path:
        """`monitor.toml`."""
        return self.root / "monitor.toml"

    @property
    def sources(self) -> Path:
        """Folder of source files."""
        return self.root / "sources"

    @property
    def reviews(self) -> Path:
        """Folder of review files: texts and their items."""
        return self.root / "reviews"

    @property
    def keys(self) -> Path:
        """Folder of keys for publishers' APIs, each a file that bears the name of its variable."""
        return self.root / "keys"

    @property
    def backups(self) -> Path:
        """Folder of backups."""
        return self.root / "backups"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "followup.db"

    @property
    def opinions(self) -> Path:
        """Second opinions that were given."""
        return self.root / "opinions.jsonl"


def find_home(given: str | None) -> Home:
    """`--home`, else `FOLLOWUP_HOME`, else the platform's own place for a program's data."""
    chosen = given or os.environ.get("FOLLOWUP_HOME")
    if chosen:
        return Home(Path(chosen).expanduser().absolute())
    from platformdirs import user_data_path

    return Home(user_data_path("followup", appauthor=False))


def open_home(given: str | None) -> Home:
    """An existing home; ConfigError says how to make one."""
    home = find_home(given)
    try:
        there = home.config.is_file()
    except (OSError, ValueError) as error:
        raise ConfigError(getattr(error, "strerror", None) or str(error), file=str(home.root)) from error
    if not there and os.path.lexists(home.config):
        raise ConfigError("no ordinary file: a folder, a pipe, or a link that leads nowhere", file=str(home.config))
    if not there:
        raise ConfigError(
            f"no home here; make one with: followup init {home.root}, or name one with --home", file=str(home.root)
        )
    return home


def make_home(root: Path) -> tuple[Home, list[Path]]:
    """Lay out a home from the shipped files; what is there already stays. Returns the files that were written."""
    home = Home(root.expanduser().absolute())
    try:
        home.reviews.mkdir(parents=True, exist_ok=True)
        home.sources.mkdir(exist_ok=True)
        home.keys.mkdir(mode=0o700, exist_ok=True)
        wanted = [(shipped("config", "monitor.toml"), home.config)]
        wanted += [(path, home.sources / path.name) for path in sorted(shipped("config", "sources").glob("*.toml"))]
        written = [target for origin, target in wanted if _copy_new(origin, target)]
    except OSError as error:
        raise ConfigError(error.strerror or "cannot be written", file=str(error.filename or root)) from error
    return home, written


def _copy_new(origin: Path, target: Path) -> bool:
    if target.exists():
        return False
    shutil.copyfile(origin, target)
    return True

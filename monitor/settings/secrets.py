"""Secrets come by the environment, or by a file of their own; never by a TOML file, and never into the database."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from monitor.domain.model import Source
from monitor.errors import ConfigError

_LARGEST = 100_000
"""Bytes; no key and no password is larger."""


def secret_text(path: Path) -> str:
    """What stands in a file, without white space around; OSError or ValueError where it cannot be read or meant.

    A device or a pipe might never end.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
        raise ValueError("no ordinary file of a few lines")
    return path.read_text(encoding="utf-8").strip()


def key_in(variable: str, folder: Path) -> str:
    """The key: in the file that `<VARIABLE>_FILE` names, else in the variable, else in its own file in `folder`.

    Empty where there is none of them; ConfigError for a file that cannot be read.
    """
    named, said = os.environ.get(f"{variable}_FILE"), os.environ.get(variable, "").strip()
    path = Path(named).expanduser() if named else folder / variable
    try:
        if named or (not said and path.exists()):
            return secret_text(path)
    except (OSError, ValueError) as error:
        raise ConfigError(f"the key cannot be read: {error}", file=str(path), key=variable) from error
    return said


def read_keys(sources: Iterable[Source], folder: Path) -> tuple[dict[str, str], list[ConfigError]]:
    """The keys of endpoints by their variables; one that cannot be read costs its routes, and no other's."""
    keys: dict[str, str] = {}
    wrong: list[ConfigError] = []
    for variable in dict.fromkeys(each.key_env for source in sources for each in source.endpoints if each.key_env):
        try:
            keys[variable] = key_in(variable, folder)
        except ConfigError as error:
            wrong.append(error)
    return keys, wrong

"""Secrets come by the environment, or by a file that it names; never by a TOML file, and never into the database."""

from __future__ import annotations

import os
from pathlib import Path

from monitor.errors import ConfigError


def key_in(variable: str) -> str:
    """What `<VARIABLE>` says, else what the file says that `<VARIABLE>_FILE` names; empty where neither is set."""
    if path := os.environ.get(f"{variable}_FILE"):
        try:
            return Path(path).expanduser().read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise ConfigError(f"the key cannot be read: {error}", file=path, key=f"{variable}_FILE") from error
    return os.environ.get(variable, "").strip()

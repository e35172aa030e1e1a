"""What stands for a reader in addresses of unsubscription, made from a secret of the home: none can be guessed."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from monitor.errors import ConfigError
from monitor.settings.home import Home
from monitor.settings.secrets import secret_text

_LEAST = 16
"""Bytes; tokens from a shorter secret, or from none, could be guessed."""


def token_of(home: Home, address: str) -> str:
    """32 hexadecimal digits, the same for the same home and address."""
    return hmac.new(_secret(home.root / "secret"), address.lower().encode(), hashlib.sha256).hexdigest()[:32]


@lru_cache(maxsize=8)
def _secret(path: Path) -> bytes:
    """The home's secret, made at the first need and readable by its owner alone; ConfigError where it cannot be."""
    try:
        if not path.exists():
            _make(path)
        secret = secret_text(path).encode()
    except (OSError, ValueError) as error:
        raise ConfigError(getattr(error, "strerror", None) or str(error), file=str(path)) from error
    if len(secret) < _LEAST:
        cause = "too short to be a secret; remove it and another is made (what was given out for unsubscription ends)"
        raise ConfigError(cause, file=str(path))
    return secret


def _make(path: Path) -> None:
    """Written aside and linked: of two processes that make one at once, both read the same afterwards."""
    aside = path.with_name(f".secret.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()

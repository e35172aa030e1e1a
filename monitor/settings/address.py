"""Web addresses in configuration files."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

from monitor.settings.toml import ONE_LINE


def _asked(url: str) -> str:
    """As it stands; ValueError where nobody could be asked by it. A password is never repeated in what is said."""
    if not re.fullmatch(ONE_LINE, url):
        raise ValueError("it is one line, without line breaks or control characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"it is no web address: {error}") from error
    if parts.username is not None or parts.password is not None:
        raise ValueError("a name or a password does not belong in an address, for it would stand in logs and reports")
    if url and (not parts.hostname or port == 0):
        raise ValueError("it is no web address: it names no host, or port 0")
    return url


WebAddress = Annotated[str, AfterValidator(_asked)]
"""An address that can be asked; where it may be empty, none."""

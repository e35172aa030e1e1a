"""A home before its archives: the example review, the four sources, and paces that a test can wait for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.e2e.home import prepared
from tests.newsroom.archives import hasten
from tests.newsroom.followup import Followup

AS_OF = "2014-03-01T12:00"


def quick(folder: Path, environment: Mapping[str, str], *sources: str) -> Followup:
    """A home whose archives may be asked a hundred times a second; only these sources, if any are named."""
    command = prepared(folder, environment)
    hasten(folder)
    for path in (folder / "sources").glob("*.toml"):
        if sources and path.stem not in sources:
            path.unlink()
    return command

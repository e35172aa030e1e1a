"""A home with the example review's curated items, and the real command on it, before a newsroom or without one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.newsroom.followup import Followup, program
from tests.shared import ROOT

SLUG = "obama-putin-lough-erne"
_OWN = {"id", "evidence"}
"""Numbers that the database gives out: two databases with the same content may differ in them."""


def prepared(folder: Path, environment: Mapping[str, str] | None = None) -> Followup:
    command = Followup(folder, environment or {})
    command.call("init", str(folder))
    shutil.copy(ROOT / "config" / "demo" / f"{SLUG}.toml", folder / "reviews")
    command.call("items", "sync")
    return command


def content(command: Followup, as_of: str) -> dict[str, list[str]]:
    """Everything that the database says, in an order and without the numbers that it gave out."""
    return {
        what: sorted(_line(row) for row in command.jsonl("export", what, "--as-of", as_of, *flags))
        for what, flags in (("articles", ()), ("matches", ("--all",)), ("evidence", ()), ("states", ()))
    }


def _line(row: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in row.items() if key not in _OWN}, sort_keys=True)


def started(command: Followup, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **command.environment, "FOLLOWUP_HOME": str(command.home)}
    return subprocess.Popen(
        [program(), *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

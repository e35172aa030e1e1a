"""A home with the example review's curated items, and the real command on it, before a newsroom or without one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from monitor.cli.program import exit_code
from monitor.cli.program import program as main
from monitor.errors import MonitorError
from tests.newsroom.followup import Followup, program
from tests.shared import ROOT

SLUG = "obama-putin-lough-erne"
_OWN = {"id", "evidence"}
"""Numbers that the database gives out: two databases with the same content may differ in them."""


def prepared(folder: Path, environment: Mapping[str, str] | None = None) -> Followup:
    inside = Inside(folder)
    inside("init", str(folder))
    shutil.copy(ROOT / "config" / "demo" / f"{SLUG}.toml", folder / "reviews")
    inside("items", "sync")
    return Followup(folder, environment or {})


def copied(command: Followup, folder: Path) -> Followup:
    """Another home with the same content: to make one costs a second a command."""
    shutil.copytree(command.home, folder)
    return Followup(folder, command.environment)


def add_settings(command: Followup, tables: str, **digest: str) -> None:
    """Tables behind the home's settings, and keys of its [digest]."""
    path = command.home / "monitor.toml"
    keys = "".join(f"{key} = {json.dumps(value)}\n" for key, value in digest.items())
    path.write_text(path.read_text(encoding="utf-8").replace("[digest]\n", f"[digest]\n{keys}") + tables, "utf-8")


def imported(command: Followup, reports: Sequence[tuple[str, str, str]]) -> None:
    """Reports (source, when, title) as if they had been collected when they were published, and read since."""
    file = command.home / "records.jsonl"
    rows = (
        {"external_id": f"{when} {source}", "source": source, "url": f"https://{source}.example/{place}",
         "title": title, "summary": "", "published": when}
        for place, (source, when, title) in enumerate(reports)
    )  # fmt: skip
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    inside = Inside(command.home)
    inside("articles", "import", str(file))
    inside("retrack")


def content(command: Followup, as_of: str) -> dict[str, list[str]]:
    """Everything that the database says, in an order and without the numbers that it gave out."""
    inside = Inside(command.home)
    return {
        what: sorted(
            _line(json.loads(row))
            for row in inside("export", what, "--as-of", as_of, "--format", "jsonl", *flags).splitlines()
        )
        for what, flags in (("articles", ()), ("matches", ("--all",)), ("evidence", ()), ("states", ()))
    }


def _line(row: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in row.items() if key not in _OWN}, sort_keys=True)


def started(command: Followup, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **command.environment, "FOLLOWUP_HOME": str(command.home)}
    return subprocess.Popen(
        [program(), *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@dataclass(frozen=True, slots=True)
class Inside:
    """The same commands within this process: where what is tested is what they say, and not how they start."""

    home: Path

    def __call__(self, *arguments: str, accept: int = 0) -> str:
        environment = {"FOLLOWUP_HOME": str(self.home), "NO_COLOR": "1"}
        result = CliRunner().invoke(main, [*arguments], env=environment)
        code, said = result.exit_code, result.output
        if isinstance(result.exception, MonitorError):
            code, said = exit_code(result.exception), str(result.exception)
        assert code == accept, (arguments, said, result.exception)
        return said

    def json(self, *arguments: str, accept: int = 0) -> Any:
        """The one JSON value that the command printed."""
        return json.loads(self(*arguments, "--format", "json", accept=accept))

    def jsonl(self, *arguments: str) -> list[Any]:
        """The JSON lines that the command printed."""
        return [json.loads(line) for line in self(*arguments, "--format", "jsonl").splitlines()]

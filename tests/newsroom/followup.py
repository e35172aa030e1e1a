"""The real `followup` command, called as a person or cron calls it: a subprocess, through the newsroom's proxy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_S = 300
"""Against what hangs; a machine that is busy with other things takes its time."""


class CommandFailed(Exception):
    """A command ended with another exit code than it should have; the text is what it said."""


@dataclass(frozen=True, slots=True)
class Followup:
    """The command for one home. `environment` names the proxy and the certificate that it trusts."""

    home: Path
    environment: Mapping[str, str]

    def call(self, *arguments: str, accept: Sequence[int] = (0,), limit_s: int = LIMIT_S) -> str:
        """What the command printed; CommandFailed where its exit code is not among the accepted."""
        command = [program(), *arguments]
        environment = {**os.environ, **self.environment, "FOLLOWUP_HOME": str(self.home), "NO_COLOR": "1"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=limit_s)
        if done.returncode not in accept:
            said = (done.stderr or done.stdout).strip()[-2000:]
            raise CommandFailed(f"followup {' '.join(arguments)}: exit code {done.returncode}\n{said}")
        return done.stdout

    def json(self, *arguments: str, accept: Sequence[int] = (0,)) -> Any:
        """The one JSON value that the command printed."""
        return json.loads(self.call(*arguments, "--format", "json", accept=accept))

    def jsonl(self, *arguments: str) -> list[Any]:
        """The JSON lines that the command printed."""
        return [json.loads(line) for line in self.call(*arguments, "--format", "jsonl").splitlines()]


def program() -> str:
    """The console script of this interpreter's environment, else the one on the path."""
    beside = Path(sys.executable).parent / "followup"
    found = str(beside) if beside.exists() else shutil.which("followup")
    if not found:
        raise CommandFailed("there is no `followup` command beside this Python; install the project first")
    return found

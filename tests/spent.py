"""What one process cost."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from typing import NamedTuple

from tests.shared import ROOT


class Spent(NamedTuple):
    """Seconds of the processor and by the wall; peak memory."""

    cpu: float
    wall: float
    megabytes: float

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.cpu - other.cpu, self.wall - other.wall, self.megabytes)


def spend(words: Sequence[str], *, silent: bool = False) -> Spent:
    """Run a command to its end; AssertionError where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.DEVNULL if silent else None)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return Spent(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024)

"""The pinned figures hold: each part of `./run eval`, as its users call it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.evaluate import PARTS
from tests.shared import ROOT, needs_shared


@pytest.mark.shared
@needs_shared
@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", PARTS)
def test_no_figure_lies_below_its_floor(part: str) -> None:
    command = [sys.executable, "-m", "tests.evaluate", part]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_an_unknown_part_is_refused() -> None:
    command = [sys.executable, "-m", "tests.evaluate", "weather"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "there are: items" in done.stderr) == (2, True)

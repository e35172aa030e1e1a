"""Ten days in fast time: what cron starts and what the daemon starts comes to the same as a calm life."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.shared import ROOT


@pytest.mark.e2e
@pytest.mark.timeout(400)
def test_ten_days_with_a_change_of_the_clock_a_sleep_a_kill_and_no_mail() -> None:
    line = [sys.executable, "-m", "tests.year", "--short"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=380)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "0 things wrong" in done.stdout
    assert done.stdout.count("run -9: 1") == 2, "cron's and the daemon's home each saw a kill"

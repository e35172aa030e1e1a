"""What `followup init --cron` and `--systemd` give out is taken by the real cron and the real systemd."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from monitor.schedule.cron import cron_lines
from monitor.schedule.jobs import jobs
from monitor.settings.home import Home
from monitor.settings.main import Schedule
from tests.newsroom.followup import Followup

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze on this machine")
needs_cron = pytest.mark.skipif(not shutil.which("crontab"), reason="no crontab on this machine")
ODD = "a home of 50% $x"


@pytest.fixture
def command(tmp_path: Path) -> Followup:
    made = Followup(tmp_path / ODD, {})
    made.call("init")
    return made


@needs_systemd
def test_systemd_takes_the_units(command: Followup, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    said = command.call("init", "--systemd", str(folder))
    assert "systemctl enable --now followup-run.timer followup-digest.timer followup-backup.timer" in said
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        [f"followup-{name}.{kind}" for name in ("run", "digest", "backup") for kind in ("service", "timer")]
        + ["followup-failed@.service", "followup-daemon.service"]
    )
    whole = [str(folder / name) for name in names if "@" not in name]
    done = subprocess.run(["systemd-analyze", "verify", *whole], capture_output=True, text=True, timeout=60)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "followup" in line]) == (0, [])
    for path in folder.glob("*.timer"):
        text = path.read_text(encoding="utf-8")
        assert "Persistent=true" in text
        for event in re.findall(r"^OnCalendar=(.*)$", text, re.M):
            subprocess.run(["systemd-analyze", "calendar", event], check=True, capture_output=True, timeout=60)
    for path in folder.glob("followup-[!f]*.service"):
        assert "OnFailure=followup-failed@%n.service" in path.read_text(encoding="utf-8")


@needs_systemd
def test_the_services_are_hardened(command: Followup, tmp_path: Path) -> None:
    command.call("init", "--systemd", str(tmp_path))
    unit = str(tmp_path / "followup-run.service")
    line = ["systemd-analyze", "security", "--offline=true", "--threshold=30", unit]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    if "Failed to" in done.stderr and "threshold" not in done.stderr:
        pytest.skip(f"systemd-analyze security does not work here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stdout[-600:]


@needs_cron
def test_cron_takes_the_lines(command: Followup) -> None:
    lines = command.call("init", "--cron")
    assert len([line for line in lines.splitlines() if not line.startswith("#")]) == 3
    done = subprocess.run(["crontab", "-n", "-"], input=lines, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_every_line_works_as_cron_would_start_it(command: Followup) -> None:
    """By a shell, in a bare environment, after cron has turned the escaped percent signs back."""
    lines = [line for line in command.call("init", "--cron").splitlines() if not line.startswith("#")]
    (backup,) = (line.split(maxsplit=5)[5].replace("\\%", "%") for line in lines if " db backup " in line)
    for _ in range(2):
        done = subprocess.run(["/bin/sh", "-c", backup], env={"PATH": "/usr/bin:/bin"}, capture_output=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(list((command.home / "backups").glob("followup-*.db"))) == 2


def test_an_empty_line_leaves_its_job_out_and_a_zone_is_told() -> None:
    home = Home(Path("/srv/followup"))
    lines = cron_lines(jobs(Schedule(run="", backup=""), home), "/bin/followup", "Europe/Berlin")
    assert "30 6 * * * /bin/followup digest --send --home /srv/followup" in lines.splitlines()
    assert "'Europe/Berlin'" in lines
    assert " run " not in lines


def test_the_units_can_be_printed(command: Followup) -> None:
    said = command.call("init", "--systemd", "-")
    assert "# followup-digest.timer\n[Unit]" in said


def test_the_home_may_stand_before_the_command(command: Followup, tmp_path: Path) -> None:
    other = Followup(tmp_path / "nowhere", {})
    assert "sound" in other.call("--home", str(command.home), "db", "check")
    other.call("db", "check", accept=(78,))

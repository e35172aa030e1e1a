"""The lines for a crontab."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from monitor.schedule.jobs import Job


def cron_lines(jobs: Sequence[Job], program: str, zone: str = "") -> str:
    """What `crontab` takes. cron mails what a command prints: nothing, as long as all is well."""
    head = ["# followup: unattended runs, as `followup init --cron` prints them. cron mails what goes wrong."]
    if zone:  # Debian's cron knows no CRON_TZ
        head.append(f"# cron goes by the machine's clock; {zone!r} holds for systemd and the daemon.")
    return "\n".join([*head, *(f"{job.line} {_quoted(program, job)}" for job in jobs)]) + "\n"


def _quoted(program: str, job: Job) -> str:
    # In a crontab a percent sign ends the command, also inside quotes.
    return shlex.join([program, *job.arguments]).replace("%", "\\%")

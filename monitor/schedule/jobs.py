"""The commands that run unattended, and when."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.settings.home import Home
from monitor.settings.main import Schedule


@dataclass(frozen=True, slots=True)
class Job:
    """One command and its cron line."""

    name: str
    line: str
    arguments: tuple[str, ...]
    says: str


def jobs(schedule: Schedule, home: Home) -> list[Job]:
    """The jobs of a home; one whose line is empty is left out."""
    place = ("--home", str(home.root))
    kept = str(schedule.keep_backups)
    every = [
        Job("run", schedule.run, ("run", *place), "read the sources, move the statuses"),
        Job("digest", schedule.digest, ("digest", "--send", *place), "mail what is new"),
        Job(
            "backup",
            schedule.backup,
            ("db", "backup", str(home.backups), "--keep", kept, *place),
            f"keep {kept} backups",
        ),
        Job("prune", schedule.prune, ("db", "prune", "--quiet", *place), "let go of what nothing rests on"),
    ]
    return [job for job in every if job.line]

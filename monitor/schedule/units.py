"""Units for systemd: a hardened service and a timer for each job, the daemon's, and one that tells of failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from monitor.schedule.jobs import Job
from monitor.settings.cronline import read_cron_line
from monitor.settings.home import Home

_HARDENED = """\
UMask=0077
NoNewPrivileges=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
"""
_NETWORK = "Wants=network-online.target\nAfter=network-online.target\n"


def units(jobs: Sequence[Job], program: str, home: Home, user: str, zone: str = "") -> Mapping[str, str]:
    """File name -> text. `user` owns the home; `zone` is what the lines' times mean, the machine's where empty."""
    own = f"User={user}\n{_HARDENED}ReadWritePaths={_word(str(home.root))}\n"
    made = {f"followup-{job.name}.service": _service(job, program, own) for job in jobs}
    made |= {f"followup-{job.name}.timer": _timer(job, zone) for job in jobs}
    made["followup-daemon.service"] = _daemon(program, home, own)
    made["followup-failed@.service"] = _failed()
    return made


def _service(job: Job, program: str, own: str) -> str:
    return (
        f"[Unit]\nDescription=followup: {job.says}\n{_NETWORK}OnFailure=followup-failed@%n.service\n\n"
        f"[Service]\nType=oneshot\nExecStart={_command([program, *job.arguments])}\n"
        # 75 means: another one is at it, or come again later.
        f"SuccessExitStatus=75\nTimeoutStartSec=1h\n{own}"
    )


def _daemon(program: str, home: Home, own: str) -> str:
    return (
        f"[Unit]\nDescription=followup: its own scheduler, in the timers' place\n{_NETWORK}"
        "OnFailure=followup-failed@%n.service\n\n[Service]\nType=notify\nNotifyAccess=main\n"
        f"ExecStart={_command([program, 'daemon', '--home', str(home.root)])}\nRestart=on-failure\nRestartSec=60\n"
        f"WatchdogSec=300\nTimeoutStopSec=90\nKillMode=mixed\n{own}\n[Install]\nWantedBy=multi-user.target\n"
    )


def _timer(job: Job, zone: str) -> str:
    when = "".join(f"OnCalendar={line}{f' {zone}' if zone else ''}\n" for line in calendar(job.line))
    return (
        f"[Unit]\nDescription=followup: when to {job.says}\n\n[Timer]\n{when}Persistent=true\n"
        "RandomizedDelaySec=60\n\n[Install]\nWantedBy=timers.target\n"
    )


def _failed() -> str:
    return (
        "[Unit]\nDescription=followup: tell that %i failed\n\n[Service]\nType=oneshot\n"
        "# Put your own way of being told here; the journal has the words of the command itself.\n"
        "ExecStart=/usr/bin/logger -p daemon.err -t followup"
        ' "%i failed; see: journalctl -u %i and docs/operations.md"\n'
    )


def calendar(line: str) -> list[str]:
    """A cron line as systemd's OnCalendar; two where cron means either the day or the weekday."""
    cron = read_cron_line(line)
    time = f"{cron.hour}:{cron.minute}:00"
    date = f"*-{cron.month}-{cron.day}"
    names = "" if cron.weekday == "*" else ",".join(name.title() for name in cron.weekday.split(",")) + " "
    if cron.either:
        return [f"{date} {time}", f"{names}*-{cron.month}-* {time}"]
    return [f"{names}{date} {time}"]


def _word(text: str) -> str:
    """A path or a word as systemd reads it back (man systemd.syntax): a percent sign is doubled, blanks are quoted."""
    escaped = text.replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"' if any(char in text for char in " \t'\"\\;") else escaped


def _command(words: Sequence[str]) -> str:
    # Only command lines know variables.
    return " ".join(_word(word).replace("$", "$$") for word in words)

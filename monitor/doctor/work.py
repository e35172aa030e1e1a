"""The work: sources, ways to readers, what was due, what did not arrive, what tells others."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from monitor.app.context import App
from monitor.app.health import SourceReport, key_wanted, report
from monitor.app.ports import Examinable
from monitor.app.post import lost_wishes, subscribed
from monitor.app.records import DeliveryState
from monitor.doctor.finding import Finding, Level
from monitor.domain.health import Condition
from monitor.errors import ConfigError, DeliveryError
from monitor.schedule.jobs import Job
from monitor.schedule.trigger import WallTrigger, missed, zone_of

PATIENCE = timedelta(hours=1)
"""So much later than due an unattended command may come to its end."""
LATELY = timedelta(days=14)
"""What did not arrive before that is history."""


def sources(app: App, cited: Sequence[str]) -> Iterator[Finding]:
    """The sources that reviews cite, as `followup sources status` has them."""
    wanted = [each for each in report(app, app.clock.now()) if each.source.key in cited]
    for each in wanted:
        yield from _source(each)
        for variable, endpoints in app.resting(each.source).items():
            said = f"{', '.join(endpoint.key for endpoint in endpoints)}: {key_wanted(variable)}"
            do = f"docs/sources.md#keys; or take them out of sources/{each.source.key}.toml"
            yield Finding("sources", Level.NOTE, said, do)
    if wanted and not any(each.health.condition.alarm for each in wanted):
        yield Finding("sources", Level.OK, f"{len(wanted)} of {len(wanted)} that reviews cite are read")


def _source(each: SourceReport) -> Iterator[Finding]:
    key, health = each.source.key, each.health
    said = f"{key}: {health.condition.value.replace('_', ' ')}" + (f", {health.because}" if health.because else "")
    if health.condition is Condition.NEVER_READ:
        do = f"followup run reads it; followup sources test {key} shows what it answers"
        yield Finding("sources", Level.NOTE, said, do)
    elif health.condition.alarm:
        do = f"followup sources test {key} shows what it answers now; docs/sources.md#health has the causes"
        yield Finding("sources", Level.TROUBLE, said, do)


def channels(app: App) -> Iterator[Finding]:
    """Each way to a subscribed reader, tried as far as goes without sending anything."""
    for name in sorted({reader.channel for reader in subscribed(app)}):
        yield _channel(app, name)
    for sentence in lost_wishes(app):
        yield Finding("mail", Level.TROUBLE, sentence, "correct the [[recipient]], or add that review")


def _channel(app: App, name: str) -> Finding:
    try:
        channel = app.channel(name)
        if not isinstance(channel, Examinable):
            said = f"channel {name} cannot be tried without sending"
            return Finding("mail", Level.NOTE, said, "followup digest --send")
        channel.check()
    except ConfigError as error:
        return Finding("mail", Level.BROKEN, str(error), f"mend [channel.{name}]; docs/digest.md has its keys")
    except DeliveryError as error:
        later = "; what waits goes out by itself once it works" if error.transient else ""
        do = f"look at the server, or mend [channel.{name}]{later}"
        return Finding("mail", Level.TROUBLE, f"channel {name}: {error}", do)
    return Finding("mail", Level.OK, f"channel {name} would take a message")


def schedule(app: App, jobs: Sequence[Job], zone: str | None) -> Iterator[Finding]:
    """Whether each unattended command came to its end when it was last due."""
    ends = {job: app.store.last_job(job.name) for job in jobs}
    if never := [job.name for job, last in ends.items() if last is None]:
        do = "followup init --cron, followup init --systemd DIR or followup daemon (docs/operations.md)"
        yield Finding("schedule", Level.NOTE, f"never done to its end: {', '.join(never)}", do)
    for job, last in ends.items():
        if last is not None:
            yield _job(job, last, app.clock.now(), zone_of(zone))


def _job(job: Job, last: datetime, now: datetime, zone: tzinfo) -> Finding:
    said = f"{job.name} was last done to its end as begun at {last:%Y-%m-%d %H:%M} UTC"
    late = now - PATIENCE
    if missed(WallTrigger(job.line, zone), min(last, late), late):
        do = f"look whether cron, the timers or the daemon run; then by hand: followup {' '.join(job.arguments)}"
        return Finding("schedule", Level.TROUBLE, f"{said}, and was due since ({job.line})", do)
    return Finding("schedule", Level.OK, said)


def outbox(app: App) -> Iterator[Finding]:
    """What did not arrive of late, and what waits."""
    since = app.clock.now() - LATELY
    for state in (DeliveryState.FAILED, DeliveryState.UNCERTAIN, DeliveryState.READY):
        entries = [entry for entry in app.store.outbox(state) if entry.as_of >= since]
        if not entries:
            continue
        said = f"{state}: {len(entries)} of late; the last: {entries[-1].cause or 'not tried yet'}"
        if state is DeliveryState.READY:
            yield Finding("outbox", Level.NOTE, said, "they go out with the next: followup digest --send")
        else:
            do = f"followup outbox list --state {state}; followup outbox again NUMBER sends one once more"
            yield Finding("outbox", Level.TROUBLE, said, do)


def signs(app: App) -> Iterator[Finding]:
    """Whether log and metrics can be written."""
    log, metrics = app.reporting.log, app.reporting.metrics
    for name, folder in (("log", log.parent if log else None), ("metrics", metrics)):
        if folder is not None and not (os.path.isdir(folder) and os.access(folder, os.W_OK)):  # noqa: PTH112 - any name
            do = f"make the folder and let the home's owner write there, or change [operations] {name}"
            yield Finding("signs", Level.TROUBLE, f"{folder}: no folder in which the {name} can be written", do)

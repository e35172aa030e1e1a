"""Everything in turn; what cannot be looked at because something before it is broken is left out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from monitor.bootstrap import open_app, program_version
from monitor.doctor import home as place
from monitor.doctor import machine, work
from monitor.doctor.finding import Finding, Level
from monitor.schedule.jobs import jobs
from monitor.settings.home import Home
from monitor.settings.main import MonitorFile


def examine(home: Home) -> Iterator[Finding]:
    """Findings in the order in which they are worth mending. Sends nothing, writes nothing of the home's."""
    yield from machine.packages()
    yield machine.sqlite()
    yield machine.disk(home.root, home.database)
    yield from machine.writable(home.root, home.database, home.sources, home.reviews)
    settings, found = place.settings(home)
    yield from found
    yield from place.files(home)
    database = place.database(home)
    yield database
    if settings is not None and database.level is Level.OK:
        yield from _work(home, settings)


def _work(home: Home, settings: MonitorFile) -> Iterator[Finding]:
    with open_app(home) as app:
        yield machine.clock(datetime.now(UTC), max((run.started for run in app.store.runs(1)), default=None))
        cited = {key for review in app.store.reviews() for key in review.sources}
        known = [app.sources[key] for key in sorted(cited & app.sources.keys())]
        if address := next((endpoint.url for source in known for endpoint in source.endpoints), ""):
            agent = f"followup-monitor/{program_version()} {settings.fetch.contact}".strip()
            yield machine.clock_of_others(datetime.now(UTC), address, agent)
        yield from work.sources(app, sorted(cited))
        yield from work.channels(app)
        yield from work.schedule(app, jobs(settings.schedule, home), settings.schedule.timezone)
        yield from work.outbox(app)
        yield from work.signs(app)

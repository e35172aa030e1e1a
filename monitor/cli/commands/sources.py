"""`followup sources`: what is read, and whether it answers."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.app.context import App
from monitor.cli import program, show
from monitor.cli.group import Group
from monitor.cli.options import as_of_option, format_option, home_option, opened, with_app
from monitor.domain.health import Health
from monitor.domain.model import EndpointBatch, Outcome
from monitor.domain.site import Site
from monitor.errors import NotFound


@click.group(cls=Group)
def sources() -> None:
    """The publishers that are read; each is one file in sources/."""


@sources.command(name="list")
@with_app
@format_option()
def list_sources(app: App, form: str) -> None:
    """All configured endpoints, and how their last reading went."""
    from monitor.app.health import waiting

    states = {state.endpoint: state for state in app.store.endpoint_states(app.clock.now())}
    rows: list[dict[str, Any]] = []
    for source in app.sources.values():
        resting = waiting(app, source)
        for endpoint in source.endpoints:
            state = states.get(endpoint.key)
            rows.append(
                {
                    "endpoint": endpoint.key,
                    "kind": endpoint.kind.value,
                    "url": endpoint.url,
                    "outcome": state.outcome if state else "never_read",
                    "last_read": state.last_read.isoformat() if state and state.last_read else None,
                    "failures": state.failures if state else 0,
                    "cause": state.cause if state else resting.get(endpoint.key, ""),
                }
            )
    if form == "text":
        _lines(app, rows, lambda row: [row["kind"], row["outcome"], _minute(row["last_read"])])
    else:
        show.data(rows, form)
    for error in app.wrong:
        show.trouble(str(error))


@sources.command()
@with_app
@format_option()
def status(app: App, form: str) -> int:
    """How each source and each of its routes is doing, since when and why; exit code 3 where one is in trouble."""
    from monitor.app.health import report

    found = report(app, app.clock.now())
    rows: list[dict[str, Any]] = []
    for each in found:
        for endpoint, health in each.routes.items():
            rows.append(_health(endpoint, health, each.read.get(endpoint)))
    if form == "text":
        notes = {
            each.source.key: f"{each.health.condition.value.replace('_', ' ')}{_since(each.health)}" for each in found
        }
        _lines(app, rows, lambda row: [row["condition"].replace("_", " "), _minute(row["last_read"])], notes)
    else:
        show.data([*(_health(each.source.key, each.health, None) for each in found), *rows], form)
    return program.DEGRADED if any(each.health.condition.alarm for each in found) else program.OK


def _health(subject: str, health: Health, read: datetime | None) -> dict[str, Any]:
    return {
        "subject": subject,
        "endpoint": subject,
        "condition": health.condition.value,
        "since": health.since.isoformat() if health.since else None,
        "cause": health.because,
        "last_read": read.isoformat() if read else None,
    }


@sources.command()
@click.argument("key")
@with_app
@format_option()
def test(app: App, key: str, form: str) -> int:
    """Read every endpoint of source KEY once, say what each gave, and store nothing."""
    from monitor.app.run import probe

    _tell_resting(app, key)
    return _tell(probe(app, key), form)


@sources.command()
@click.argument("key")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where to; else ./KEY.", metavar="FOLDER"
)
@with_app
@format_option()
def record(app: App, key: str, folder: Path | None, form: str) -> int:
    """Read source KEY as `sources test` does, and keep every answer in a folder that tests can play again."""
    from monitor.app.run import probe
    from monitor.settings.samples import SampleWriter

    _tell_resting(app, key)
    sample = SampleWriter(folder or Path(key))
    batches = probe(app, key, sample.keep)
    sample.close(batches, app.clock.now())
    show.note(f"{sample.kept} answers in {sample.folder}")
    return _tell(batches, form)


@sources.command()
@click.argument("url")
@click.option("--write", is_flag=True, help="Write it to sources/KEY.toml; what is there already stays.")
@home_option
@as_of_option
def add(url: str, write: bool, home: str | None, as_of: datetime | None) -> int:
    """Look at a publisher's page or feed at URL and propose a source: routes found, read once, as TOML.

    Prints the proposal; nothing is stored without --write.
    """
    from monitor.domain.site import meant, propose
    from monitor.settings.home import find_home
    from monitor.settings.source_file import source_toml, write_source

    with opened(home, as_of) as app:
        site = app.fetcher().explore(meant(url))
        now = app.clock.now()
        known = app.sources
    source = propose(site, now)
    if same := next((each for each in known.values() if set(each.domains) & set(source.domains)), None):
        show.trouble(f"source {same.key} has {', '.join(same.domains)} already; see: followup sources test {same.key}")
    if not source.endpoints:
        raise _nothing_found(site, now)
    text = source_toml(source, site, now)
    click.echo(show.plain(text), nl=False)
    if write:
        show.trouble(f"written to {write_source(find_home(home).sources, source.key, text)}")
        show.trouble(f"next: followup sources test {source.key}; followup sources record {source.key}")
    return program.OK


def _nothing_found(site: Site, now: datetime) -> NotFound:
    """Why no source can be proposed; on stderr what was tried."""
    from monitor.domain.site import left_out

    for url, reason in left_out(site, now).items():
        show.trouble(f"{url}: {reason}")
    if site.outcome is Outcome.BLOCKED:
        return NotFound(
            f"{site.cause}; walls are not climbed: give the address of an open feed or news sitemap, if there is one"
        )
    said = "no feed and no news sitemap that gives entries was found; if you know the address of one, give that"
    return NotFound(site.cause or f"{site.url}: {said}")


def _tell_resting(app: App, key: str) -> None:
    """On stderr, which endpoints of the source are not asked for want of a key."""
    from monitor.app.health import key_wanted

    for variable, endpoints in (app.resting(app.sources[key]) if key in app.sources else {}).items():
        show.trouble(f"{', '.join(each.key for each in endpoints)}: {key_wanted(variable)}")


def _tell(batches: list[EndpointBatch], form: str) -> int:
    rows: list[dict[str, Any]] = [
        {
            "endpoint": batch.endpoint,
            "outcome": batch.outcome.value,
            "http_status": batch.http_status,
            "entries": batch.entries,
            "newest": batch.newest.isoformat() if batch.newest else None,
            "elapsed_ms": batch.elapsed_ms,
            "first_title": batch.articles[0].title if batch.articles else "",
            "cause": batch.cause,
        }
        for batch in batches
    ]
    if form == "text":
        for row in rows:
            newest = f", the newest of {_minute(row['newest'])}" if row["newest"] else ""
            click.echo(show.plain(f"{row['endpoint']}: {row['outcome']}, {row['entries']} entries{newest}"))
            _more(row["first_title"])
            _more(row["cause"])
    else:
        show.data(rows, form)
    return program.OK if all(batch.outcome.healthy for batch in batches) else program.DEGRADED


def _lines(
    app: App,
    rows: list[dict[str, Any]],
    cells: Callable[[dict[str, Any]], list[str]],
    notes: Mapping[str, str] | None = None,
) -> None:
    """Each source with its routes below it, and a cause on lines of its own: nothing is wider than 80 columns."""
    said = {row["endpoint"]: cells(row) for row in rows}
    widths = [max((len(each) for each in column), default=0) for column in zip(*said.values(), strict=True)]
    longest = max((len(row["endpoint"].partition("/")[2]) for row in rows), default=0)
    for source in app.sources.values():
        note = (notes or {}).get(source.key, "")
        click.echo(show.plain(f"{source.key}: {source.name}" + (f", {note}" if note else "")))
        for row in rows:
            if row["endpoint"].partition("/")[0] == source.key:
                name = row["endpoint"].partition("/")[2].ljust(min(longest, 24))
                values = "  ".join(cell.ljust(width) for cell, width in zip(said[row["endpoint"]], widths, strict=True))
                click.echo(show.plain(f"  {name}  {values}".rstrip()))
                _more(row["cause"])


def _more(text: str) -> None:
    for line in textwrap.wrap(show.plain(text), 72, break_long_words=False, break_on_hyphens=False):
        click.echo(f"      {line}")


def _minute(moment: str | None) -> str:
    return moment[:16].replace("T", " ") if moment else "never"


def _since(health: Health) -> str:
    return f" since {health.since:%Y-%m-%d %H:%M}" if health.since else ""

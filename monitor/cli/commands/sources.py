"""`followup sources`: what is read, and whether it answers."""

from __future__ import annotations

from typing import Any

import click

from monitor.app.context import App
from monitor.cli import program, show
from monitor.cli.options import format_option, with_app


@click.group()
def sources() -> None:
    """The publishers that are read; each is one file in sources/."""


@sources.command(name="list")
@with_app
@format_option()
def list_sources(app: App, form: str) -> None:
    """All configured endpoints, and how their last reading went."""
    states = {state.endpoint: state for state in app.store.endpoint_states(app.clock.now())}
    rows: list[dict[str, Any]] = []
    for source in app.sources.values():
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
                    "cause": state.cause if state else "",
                }
            )
    _show(rows, form, ["endpoint", "kind", "outcome", "last_read", "cause"])
    for error in app.wrong:
        show.trouble(str(error))


@sources.command()
@click.argument("key")
@with_app
@format_option()
def test(app: App, key: str, form: str) -> int:
    """Read every endpoint of source KEY once, say what each gave, and store nothing."""
    from monitor.app.run import probe

    batches = probe(app, key)
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
    _show(rows, form, ["endpoint", "outcome", "entries", "newest", "first_title", "cause"])
    return program.OK if all(batch.outcome.healthy for batch in batches) else program.DEGRADED


def _show(rows: list[dict[str, Any]], form: str, columns: list[str]) -> None:
    if form == "text":
        show.table("", columns, [["" if row[column] is None else row[column] for column in columns] for row in rows])
    else:
        show.data(rows, form)

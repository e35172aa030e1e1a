"""`followup backfill` and `followup coverage`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli import program, show
from monitor.cli.options import Command, Day, as_of_option, format_option, home_option

if TYPE_CHECKING:
    from monitor.app.backfill import BackfillReport, Estimate, Wanted
    from monitor.app.backfill_chain import Step
    from monitor.app.backfill_coverage import Covered
    from monitor.app.backfill_ports import Tools
    from monitor.app.context import App
    from monitor.domain.windows import Window


def _span_options(command: Command) -> Command:
    """REVIEW, --source, --from, --to and the home."""
    for option in (
        home_option,
        as_of_option,
        click.argument("review", required=False),
        click.option("--source", "sources", multiple=True, help="This source; may be given several times."),
        click.option("--from", "first", type=Day(), help="The first day; else the review's."),
        click.option("--to", "last", type=Day(), help="The last day; else yesterday."),
    ):
        command = option(command)
    return command


@contextmanager
def _opened(
    home: str | None, as_of: datetime | None, review: str | None, sources: Sequence[str], first: date | None,
    last: date | None, routes: Sequence[str] = (),
) -> Iterator[tuple[App, Tools, Wanted]]:  # fmt: skip
    from monitor.app.backfill import wanted
    from monitor.app.sync import sync_items
    from monitor.bootstrap import backfill_tools, open_app
    from monitor.settings.home import open_home

    opened = open_home(home)
    with open_app(opened, as_of) as app:
        sync_items(app)
        yield app, backfill_tools(opened, app), wanted(app, review, sources, first, last, routes)


@click.command()
@_span_options
@click.option("--route", "routes", multiple=True, help="Only this route of the sources; may be given several times.")
@click.option("--plan", "only_plan", is_flag=True, help="Show the windows and what they cost; ask nothing.")
@click.option("--replay", is_flag=True, help="Read the kept raw answers again instead of asking the network.")
@click.option("--again", is_flag=True, help="Ask again what a route did not give.")
@click.option("--warc", "files", multiple=True, type=click.Path(path_type=Path), help="Take in this WARC file instead.")
@format_option("text", "json")
def backfill(
    home: str | None, as_of: datetime | None, review: str | None, sources: tuple[str, ...], first: date | None,
    last: date | None, routes: tuple[str, ...], only_plan: bool, replay: bool, again: bool, files: tuple[Path, ...],
    form: str,
) -> int:  # fmt: skip
    """Fill a past period from archives, for REVIEW's sources or those named. Resumes where it was stopped."""
    from monitor.app import backfill as use

    with _opened(home, as_of, review, sources, first, last, routes) as (app, tools, what):
        if only_plan:
            _plan(*use.plan(app, tools, what), form)
            return program.OK
        if files:
            report = use.from_warc(app, tools, files, what)
        else:
            with _progress() as tell:
                if replay:
                    report = use.replay(app, tools, what, tell)
                else:
                    report = use.backfill(app, tools, what, again=again, progress=tell)
    return _tell(report, form)


def _plan(windows: Sequence[Window], cost: Estimate, troubles: Sequence[str], form: str) -> None:
    for line in troubles:
        show.trouble(line)
    if form == "json":
        show.document(
            {
                "windows": [_window(window) for window in windows],
                "requests": cost.requests,
                "minutes": round(cost.minutes, 1),
            }
        )
        return
    rows = [
        (w.route, w.first, w.last, w.state.value, len(w.todo), w.entries, w.cause)
        for w in sorted(windows, key=lambda w: (w.route, w.first))
    ]
    show.table("", ["route", "from", "to", "state", "to ask", "entries", "cause"], rows)
    click.echo(f"at least {cost.requests} requests, {cost.minutes:.0f} minutes at the pace that the archives ask for")


def _window(window: Window) -> dict[str, Any]:
    return {
        "source": window.source,
        "route": window.route,
        "from": window.first.isoformat(),
        "to": window.last.isoformat(),
        "state": window.state.value,
        "todo": list(window.todo),
        "requests": window.requests,
        "entries": window.entries,
        "new": window.new,
        "cause": window.cause,
        "retry_at": window.retry_at.isoformat() if window.retry_at else None,
    }


def _tell(report: BackfillReport, form: str) -> int:
    """Print the account; degraded where a window is a gap or waits."""
    left = [window for window in report.windows if window.state.value not in ("done", "empty")]
    if form == "json":
        show.document(
            {
                "windows": [_window(window) for window in report.windows],
                "counts": report.counts,
                "seconds": {stage: round(value, 2) for stage, value in report.seconds.items()},
                "matches": report.tracked.matches if report.tracked else None,
                "changes": report.tracked.changes if report.tracked else None,
                "troubles": list(report.troubles),
            }
        )
    else:
        counts = report.counts
        click.echo(
            f"{counts.get('answers', 0)} answers, {counts.get('entries', 0)} entries,"
            f" {counts.get('new', 0)} new articles"
            + (f"; {len(report.windows) - len(left)} of {len(report.windows)} windows read" if report.windows else "")
        )
        if report.tracked is None:
            click.echo("a run is in progress: it, or the next one, matches what came in")
    for window in left:
        show.trouble(f"{window.route} {window.first} to {window.last}: {window.state.value}, {window.cause}")
    for line in report.troubles:
        show.trouble(line)
    return program.DEGRADED if left or report.troubles else program.OK


@contextmanager
def _progress() -> Iterator[Callable[[Step], None]]:
    """A bar for each source on stderr, with the time that is left; nothing where nobody looks."""
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bars: dict[str, Any] = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[new]} new"),
    )
    console = Console(stderr=True)
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not sys.stderr.isatty()) as drawn:

        def tell(step: Step) -> None:
            if step.source not in bars:
                bars[step.source] = drawn.add_task(step.source, total=step.windows, new=0)
            drawn.update(bars[step.source], completed=step.ended, total=step.windows, new=step.new)

        yield tell


@click.command()
@_span_options
@format_option()
def coverage(
    home: str | None, as_of: datetime | None, review: str | None, sources: tuple[str, ...], first: date | None,
    last: date | None, form: str,
) -> None:  # fmt: skip
    """Which days of the sources were filled from archives, by which route, and which are gaps."""
    from monitor.app.backfill_coverage import coverage as covered
    from monitor.app.backfill_coverage import runs

    with _opened(home, as_of, review, sources, first, last) as (app, tools, what):
        rows = covered(app, tools, what)
    if form == "text":
        show.table("", list(_COLUMNS), [_span(days) for days in runs(rows)])
        gaps = sum(row.state == "gap" for row in rows)
        click.echo(f"{len(rows)} days of sources, {gaps} are gaps")
        return
    show.data([_day(row) for row in rows], form)


_COLUMNS = ("source", "from", "to", "state", "read by", "articles", "usual", "why not")


def _span(days: Sequence[Covered]) -> tuple[object, ...]:
    """Days of the same state as a line: what is stored of them, and what such days usually bring."""
    first, articles, usual = days[0], sum(day.articles for day in days), sum(day.usual for day in days)
    routes, causes = ", ".join(first.routes), "; ".join(first.causes)
    return first.source, first.day, days[-1].day, first.state, routes, articles, f"{usual:g}", causes


def _day(row: Covered) -> dict[str, Any]:
    return {
        "source": row.source,
        "day": row.day.isoformat(),
        "state": row.state,
        "routes": list(row.routes),
        "articles": row.articles,
        "usual": row.usual,
        "causes": list(row.causes),
    }

"""`followup run` and `followup retrack`."""

from __future__ import annotations

import click

from monitor.app.context import App
from monitor.cli import program, show
from monitor.cli.options import format_option, with_app
from monitor.cli.unattended import attended


@click.command()
@click.option("--source", "only", multiple=True, help="Read only this source; may be given several times.")
@with_app
@format_option("text", "json")
def run(app: App, only: tuple[str, ...], form: str) -> int:
    """One pass: read the sources, match, weigh the evidence, move the statuses. Idempotent; silent in cron."""
    from monitor.app.run import run as one_pass

    with attended(app, None if only else "run") as done:
        report = one_pass(app, only)
        code = _code(report.state, bool(report.wrong), len(report.troubles), len(report.endpoints))
        said = {"outcomes": report.endpoints, "troubles": report.troubles, "drops": report.dropped}
        done(code, report.counts, run=report.run, state=report.state, **said)
    if form == "json":
        show.document(
            {
                "run": report.run,
                "as_of": report.as_of.isoformat(),
                "state": report.state,
                "endpoints": report.endpoints,
                "counts": report.counts,
                "drops": report.dropped,
                "troubles": list(report.troubles),
                "told": list(report.told),
            }
        )
    else:
        counts = report.counts
        show.note(
            f"{report.state}: endpoints: {counts['endpoints']}, new articles: {counts['new']},"
            f" matches: {counts['matches']}, changes: {counts['changes']}"
        )
    for line in (*report.troubles, *report.told):
        show.trouble(line)
    return code


def _code(state: str, wrong: bool, troubles: int, endpoints: int) -> int:
    """A broken file outranks an unreachable world; below half of the endpoints read, a run is degraded."""
    if wrong:
        return program.CONFIGURATION
    if state == "failed":
        return program.UNREACHABLE
    return program.DEGRADED if troubles * 2 > endpoints else program.OK


@click.command()
@click.option("--item", help="Only this item: review/key, or the key alone.")
@with_app
def retrack(app: App, item: str | None) -> None:
    """Forget what the machine said and say it anew from the stored articles; a person's word stays."""
    from monitor.app.sync import sync_items
    from monitor.app.track import retrack as again
    from monitor.app.views import find_item

    _, wrong = sync_items(app)
    report = again(app, find_item(app, item).id if item else None)
    show.note(f"articles: {report.articles}, matches: {report.matches}, pieces of evidence: {report.evidence}")
    if wrong:
        raise wrong[0]

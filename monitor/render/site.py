"""A folder of static pages: each review's follow-up, its deadlines and its changes, with an index in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.domain.digest.report import Report
from monitor.render.calendar import render_ics
from monitor.render.environment import environment
from monitor.render.feed import render_atom
from monitor.render.report import render_html, render_markdown


def render_site(reports: Sequence[Report], authority: str, address: str = "") -> Iterator[tuple[str, bytes]]:
    """Relative paths with their contents. `address` is where the folder will be served, for the feeds' own links."""
    base = address.rstrip("/")
    yield "index.html", _index(reports)
    yield "deadlines.ics", render_ics(reports, authority)
    yield "changes.atom", render_atom(reports, authority, f"{base}/changes.atom" if base else "")
    for report in reports:
        folder = f"reviews/{report.slug}"
        yield f"{folder}/index.html", render_html(report).encode()
        yield f"{folder}/report.md", render_markdown(report).encode()
        yield f"{folder}/deadlines.ics", render_ics((report,), authority)
        own = f"{base}/{folder}/changes.atom" if base else ""
        yield f"{folder}/changes.atom", render_atom((report,), authority, own)


def _index(reports: Sequence[Report]) -> bytes:
    css = environment().get_template("report.css").render()
    newest = max((report.as_of for report in reports), default=None)
    return environment().get_template("site.html").render(reports=reports, css=css, newest=newest).encode()

"""`followup report`: the follow-up review, which closes the analyst's loop."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from monitor.app.context import App
from monitor.cli import show
from monitor.cli.options import format_option, with_app
from monitor.domain.digest import Report
from monitor.errors import InputError


@click.command()
@click.argument("review")
@click.option("--output", type=click.Path(path_type=Path), help="Write FILE instead of printing.")
@with_app
@format_option("md", "html", "docx", default="md")
def report(app: App, review: str, output: Path | None, form: str) -> None:
    """Tell what became of each item of REVIEW, with dated, quoted and linked evidence, as known at --as-of."""
    from monitor.app.report import make_reports

    if form == "docx" and output is None and sys.stdout.isatty():
        raise InputError("a document is no text for a terminal: name a file with --output")
    (made,) = make_reports(app, review)
    written = _laid_out(form)(made)
    if output is None:
        show.binary(written)
    else:
        show.write_file(output, written)


def _laid_out(form: str) -> Callable[[Report], bytes]:
    if form == "docx":
        from monitor.render.docx import render_docx

        return render_docx
    from monitor.render.report import render_html, render_markdown

    render = render_html if form == "html" else render_markdown
    return lambda made: render(made).encode()

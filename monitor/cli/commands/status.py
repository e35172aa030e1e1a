"""`followup status`, `explain` and `why-not`."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from monitor.app.context import App
from monitor.app.views import BoardRow, Reasons
from monitor.cli import show
from monitor.cli.commands.review import due_data, due_text
from monitor.cli.options import Day, format_option, warn_of_future, with_app
from monitor.domain.model import Coverage, StatusChange


@click.command()
@click.option("--review", help="Only this review's.")
@click.option("--since", type=Day(), help="Only what changed after this day, and from what.")
@with_app
@format_option()
def status(app: App, review: str | None, since: date | None, form: str) -> None:
    """The board: where every item stands, as known at --as-of."""
    from monitor.app.views import board

    now = app.clock.now()
    warn_of_future(since, now)
    rows = board(app, now, review=review, since=since)
    if form == "json":
        show.document({"as_of": now.isoformat(), "items": [_row(row) for row in rows]})
    elif form == "jsonl":
        show.data([_row(row) for row in rows], form)
    else:
        title = f"as of {now:%Y-%m-%d %H:%M} UTC" + (f", changed since {since}" if since else "")
        show.table(title, ["item", "stands", "clock", "due", "why"], [_cells(row) for row in rows])


def _cells(row: BoardRow) -> tuple[Any, ...]:
    change, before = row.change, row.before
    why = _told(change)
    if row.since:
        steps = [f"{step.as_of} {step.headline.replace('_', ' ')}: {_told(step)}" for step in row.since]
        why = "\n".join([f"was {before.headline.replace('_', ' ')}" if before else "new", *steps])
    return row.item.title, show.headline(change.headline), change.clock.value, due_text(row.item.due), why


def _told(change: StatusChange) -> str:
    return change.sentence + (" [backfilled]" if "backfilled" in change.flags else "")


def _row(row: BoardRow) -> dict[str, Any]:
    from monitor.app.views import change_row

    return {
        **change_row(row.change),
        "title": row.item.title,
        "due": due_data(row.item.due),
        "before": row.before.headline if row.before else None,
        "changes": [change_row(change) for change in row.since],
    }


@click.command()
@click.argument("item")
@click.argument("article", required=False)
@with_app
@format_option("text", "json")
def explain(app: App, item: str, article: str | None, form: str) -> None:
    """Why ITEM stands where it stands: the rule, the quotes, what speaks against it, what would change it.

    With ARTICLE (address, id or external id): why that one is a match, and what was read in it.
    """
    from monitor.app.matching import explain_match
    from monitor.app.views import find_item, reasons

    if article is not None:
        lines = explain_match(app, find_item(app, item), app.store.find_article(article))
        if form == "json":
            show.document({"item": item, "article": article, "lines": lines})
        else:
            click.echo("\n".join(map(show.plain, lines)))
        return
    found = reasons(app, find_item(app, item), app.clock.now())
    if form == "json":
        show.document(_reasons_data(found))
    else:
        for line in _reasons_lines(found):
            click.echo(show.plain(line))


def _reasons_data(found: Reasons) -> dict[str, Any]:
    from dataclasses import asdict

    from monitor.app.views import evidence_row

    data = asdict(found.explanation)
    data["item"] = found.item.id
    data["coverage"] = asdict(found.coverage)
    data["judged"] = [
        {"url": article.url, "title": article.title, "counts": counts} for article, counts in found.judged
    ]
    data["opinions"] = [asdict(opinion) for opinion in found.opinions]
    data["evidence"] = [evidence_row(q.evidence, found.articles[q.evidence.article]) for q in found.explanation.quotes]
    return data


def _reasons_lines(found: Reasons) -> list[str]:
    explanation, coverage = found.explanation, found.coverage
    change = explanation.change
    lines = [
        f"{found.item.title}  ({found.item.id})",
        f"  done when: {found.item.criterion}",
        f"  stands: {change.headline} since {change.as_of}, confidence {change.confidence:.2f}"
        + (f" [{', '.join(change.flags)}]" if change.flags else ""),
        f"  rule {change.rule}: {change.sentence}",
    ]
    for quote in explanation.quotes:
        piece, article = quote.evidence, found.articles[quote.evidence.article]
        lines.append(
            f"  {piece.published:%Y-%m-%d} {piece.source} [{piece.grade}]"
            f"{' [backfilled]' if piece.backfilled else ''} {marked(piece)}"
        )
        lines.append(f"      {piece.signal.value}, {piece.modality.value}; {article.url}")
    lines += [
        f"  judged by a person: {'counts' if counts else 'does not count'}: {article.title} ({article.url})"
        for article, counts in found.judged
    ]
    lines += [
        f"  asked: {o.by} {'agrees' if o.agrees else 'differs'} ({o.asked:%Y-%m-%d}): {o.state}. {o.because}"
        for o in found.opinions
    ]
    lines += [f"  against: {line}" for line in explanation.against]
    lines += [f"  would change it: {line}" for line in explanation.would_change]
    return [*lines, f"  {coverage_line(coverage)}"]


def coverage_line(coverage: Coverage) -> str:
    """How far silence may be taken for a sign, and where nothing was read what to do about it."""
    if not coverage.expected:
        return "the review names no sources, so nothing is read for it: name some in its file (sources = [...])"
    read = f"sources read throughout the last 14 days: {coverage.read} of {coverage.expected}"
    gaps = f"; with gaps: {', '.join(coverage.gaps)}" if coverage.gaps else ""
    return read + gaps + ("" if coverage.read else " (see followup sources status)")


def marked(piece: Any) -> str:
    """The quote with its trigger between guillemets."""
    start, end = piece.trigger[0] - piece.start, piece.trigger[1] - piece.start
    quote = piece.quote
    return f"{quote[:start]}«{quote[start:end]}»{quote[end:]}" if 0 <= start < end <= len(quote) else str(quote)


@click.command(name="why-not")
@click.argument("article")
@click.argument("item")
@with_app
def why_not(app: App, article: str, item: str) -> None:
    """Why ARTICLE (address, id or external id) does or does not count for ITEM."""
    from monitor.app.track import why_not as reasons_not
    from monitor.app.views import find_item

    for line in reasons_not(app, find_item(app, item), app.store.find_article(article)):
        click.echo(show.plain(line))

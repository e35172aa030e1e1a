"""The demonstration of the way back: eight months out of the newsroom's archives, in one command."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from monitor.cli import show
from tests.fakeweb import FakeWeb
from tests.newsroom import board
from tests.newsroom.archives import Archives, hasten
from tests.newsroom.days import MILESTONES, headline
from tests.newsroom.entries import read_entries
from tests.newsroom.followup import Followup
from tests.newsroom.play import DEGRADED, SLUG, prepare, shown

LAST, AS_OF = "2014-02-28", "2014-03-01T12:00"
SPAN = ("--to", LAST, "--as-of", AS_OF)
Change = Mapping[str, Any]


def play_history(home: Path, console: Console) -> bool:
    """Whether the timeline says what history says."""
    entries, begun = read_entries(), time.monotonic()
    board.opening_history(console, LAST, len(entries))
    with FakeWeb(Archives(entries).respond) as web:
        command = Followup(home, {**web.environment(), "NYT_API_KEY": "any-key-will-do-here"})
        prepare(console, command)
        hasten(home)
        console.print(Text("  the newsroom may be asked a hundred times a second; real archives name paces", "dim"))
        report = command.json("backfill", SLUG, *SPAN, accept=(0, DEGRADED))
    board.step(console, f"followup backfill {SLUG} --to {LAST}", facts(report))
    changes = command.jsonl("export", "states", "--as-of", AS_OF)
    timeline(console, changes)
    coverage(console, command.jsonl("coverage", SLUG, *SPAN))
    results = [(each, each.verdict(changes)) for each in MILESTONES]
    board.checks(console, results)
    console.print(f"\n{len(web.requests)} requests, {time.monotonic() - begun:.0f} s in all.", markup=False)
    console.print(f"Look around: ./run followup status --home {shown(home)} --as-of {AS_OF}", markup=False)
    return not any(said and each.required for each, said in results)


def facts(report: Mapping[str, Any]) -> str:
    """A backfill's report in a few words."""
    counts, states = report["counts"], Counter(window["state"] for window in report["windows"])
    windows = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    return f"answers: {counts['answers']}, articles: {counts['new']}, matches: {report['matches']}; windows: {windows}"


def timeline(console: Console, changes: Sequence[Change]) -> None:
    """Each item's course: the day, the headline and why, without what its clock alone did before it moved."""
    console.print()
    console.print(Text("What became of each item, and when", "bold"))
    for item in dict.fromkeys(str(change["item"]) for change in changes):
        console.print(Text(f"\n{item.rpartition('/')[2]}", "bold"))
        before = ""
        for change in (each for each in changes if each["item"] == item):
            if headline(change) != before:
                _line(console, change)
            before = headline(change)


def _line(console: Console, change: Change) -> None:
    late = "  [filled in]" if "backfilled" in change["flags"] else ""
    console.print(Text.assemble(f"  {change['as_of']}  ", show.headline(headline(change)), (late, "yellow")))
    if change["sentence"]:
        console.print(Padding(Text(change["sentence"], "dim"), (0, 0, 0, 14), expand=False))


def coverage(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """How many days of each source which route read, and how many nobody did."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title="Coverage", title_justify="left")
    for column in ("source", "days", "read", "gaps", "by"):
        table.add_column(column)
    for source in dict.fromkeys(str(row["source"]) for row in rows):
        own = [row for row in rows if row["source"] == source]
        gaps = sum(row["state"] == "gap" for row in own)
        by = Counter(route for row in own for route in row["routes"])
        routes = ", ".join(f"{route} {days}" for route, days in by.most_common())
        table.add_row(source, str(len(own)), str(len(own) - gaps), str(gaps), routes)
    console.print()
    console.print(table)

"""What the demonstration draws: a line for what moved, and the whole board with one column a day."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.box import ROUNDED, SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from monitor.cli.show import headline, shape
from monitor.domain.digest.words import HEADLINES
from tests.newsroom.days import Milestone

PLAIN_WIDTH = 110
COLUMNS = 16
Item = Mapping[str, Any]


def terminal() -> Console:
    """Colours and the full width at a terminal, plain lines elsewhere."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else PLAIN_WIDTH)


def key(item: Item) -> str:
    """The item's name without its review."""
    return str(item["item"]).rsplit("/", 1)[-1]


def opening(console: Console, days: Sequence[date], entries: int) -> None:
    """What will be seen, and that the news is paraphrase."""
    console.print(
        Panel(
            f"An analyst's review of 18 June 2013, followed through {len(days)} days up to {spelled(days[-1])}.\n"
            f"The newsroom on this machine answers as four real sources, in their formats; its {entries} entries\n"
            "state real events in the demonstration's own words (paraphrase). Everything else is the real program.",
            title="followup",
            box=ROUNDED,
            title_align="left",
            expand=False,
        )
    )


def opening_history(console: Console, last: str, entries: int) -> None:
    """The same for the way back."""
    console.print(
        Panel(
            f"An analyst's review of 18 June 2013, taken up eight months later: what became of it?\n"
            f"The newsroom on this machine answers as four sources' archives do, up to {last}; its {entries} entries\n"
            "state real events in the demonstration's own words (paraphrase). Everything else is the real program.",
            title="followup backfill",
            box=ROUNDED,
            title_align="left",
            expand=False,
        )
    )


def spelled(day: date) -> str:
    """7 August 2013."""
    return f"{day.day} {day:%B %Y}"


def step(console: Console, command: str, said: str) -> None:
    """One command of the preparation and what came of it."""
    console.print(Text.assemble(("$ ", "dim"), (command, "bold")))
    console.print(Text(f"  {said}", style="dim"))


def day_line(console: Console, day: date, facts: str, digest: str) -> None:
    """The heading of a played day."""
    console.print()
    console.print(Text.assemble((f"{day:%a} {spelled(day)}", "bold"), (f"  {facts}", "dim")))
    console.print(Padding(Text(digest, style="italic"), (0, 0, 0, 2), expand=False))


def moves(before: Mapping[str, Item], after: Mapping[str, Item]) -> list[tuple[str, Item]]:
    """(old headline, item) of all whose headline or clock changed; on the first day all that are not just open."""
    return [
        (str(before[name]["headline"]) if name in before else "open", item)
        for name, item in after.items()
        if _differs(before.get(name), item)
    ]


def _differs(old: Item | None, new: Item) -> bool:
    if old is None:
        return bool(new["headline"] != "open")
    return (old["headline"], old["clock"]) != (new["headline"], new["clock"])


def moved_line(console: Console, old: str, item: Item) -> None:
    """Old and new headline of an item, and the rule in its own sentence."""
    change = headline(str(item["headline"]))
    if old != item["headline"]:
        change = Text.assemble((f"{old.replace('_', ' ')} → ", "dim"), change)
    if item["clock"] not in ("none", item["headline"]):
        change.append(f" ({item['clock'].replace('_', ' ')})", style="yellow")
    console.print(Text.assemble("  ", (f"{key(item):<18}", "bold"), change))
    if item.get("sentence"):
        said = Text(f"{item['sentence']} [{item['rule']}]", style="dim")
        console.print(Padding(said, (0, 0, 0, 20), expand=False))


def whole_board(console: Console, history: Mapping[date, Mapping[str, Item]]) -> None:
    """One row an item, one column a day, the shape of its headline in each cell; wide histories in several tables."""
    days = sorted(history)
    for start in range(0, len(days), COLUMNS):
        shown = {day: history[day] for day in days[start : start + COLUMNS]}
        console.print()
        console.print(_part(shown, "The board, day by day" if start == 0 else "... and on"))
    console.print(_legend(history))


def _part(history: Mapping[date, Mapping[str, Item]], title: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 0), title=title, title_justify="left")
    table.add_column("item", no_wrap=True)
    for day in history:
        table.add_column(f"{day.day}\n{day:%b}", justify="center", min_width=3, no_wrap=True)
    last = history[max(history)]
    table.add_column("  then", no_wrap=True)
    for name, item in last.items():
        table.add_row(key(item), *_cells(name, history), Text("  ") + headline(str(item["headline"])))
    return table


def _cells(name: str, history: Mapping[date, Mapping[str, Item]]) -> list[Text]:
    return [shape(str(history[day][name]["headline"])) for day in sorted(history)]


def _legend(history: Mapping[date, Mapping[str, Item]]) -> Text:
    seen = {str(item["headline"]) for board in history.values() for item in board.values()}
    return Text("   ").join(headline(word) for word, _ in reversed(HEADLINES) if word in seen)


def checks(console: Console, results: Sequence[tuple[Milestone, str]]) -> None:
    """What history says of each milestone, and what is wrong with the board, if anything."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, title="Against history", title_justify="left")
    for column in ("", "item", "history", "the board"):
        table.add_column(column, overflow="fold")
    for each, wrong in results:
        style, shape = ("green", "✓") if not wrong else ("red", "✕") if each.required else ("yellow", "–")
        table.add_row(Text(shape, style=style), each.item, each.history, wrong or "says so")
    console.print()
    console.print(table)

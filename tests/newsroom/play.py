"""The demonstration: eight months of news through the real commands, offline, in about a minute.

    python -m tests.newsroom.play [--days all|2013-08-07,...] [--home DIR] [--keep]
    python -m tests.newsroom.play --history [--home DIR] [--keep]     the eight months out of archives, at once

Exit code 0 where the board says what history says; 1 where it does not, or where a command failed.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.fakeweb import FakeWeb
from tests.newsroom import board
from tests.newsroom.days import chosen_days, due_milestones, evening
from tests.newsroom.entries import DEMO, read_entries
from tests.newsroom.followup import CommandFailed, Followup
from tests.newsroom.newsroom import Newsroom

SLUG = "obama-putin-lough-erne"
REVIEW_DAY = "2013-06-18"
MARKER = ".demo-home"
DEGRADED = 3


class Play:
    """One demonstration in one home."""

    def __init__(self, console: Console, newsroom: Newsroom, followup: Followup) -> None:
        self.console, self.newsroom, self.followup = console, newsroom, followup
        self.history: dict[date, dict[str, board.Item]] = {}
        self.digests: dict[date, Path] = {}

    @property
    def home(self) -> Path:
        """Where everything is written."""
        return self.followup.home

    def day(self, day: date) -> None:
        """Run, board, and a digest where there was news, as of the evening of that day; prints what moved."""
        moment = evening(day)
        self.newsroom.now = moment
        report = self.followup.json("run", "--as-of", moment.isoformat(), accept=(0, DEGRADED))
        with ThreadPoolExecutor() as pool:  # both only read, and there are two cores
            telling = pool.submit(self._digest, day) if report["counts"]["matches"] else None
            items = self._board(moment)
        moved = board.moves(self._last(), items)
        told = telling.result() if telling else self._digest(day) if moved else "no news, no digest"
        board.day_line(self.console, day, facts(report), told)
        for trouble in report["troubles"]:
            self.console.print(f"  ! {trouble}", style="red", markup=False)
        for old, item in moved:
            board.moved_line(self.console, old, item)
        self.history[day] = items

    def _last(self) -> dict[str, board.Item]:
        return self.history[max(self.history)] if self.history else {}

    def _board(self, moment: datetime) -> dict[str, board.Item]:
        rows = self.followup.json("status", "--as-of", moment.isoformat())["items"]
        return {str(row["item"]): row for row in rows}

    def _digest(self, day: date) -> str:
        """The subject of the digest over the time since the last played day."""
        path = self.home / "digests" / f"{day}.eml"
        since = evening(max(self.history, default=date.fromisoformat(REVIEW_DAY)))
        spans = ("--since", since.isoformat(), "--as-of", evening(day).isoformat())
        self.followup.call("digest", *spans, "--to-file", str(path))
        self.digests[day] = path
        return f"digest: {subject(path)}"

    def close(self, days: Sequence[date]) -> bool:
        """The whole board, the digests, and whether history agrees."""
        board.whole_board(self.console, self.history)
        folder = shown(self.home / "digests")
        self.console.print(f"\n{len(self.digests)} digests in {folder}/, one for each day that had news:", markup=False)
        self.console.print("  " + " ".join(path.name for path in self.digests.values()), markup=False)
        changes = self.followup.jsonl("export", "states", "--as-of", evening(days[-1]).isoformat())
        results = [(each, each.verdict(changes)) for each in due_milestones(days)]
        board.checks(self.console, results)
        wrong = [(each, said) for each, said in results if said and each.required]
        for each, said in wrong:
            print(f"demo: {each.item} should be {each.headline} ({each.history}); but {said}", file=sys.stderr)
        return not wrong


def prepare(console: Console, followup: Followup) -> None:
    """A home, the review in it, and the analyst's edit of what was proposed."""
    home = followup.home
    (home / "digests").mkdir(parents=True)
    (home / MARKER).touch()
    followup.call("init", str(home))
    board.step(console, f"followup init {shown(home)}", "settings, four sources, a database")
    text = DEMO / f"{SLUG}.txt"
    followup.call("review", "add", str(text), "--date", REVIEW_DAY, "--slug", SLUG)
    items = home / "reviews" / f"{SLUG}.toml"
    board.step(
        console,
        f"followup review add {shown(text)} --date {REVIEW_DAY}",
        f"proposed {items.read_text(encoding='utf-8').count('[[item]]')} items in {shown(items)}",
    )
    shutil.copyfile(DEMO / items.name, items)
    board.step(
        console,
        f"$EDITOR {shown(items)}",
        "the analyst's edit: the curated items of config/demo replace the proposal",
    )


def facts(report: dict[str, Any]) -> str:
    """A run's report in a few words."""
    counts, outcomes = report["counts"], list(report["endpoints"].values())
    read = sum(outcome in ("new", "not_modified", "unchanged") for outcome in outcomes)
    return f"{read} of {len(outcomes)} endpoints read, new articles: {counts['new']}, matches: {counts['matches']}"


def subject(path: Path) -> str:
    """The subject of a written digest."""
    with path.open("rb") as stream:
        return str(email.message_from_binary_file(stream, policy=email.policy.default)["Subject"])


def shown(path: Path) -> str:
    """The path as one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def fresh_home(wanted: Path, keep: bool) -> Path:
    """The folder to play in: an earlier demonstration's is replaced, or kept and another name taken.

    Nothing that is not a demonstration's home is ever removed.
    """
    home = wanted.absolute()
    if not home.exists() or not any(home.iterdir()):
        return home
    if not (home / MARKER).exists():
        raise CommandFailed(f"{home} is there already and is no demonstration's home; name another with --home")
    if not keep:
        shutil.rmtree(home)
        return home
    numbered = (home.with_name(f"{home.name}-{number}") for number in range(2, 1000))
    return next(path for path in numbered if not path.exists())


def play(days: Sequence[date], home: Path, console: Console) -> bool:
    """Whether the board ended as history did."""
    started = time.monotonic()
    entries = read_entries()
    newsroom = Newsroom(entries)
    board.opening(console, days, len(entries))
    with FakeWeb(newsroom.respond) as web:
        stage = Play(console, newsroom, Followup(home, web.environment()))
        prepare(console, stage.followup)
        for day in days:
            stage.day(day)
        agreed = stage.close(days)
    counted = Counter(asked.status for asked in web.requests)
    answers = ", ".join(f"{count} x {status}" for status, count in sorted(counted.items()))
    took = time.monotonic() - started
    console.print(f"\nThe newsroom answered {answers}. {len(days)} days in {took:.0f} s.", markup=False)
    console.print(f"Look around: ./run followup status --home {shown(home)}", markup=False)
    return agreed


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom.play", description="Play the demonstration.")
    parser.add_argument("--days", help="'all', or days with commas between; the decisive ones otherwise")
    parser.add_argument("--history", action="store_true", help="fill the eight months from archives instead, at once")
    parser.add_argument("--home", type=Path, default=Path("demo-home"), help="where to play (default: ./demo-home)")
    parser.add_argument("--keep", action="store_true", help="leave an earlier demonstration's home in place")
    return parser.parse_args(given)


def main() -> int:
    """Exit code."""
    options = arguments()
    try:
        days = chosen_days(options.days)
        home = fresh_home(options.home, options.keep)
        if options.history:
            from tests.newsroom.history import play_history

            return 0 if play_history(home, board.terminal()) else 1
        return 0 if play(days, home, board.terminal()) else 1
    except (CommandFailed, ValueError) as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

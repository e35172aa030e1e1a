"""`./run year [--short]`: a year of a home in fast time, by cron's lines and by the daemon, beside a calm one.

Each start is the real command in a forked process whose clock is set; the newsroom answers as of that moment. The BBC,
the network and the mail server fail for days, the machine sleeps for a week, commands die of SIGKILL, and the clock
changes twice. What must hold is said by `wrong`; what it cost is printed by month.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

from monitor.app.records import DeliveryState, OutboxEntry
from monitor.store import SqlStore
from tests.e2e.home import Inside
from tests.year_home import READERS, ZONE, Home, Plan, by_cron, by_daemon, cron_starts, undisturbed
from tests.year_report import digest_days, flat, report
from tests.year_world import Trouble, World, kills, span, world

YEAR = Plan(date(2013, 6, 19), 365)
TROUBLE = Trouble(
    offline=(span("2013-10-02", 2),),
    refusing=(span("2013-08-12", 14),),
    mute=(span("2013-12-03", 3),),
    asleep=(span("2013-11-08", 7),),
    killed=kills(YEAR.first, YEAR.days, 9),
)
SHORT = Plan(date(2013, 10, 21), 10)
"""Over the night that repeats an hour, with a sleep of two days, a killed run and a day without the mail server."""
SHORT_TROUBLE = Trouble(
    mute=(span("2013-10-27", 1),), asleep=(span("2013-10-23", 2),), killed={("run", date(2013, 10, 28)): 5}
)
_CRAWL = ("scrapy.crawler", "scrapy.core.downloader.handlers.http11", "spiders.spider", "spiders.settings")


def lived(plan: Plan, trouble: Trouble, folder: Path) -> dict[str, Home]:
    """The calm home, the one of cron and the one of the daemon, at the end of their days."""
    for name in _CRAWL:
        importlib.import_module(name)
    with world() as surroundings:
        return {
            "calm": _lived(folder / "calm", surroundings, plan, Trouble(), undisturbed),
            "cron": _lived(folder / "cron", surroundings, plan, trouble, by_cron),
            "daemon": _lived(folder / "daemon", surroundings, plan, trouble, by_daemon),
        }


def _lived(root: Path, world: World, plan: Plan, trouble: Trouble, by: Callable[[Home], None]) -> Home:
    home = Home(root, world, plan, trouble)
    Inside(root)("retrack")  # what it reads, all starts have read
    by(home)
    return home


def wrong(homes: dict[str, Home]) -> Iterator[str]:
    """A sentence for each thing that is not as it should be."""
    for name, home in homes.items():
        checks = [_exit_codes(home)]
        if name != "calm":
            checks += [_digests(home, made_good=name == "daemon"), _handed_over(home)]
        yield from (f"{name}: {sentence}" for check in checks for sentence in check)
        if home.boards.keys() != homes["calm"].boards.keys():
            yield f"{name}: boards of {sorted(home.boards)}"
        for day, board in home.boards.items():
            if board != homes["calm"].boards[day] and not home.behind(day):
                odd = {item: (board.get(item), state) for item, state in homes["calm"].boards[day].items()}
                yield f"{name}: {day}: { ({item: pair for item, pair in odd.items() if pair[0] != pair[1]}) }"


def _digests(home: Home, *, made_good: bool) -> Iterator[str]:
    """One a day and reader, each from where the last one ended; none for days that were slept through."""
    with SqlStore(home.root / "followup.db") as store:
        entries = store.outbox()
    expected = {start.astimezone(ZONE).date() for start, name in cron_starts(home.plan)
                if name == "digest" and not home.trouble.sleeps(start)}  # fmt: skip
    if made_good:  # the day on which the machine woke
        expected |= {span.end.astimezone(ZONE).date() for span in home.trouble.asleep if span.end < home.plan.end}
    doubtful = {day for day, name in home.killed.items() if name == "digest"}
    for reader in READERS:
        own = [entry for entry in entries if entry.recipient == reader]
        days = digest_days(own, reader)
        yield from (f"{reader}: {number} digests on {day}" for day, number in days.items() if number > 1)
        yield from (f"{reader}: no digest on {day}" for day in sorted(expected - days.keys() - doubtful))
        yield from (f"{reader}: a digest on {day}" for day in sorted(days.keys() - expected))
        yield from _chain(own)


def _chain(entries: Sequence[OutboxEntry]) -> Iterator[str]:
    for before, entry in pairwise(entries):
        if entry.since != before.as_of:
            yield f"{entry.recipient}: the digest of {entry.as_of} tells from {entry.since}, not from {before.as_of}"


def _handed_over(home: Home) -> Iterator[str]:
    """Each digest once; what a kill left in doubt is shown as uncertain, and never sent twice."""
    book = Counter((home.root / "book").read_text(encoding="utf-8").splitlines())
    yield from (f"handed over {number} times: {line}" for line, number in book.items() if number > 1)
    with SqlStore(home.root / "followup.db") as store:
        states = Counter(entry.state for entry in store.outbox())
    sent, uncertain = states.pop(DeliveryState.SENT, 0), states.pop(DeliveryState.UNCERTAIN, 0)
    if states or not sent <= len(book) <= sent + uncertain:
        yield f"{sent} sent, {uncertain} uncertain, {states}, and {len(book)} handed over"


_MAY = {"run": {0, 3, 69, -9}, "digest": {0, 4, 75, -9}, "backup": {0}, "prune": {0}}
"""Degraded and unreachable while sources fail, undelivered and temporary while the mail server does."""


def _exit_codes(home: Home) -> Iterator[str]:
    for (job, code), number in home.codes.items():
        if code not in _MAY[job] or (code and not home.trouble.ever):
            yield f"{number} times {job} ended with {code}"


def main(arguments: Sequence[str] | None = None) -> int:
    """1 where something is not as it should be."""
    parser = argparse.ArgumentParser(prog="./run year", description=__doc__.partition("\n")[0])
    parser.add_argument("--short", action="store_true", help="ten days instead")
    parser.add_argument("--first", type=date.fromisoformat, default=YEAR.first, help="begin on this day of the year")
    parser.add_argument("--days", type=int, default=YEAR.days, help="so many days of it")
    parser.add_argument("--keep", type=Path, help="live in this folder, and leave it")
    given = parser.parse_args(arguments)
    begun, part = time.monotonic(), Plan(given.first, given.days)
    plan, trouble = (SHORT, SHORT_TROUBLE) if given.short else (part, TROUBLE)
    with tempfile.TemporaryDirectory() as folder:
        homes = lived(plan, trouble, given.keep or Path(folder))
        found = [*wrong(homes), *(f"{name}: not flat: {each}" for name, home in homes.items() for each in flat(home))]
        report(homes)
    print(f"\n{plan.days} days, three times, in {time.monotonic() - begun:.0f} s; {len(found)} things wrong")
    for sentence in found:
        print(f"  {sentence}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())

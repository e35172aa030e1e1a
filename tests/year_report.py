"""What a year in fast time came to: a table by month, and in sentences what is asked of it."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from monitor.app.records import OutboxEntry
from monitor.store import SqlStore
from tests.year_home import READERS, ZONE, Home, Month

QUIET = "2014-04"
"""From this month on nothing is new in the newsroom."""
_TITLES = ("starts", "killed", "run s", "digest s", "articles", "database KB", "of it mail")


def digest_days(entries: Sequence[OutboxEntry], reader: str) -> Counter[date]:
    """How many digests of a reader each day has."""
    return Counter(entry.as_of.astimezone(ZONE).date() for entry in entries if entry.recipient == reader)


def flat(home: Home) -> Iterator[str]:
    """What grew although nothing was new."""
    quiet = _quiet(home)
    if quiet is None:
        return
    first, last = quiet
    if first.articles != last.articles:
        yield f"articles: {first.articles} and {last.articles}"
    for job in ("run", "digest"):
        if _seconds(last, job) > 1.25 * _seconds(first, job):
            yield f"{job}: {_seconds(first, job):.3f} s at first, {_seconds(last, job):.3f} s in the end"
    if last.kilobytes > 1.15 * first.kilobytes:
        yield f"database: {first.kilobytes:.0f} KB at first, {last.kilobytes:.0f} KB in the end"


def report(homes: Mapping[str, Home]) -> None:
    """What each month cost, and what held."""
    for name, home in homes.items():
        codes = ", ".join(f"{job} {code}: {number}" for (job, code), number in sorted(home.codes.items()))
        print(f"\n{name}: exit codes {codes}")
        print(f"{'month':<9}" + "".join(f"{title:>13}" for title in _TITLES))
        for month, figures in sorted(home.months.items()):
            print(f"{month:<9}" + _line(figures))
    print()
    for name, home in homes.items():
        for sentence in _held(name, home, homes["calm"]):
            print(f"{name}: {sentence}")


def _held(name: str, home: Home, calm: Home) -> Iterator[str]:
    if name != "calm":
        yield from _told(home)
        yield _compared(home, calm)
    if quiet := _quiet(home):
        yield _growth(*quiet)


def _told(home: Home) -> Iterator[str]:
    with SqlStore(home.root / "followup.db") as store:
        entries = store.outbox()
    let_go = sum(bool(entry.sha256) for entry in entries)
    for reader in READERS:
        days = digest_days(entries, reader)
        most = max(days.values())
        yield f"{reader}: {days.total()} digests on {len(days)} of {home.plan.days} days, {most} a day at most"
    yield f"the texts of {let_go} of {len(entries)} digests were let go"


def _compared(home: Home, calm: Home) -> str:
    same = sum(board == calm.boards[day] for day, board in home.boards.items())
    behind = sum(home.behind(day) for day in home.boards)
    return (
        f"boards like the undisturbed home's: {same} of {len(home.boards)};"
        f" on {behind} of these days it was cut off or killed, and might know less"
    )


def _growth(first: Month, last: Month) -> str:
    pairs = [
        f"{job} {_seconds(first, job):.3f} and {_seconds(last, job):.3f} s"
        for job in ("run", "digest")
        if last.seconds[job]
    ]
    pairs.append(f"articles {first.articles} and {last.articles}")
    pairs.append(f"database {first.kilobytes:.0f} and {last.kilobytes:.0f} KB")
    return f"the first and the last month without anything new: {', '.join(pairs)}"


def _quiet(home: Home) -> tuple[Month, Month] | None:
    """The first and the last month in which nothing was new, where there are two."""
    months = [month for name, month in sorted(home.months.items()) if name >= QUIET]
    return (months[0], months[-1]) if len(months) > 1 else None


def _seconds(month: Month, job: str) -> float:
    return statistics.median(month.seconds[job] or [0.0])


def _line(month: Month) -> str:
    starts = sum(map(len, month.seconds.values()))
    figures: tuple[object, ...] = (
        starts, month.killed, f"{_seconds(month, 'run'):.3f}", f"{_seconds(month, 'digest'):.3f}",
        month.articles, f"{month.kilobytes:.0f}", f"{month.mail_kilobytes:.0f}",
    )  # fmt: skip
    return "".join(f"{figure!s:>13}" for figure in figures)

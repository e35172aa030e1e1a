"""Small programs of `./run bench run`: feedparser alone, and the real command with its work for feedparser counted."""

from __future__ import annotations

import io
import sys

import feedparser

from monitor.cli.program import run_program
from tests.bench_feeds import feed


def alone(feeds: int, entries: int) -> None:
    """Read the bodies of all feeds, and nothing else. The time to make them is given back by `made`."""
    for number in range(feeds):
        assert len(feedparser.parse(io.BytesIO(feed(number, entries, 0))).entries) == entries


def made(feeds: int, entries: int) -> None:
    """Make the bodies of all feeds, and read none."""
    for number in range(feeds):
        feed(number, entries, 0)


def counted(arguments: list[str]) -> int:
    """The real command; at its end how many entries feedparser was handed, as the last line."""
    total, parse = 0, feedparser.parse

    def counting(*args: object, **kwargs: object) -> object:
        nonlocal total
        found = parse(*args, **kwargs)
        total += len(found.entries)
        return found

    feedparser.parse = counting
    code = run_program(arguments)
    print(total)
    return code


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "counted":
        sys.exit(counted(rest))
    {"alone": alone, "made": made}[what](int(rest[0]), int(rest[1]))

"""`./run bench backfill [ENTRIES]`: a year of four sources out of archives, and a tenth of it, to see what grows.

The archives are `tests.newsroom.archives` behind the proxy, with entries made up here; a hundred thousand of them take
some minutes. One in a hundred is an entry of the demonstration, so that there is something to match.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from tests.bench_status import FIRST, SECOND, THIRD
from tests.e2e.backfilled import quick
from tests.e2e.home import SLUG
from tests.fakeweb import FakeWeb
from tests.newsroom.archives import Archives
from tests.newsroom.entries import Entry, read_entries
from tests.shared import ROOT

ENTRIES, LIMIT_MB = 20_000, 300
BEGIN, DAYS = datetime(2013, 7, 1, tzinfo=UTC), 365
SOURCES = ("bbc", "bloomberg", "nytimes", "reuters")
SPAN = ("--from", "2013-07-01", "--to", "2014-06-30", "--as-of", "2014-07-02T12:00")
_FILLING = [*FIRST.split(), *SECOND.split(), *THIRD.split()]
STAGES = ("keep", "read", "store", "match")


@dataclass(frozen=True, slots=True)
class Filled:
    """What one backfill took."""

    entries: int
    report: Mapping[str, Any]
    wall: float
    processor: float
    megabytes: float


def main(arguments: Sequence[str] = ()) -> int:
    """1 where the memory is over what is allowed; time is no gate."""
    size = int(arguments[0]) if arguments else ENTRIES
    taken = [filled(size // 10), filled(size)]
    print(f"{'a year of four sources, entries':<34}" + "".join(f"{each.entries:>12,}" for each in taken))
    for name, figure in _rows():
        print(f"{name:<34}" + "".join(f"{figure(each):>12}" for each in taken))
    return int(taken[-1].megabytes > LIMIT_MB)


def _rows() -> Iterator[tuple[str, Callable[[Filled], str]]]:
    yield "requests answered", lambda each: f"{each.report['counts']['answers']:,}"
    yield "new articles", lambda each: f"{each.report['counts']['new']:,}"
    yield "matches", lambda each: f"{each.report['matches']:,}"
    yield "seconds by the wall", lambda each: f"{each.wall:.1f}"
    yield "seconds of the processor", lambda each: f"{each.processor:.1f}"
    for stage in STAGES:
        yield f"  {stage}", lambda each, stage=stage: _share(each.report["seconds"].get(stage, 0), each)  # type: ignore[misc]
        if stage == "read":
            yield "    of which feedparser", lambda each: _share(each.report["feedparser"], each)
    yield "  asking, waiting, all else", lambda each: _share(each.wall - _staged(each), each)
    yield f"megabytes at most ({LIMIT_MB} allowed)", lambda each: f"{each.megabytes:.0f}"


def _staged(each: Filled) -> float:
    return sum(each.report["seconds"].get(stage, 0) for stage in STAGES)


def _share(seconds: float, each: Filled) -> str:
    return f"{seconds:.1f} {seconds / each.wall:4.0%}"


def filled(entries: int) -> Filled:
    """A home filled with a year, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder, FakeWeb(Archives(list(made_up(entries))).respond) as web:
        home = quick(Path(folder) / "home", web.environment()).home
        out = Path(folder) / "report.json"
        environment = {**os.environ, **web.environment(), "NYT_API_KEY": "any-key-will-do-here"}
        begun = time.perf_counter()
        line = [sys.executable, "-m", "tests.bench_backfill", str(home), str(out)]
        process = subprocess.Popen(line, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        report = json.loads(out.read_text(encoding="utf-8"))
    return Filled(entries, report, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def made_up(entries: int) -> Iterator[Entry]:
    """So many entries of the four sources, spread over the year; the same at each call."""
    chance, known = random.Random(2013), read_entries()
    told = [word for entry in known for word in entry.title.split()]
    for number, source in zip(range(entries), cycle(SOURCES), strict=False):
        when = BEGIN + timedelta(minutes=int(DAYS * 1440 * (number + 0.5) / entries))
        if number % 100 == 0:
            yield replace(chance.choice(known), source=source, published=when, section="world")
        else:
            words = [*chance.choices(_FILLING, k=30), *chance.choices(told, k=6)]
            chance.shuffle(words)
            title = f"{_named(number)} {' '.join(words[:7])}".capitalize()
            yield Entry(source, when, title, f"{' '.join(words[7:]).capitalize()}.", "world")


def _named(number: int) -> str:
    """Three words that no other number has, so that no two addresses are the same; news has few words of its own."""
    base = len(_FILLING)
    return " ".join(_FILLING[place] for place in (number % base, number // base % base, number // base**2 % base))


def measured(home: Path, out: Path) -> None:
    """The real command, with a watch on feedparser; its report goes to a file."""
    import feedparser

    from monitor.cli.program import run_program

    spent, parse = [0.0], feedparser.parse

    def timed(*given: Any, **named: Any) -> Any:
        begun = time.perf_counter()
        try:
            return parse(*given, **named)
        finally:
            spent[0] += time.perf_counter() - begun

    feedparser.parse = timed
    with out.open("w", encoding="utf-8") as stream, redirect_stdout(stream):
        run_program(["backfill", SLUG, *SPAN, "--format", "json", "--home", str(home)])
    report = json.loads(out.read_text(encoding="utf-8"))
    out.write_text(json.dumps(report | {"feedparser": spent[0]}), encoding="utf-8")


if __name__ == "__main__":
    measured(*map(Path, sys.argv[1:]))

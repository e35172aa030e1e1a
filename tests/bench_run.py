"""`./run bench run`: a run over 200 local feeds and 1,000 items, beside Scrapy alone and feedparser alone.

Machines are noisy: candidate and baselines take turns, and the medians of the ratios within a turn are what counts.
Times are of the processor, since machines are shared; the wall is printed beside them. All programs run from their
compiled files, as installed ones do. Two other readers of feeds run beside them where they can be installed; they
match nothing, so what they cost is told and held to nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench_feeds import topic
from tests.bench_peers import NAMES as PEERS
from tests.bench_peers import Peers, installed
from tests.newsroom.followup import Followup, program
from tests.shared import ROOT
from tests.spent import Spent, spend

FEEDS, ENTRIES, ITEMS, TURNS, FIRST_POLLS = 200, 50, 1_000, 5, 3
SOURCES, REVIEWS = 40, 20
FIRST = "2024-03-01T18:00"
LATER = (f"2024-03-01T20:{minute:02}" for minute in range(60))
"""Each run at a time of its own: what was first seen at the very same moment is not yet known to it."""
CASES = {"nothing new": (1.3, 1.3, 110), "one new entry in every feed": (2.5, 2.5, 145), "first poll": (1.5, 4.3, 155)}
"""The ratio that is asked; ratio and peak megabytes that are held (docs/adr/0010-what-a-run-costs.md)."""
Turn = dict[str, Spent]


def main() -> int:
    """1 where a ratio, the peak or the count of parsed entries misses what is held."""
    with tempfile.TemporaryDirectory() as folder, _compiled(Path(folder)), _server() as port:
        unread, here = home(Path(folder) / "unread", port), installed()
        peers = [Peers(Path(folder) / f"peers{turn}", here) for turn in range(FIRST_POLLS)]
        first = [first_poll(unread, port, Path(folder) / f"first{n}", peers[n]) for n in range(FIRST_POLLS)]
        command = Followup(Path(folder) / "first0", {})
        quiet = [nothing_new(command, port, peers[0]) for _ in range(TURNS)]
        advanced = iter(range(1, 100))
        busy = [one_new(command, port, next(advanced), peers[0]) for _ in range(TURNS)]
        parsed = _parsed(command, port)
    print(f"{FEEDS} feeds of {ENTRIES} entries, {ITEMS:,} items, {TURNS} turns, medians of processor seconds (wall)")
    wrong = sum(_report(name, turns) for name, turns in zip(CASES, (quiet, busy, first), strict=True))
    print(f"entries handed to feedparser where every feed has one new entry: {parsed} (exactly {FEEDS} are asked)")
    return int(wrong + (parsed != FEEDS) > 0)


def home(folder: Path, port: int) -> Followup:
    """A home with 1,000 items whose sources are feeds of this machine, each on a host of its own, none read yet."""
    command = Followup(folder, {})
    command.call("init", str(folder))
    for path in (folder / "sources").glob("*.toml"):
        path.unlink()
    for number in range(SOURCES):
        (folder / "sources" / f"s{number}.toml").write_text(_source(number, port), encoding="utf-8")
    for number in range(REVIEWS):
        (folder / "reviews" / f"r{number}.toml").write_text(_review(number), encoding="utf-8")
    settings = folder / "monitor.toml"
    text = settings.read_text(encoding="utf-8").replace("[fetch]", "[fetch]\nallow_private_hosts = true", 1)
    settings.write_text(text, encoding="utf-8")
    command.call("items", "sync")
    return command


def _source(number: int, port: int) -> str:
    each = FEEDS // SOURCES
    endpoints = "".join(
        f'[[endpoint]]\nname = "f{n}"\nurl = "http://127.0.1.{n + 1}:{port}/{n}.xml"\nkind = "feed"\n'
        for n in range(number * each, (number + 1) * each)
    )
    return f'key = "s{number}"\nname = "Local {number}"\ndomains = ["local.example"]\n{endpoints}'


def _review(number: int) -> str:
    each = ITEMS // REVIEWS
    cited = ", ".join(f'"s{n}"' for n in range(number, SOURCES, REVIEWS))
    head = f'[review]\nslug = "r{number}"\ntitle = "Treaties {number}"\ndate = 2024-02-01\nsources = [{cited}]\n'
    return head + "".join(_item(n) for n in range(number * each, (number + 1) * each))


def _item(number: int) -> str:
    place, matter = topic(number)
    return (
        f'[[item]]\nkey = "i{number}"\ntitle = "{place} and its neighbours agree on the {matter}"\n'
        f'kind = "agreement"\nactors = ["{place}"]\nterms = ["{matter}"]\n'
        f"due = {{ latest = 2024-0{number % 5 + 3}-15 }}\n"
    )


def nothing_new(command: Followup, port: int, peers: Peers) -> Turn:
    """All feeds as they were."""
    return {"followup": _run(command, next(LATER)), **_scrapy(port, 0), **peers.read(0)}


def one_new(command: Followup, port: int, advanced: int, peers: Peers) -> Turn:
    """Every feed has one new entry."""
    _advance(port)
    return {"followup": _run(command, next(LATER)), **_scrapy(port, advanced), **peers.read(FEEDS)}


def first_poll(unread: Followup, port: int, folder: Path, peers: Peers) -> Turn:
    """Everything is new: beside Scrapy stands feedparser alone over the same bodies."""
    shutil.copytree(unread.home, folder)
    peers.subscribe(port, FEEDS)
    turn = {"followup": _run(Followup(folder, {}), FIRST), **_scrapy(port, 0)}
    parse = [sys.executable, "-m", "tests.bench_parse"]
    read, made = (spend([*parse, what, str(FEEDS), str(ENTRIES)]) for what in ("alone", "made"))
    return turn | {"feedparser": read - made} | peers.read(FEEDS * ENTRIES)


def _parsed(command: Followup, port: int) -> int:
    _advance(port)
    run = ["run", "--as-of", next(LATER), "--home", str(command.home)]
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench_parse", "counted", *run],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    ).stdout
    return int(said.splitlines()[-1])


def _run(command: Followup, as_of: str) -> Spent:
    return spend([program(), "run", "--as-of", as_of, "--home", str(command.home)])


def _scrapy(port: int, advanced: int) -> Turn:
    return {"Scrapy": spend([sys.executable, "-m", "tests.bench_scrapy", str(port), str(FEEDS), str(advanced)])}


def _report(name: str, turns: Sequence[Turn]) -> int:
    """Prints the case; returns how many of its figures miss."""
    print(f"{name}:")
    for who in turns[0]:
        spent = [turn[who] for turn in turns]
        cpu, wall, peak = (statistics.median(column) for column in zip(*spent, strict=True))
        beside = f"   followup takes {_ratio(turns, _cpu, (who,)):.2f} of its time" if who in PEERS else ""
        print(f"  {who:12}{cpu:>8.2f} s ({wall:.2f} s){peak:>8.0f} MB{beside}")
    baselines = [who for who in turns[0] if who not in ("followup", *PEERS)]
    ratio = _ratio(turns, _cpu, baselines)
    peak = max(turn["followup"].megabytes for turn in turns)
    by_wall = _ratio(turns, lambda spent: spent.wall, baselines)
    asked, held, most = CASES[name]
    print(f"  ratio {ratio:.2f} (by the wall {by_wall:.2f}; asked {asked}, held {held}), peak {peak:.0f} MB")
    return (ratio > held) + (peak > most)


def _cpu(spent: Spent) -> float:
    return spent.cpu


def _ratio(turns: Sequence[Turn], of: Callable[[Spent], float], baselines: Sequence[str]) -> float:
    """Ours against the sum of the baselines, the median of the turns."""
    return statistics.median(of(turn["followup"]) / sum(of(turn[who]) for who in baselines) for turn in turns)


def _advance(port: int) -> None:
    urllib.request.urlopen(f"http://127.0.0.1:{port}/advance").close()


@contextmanager
def _compiled(folder: Path) -> Iterator[None]:
    """A place for compiled files, where the environment forbids to write them beside the sources."""
    before = dict(os.environ)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "NO_PROXY": "*"}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _server() -> Iterator[int]:
    words = [sys.executable, "-m", "tests.bench_feeds", str(FEEDS), str(ENTRIES)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        try:
            assert server.stdout is not None
            yield int(server.stdout.readline())
        finally:
            server.kill()

"""`./run bench matching`: what matching costs, beside a loop of regular expressions and SQLite's full-text search.

Stage one takes turns with both in one process, on the same articles and items; so does the whole path. The commands'
import and retrack, and a new item against 100,000 stored articles, are timed with their peak memory. Articles are the
replay's. Items come in two sorts (tests/bench_items.py): lifelike ones, and hard ones that are reports themselves.
"""

from __future__ import annotations

import gc
import gzip
import json
import re
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log
from pathlib import Path

from monitor.app.track import MANY
from monitor.domain.match import POSSIBLE, WEAK, Matcher
from monitor.domain.model import Article, Decision, OpenItem
from tests.bench_items import hard, lifelike
from tests.matching_data import replay
from tests.newsroom.followup import Followup, program
from tests.shared import SHARED
from tests.spent import spend

RECORDS, SEED = SHARED / "replay" / "articles.jsonl.gz", SHARED / "replay" / "obama-putin-2013-06.toml"
COUNTS, ARTICLES, TURNS = (100, 1_000, 10_000), 1_000, 3
COMPARED = 60
"""Articles that the slow ways are given."""
SEVEN = 7
"""Items of the seed, any of which one article in 185 concerns."""
STORED = 100_000
AS_OF = "2014-12-31"
RATIO_FLOORS = {100: 2.0, 1_000: 15.0, 10_000: 60.0}
"""How many times the loop of regular expressions stage one must be, by items: a ratio within one run."""
GROWTH_CEILING = 0.6
"""Exponent with which the cost of stage one may grow in the number of items."""
MEMORY_CEILING = 600
"""Megabytes of this process and of any command."""
NEW_ITEM = """
[[item]]
key = "bench-new"
title = "Talks on the joint missile defence centre resume"
kind = "process"
actors = ["Russia", "NATO"]
terms = ["missile defence centre", "missile shield talks"]
"""


def main() -> int:
    """1 where a ratio, the growth or the memory is out of its bound; rates and times are printed, and are no gate."""
    if not SHARED.is_dir():
        print(f"ARTICLES ABSENT: {SHARED}; nothing was measured")
        return 0
    # The commands first: a process begins with the memory of the one that starts it, and what follows takes much.
    with tempfile.TemporaryDirectory() as folder:
        peaks = [whole(Path(folder)), new_item(Path(folder))]
    out = in_process(replay().articles)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(f"peak of the bench itself {peaks[-1]:.0f} MB; {MEMORY_CEILING} are allowed", flush=True)
    return int(out or max(peaks) > MEMORY_CEILING)


def in_process(articles: Sequence[Article]) -> bool:
    """Print the rates of both stages by the number of items; whether a ratio or the growth is out of its bound."""
    print(f"{'items':>16}{'stage one/s':>13}{'regex/s':>9}{'FTS5/s':>8}{'both/s':>9}{'candidates':>12}{'pairs':>7}")
    sample = articles[:: len(articles) // ARTICLES]
    made = list(lifelike(articles, max(COUNTS)))
    rows = {count: row("lifelike", made[:count], sample) for count in COUNTS}
    row("hard", list(hard(articles, max(COUNTS))), sample)
    seed_path(articles)
    return any([*(rows[count][1] < floor for count, floor in RATIO_FLOORS.items()), grown(rows)])


def row(name: str, items: Sequence[OpenItem], articles: Sequence[Article]) -> tuple[float, float]:
    """Print articles a second of each way, medians of turns; stage one's rate, and that in regex loops."""
    count = len(items)
    matcher = Matcher(items, least=POSSIBLE if count > MANY else WEAK)
    few = articles[:: max(1, count // 500)]
    regexes = [re.compile(rf"(?<!\w){re.escape(item.terms[0])}(?!\w)", re.IGNORECASE) for item in items]
    ways: list[tuple[Callable[[Sequence[Article]], int], Sequence[Article]]] = [
        (lambda some: sum(len(matcher.candidates(article)) for article in some), articles),
        (lambda some: sum(bool(regex.search(_text(a))) for a in some for regex in regexes), articles[:COMPARED]),
        (lambda some: _full_text(some, items), articles[:COMPARED]),
        (lambda some: sum(len(matcher.match(article)) for article in some), few),
    ]
    # Items are prepared when they are first met, which a run pays once: not part of the rate.
    candidates = ways[0][0](articles) / len(articles)
    matches = [match for article in few for match in matcher.match(article)]
    # What the items leave in memory is searched for waste from time to time; a run does not live so long.
    gc.freeze()
    turns = [[_rate(way, some) for way, some in ways] for _ in range(TURNS)]
    gc.unfreeze()
    ours, regex, search, path = (statistics.median(column) for column in zip(*turns, strict=True))
    print(
        f"{f'{count:,} {name}':>16}{ours:>13,.0f}{regex:>9,.0f}{search:>8,.0f}{path:>9,.0f}{candidates:>12.1f}"
        f"{len(matches) / len(few):>7.1f}"
    )
    ratios = [statistics.median(turn[0] / turn[other] for turn in turns) for other in (1, 2)]
    print(f"{'':8}stage one is {ratios[0]:.1f} times a regex loop, {ratios[1]:.2f} times FTS5;", end=" ")
    sure = sum(match.decision is Decision.MATCH for match in matches)
    print(f"any {SEVEN} of the items match one article in {count / SEVEN * len(few) / max(1, sure):,.0f}", flush=True)
    return ours, ratios[0]


def grown(rows: dict[int, tuple[float, float]]) -> bool:
    """Print the exponent of stage one's cost in the number of items; whether it is above its ceiling."""
    each = [log(rows[few][0] / rows[many][0]) / log(many / few) for few, many in pairwise(COUNTS)]
    overall = log(rows[COUNTS[0]][0] / rows[COUNTS[-1]][0]) / log(COUNTS[-1] / COUNTS[0])
    steps = ", ".join(f"{exponent:.2f}" for exponent in each)
    print(f"stage one's cost grows with items to the power of {overall:.2f} ({steps}); 1 is linear", flush=True)
    return overall > GROWTH_CEILING


def _rate(way: Callable[[Sequence[Article]], int], articles: Sequence[Article]) -> float:
    started = time.process_time()
    way(articles)
    return len(articles) / (time.process_time() - started)


def _text(article: Article) -> str:
    return f"{article.title} {article.summary}"


def _full_text(articles: Sequence[Article], items: Sequence[OpenItem]) -> int:
    """The articles into an index, then one query an item."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE archive USING fts5(told, tokenize = 'porter unicode61')")
        connection.executemany("INSERT INTO archive VALUES (?)", [(_text(article),) for article in articles])
        query = "SELECT count(*) FROM archive WHERE archive MATCH ?"
        asked = ['"' + item.terms[0].replace('"', " ") + '"' for item in items]
        return sum(connection.execute(query, (phrase,)).fetchone()[0] for phrase in asked)


def seed_path(articles: Sequence[Article]) -> None:
    """Both stages with an analyst's own review."""
    matcher = Matcher(replay().items)
    rate = statistics.median(
        _rate(lambda some: sum(len(matcher.match(article)) for article in some), articles[::10]) for _ in range(TURNS)
    )
    print(f"both stages, the seed's items: {rate:,.0f} articles/s a core", flush=True)


def whole(folder: Path) -> float:
    """Import and retrack of the replay by the commands; the peak in megabytes."""
    command = _home(folder / "whole")
    spent = [spend([program(), *parts, "--home", str(command.home)]) for parts in _whole_commands()]
    peak = max(each.megabytes for each in spent)
    print(f"import of {_count(RECORDS):,} records {spent[0].wall:.1f} s, retrack {spent[1].wall:.1f} s,", end=" ")
    print(f"processor {sum(each.cpu for each in spent):.1f} s, peak {peak:.0f} MB", flush=True)
    return peak


def _whole_commands() -> tuple[list[str], list[str]]:
    return ["articles", "import", str(RECORDS)], ["retrack", "--as-of", AS_OF]


def new_item(folder: Path) -> float:
    """A new item against many stored articles, by the command that an analyst calls; the peak in megabytes."""
    command = _home(folder / "many")
    records = folder / "many.jsonl"
    _multiply(records)
    command.call("articles", "import", str(records), limit_s=900)
    review = command.home / "reviews" / SEED.name
    review.write_text(review.read_text(encoding="utf-8") + NEW_ITEM, encoding="utf-8")
    command.call("items", "sync")
    # As after a run that read them: none of the articles waits for being read.
    with sqlite3.connect(command.home / "followup.db") as connection:
        connection.execute("UPDATE articles SET tracked = 1")
    asked = [program(), "retrack", "--item", "bench-new", "--as-of", AS_OF, "--home", str(command.home)]
    spent = [spend(asked) for _ in range(TURNS)]
    cpu, wall, peak = (statistics.median(column) for column in zip(*spent, strict=True))
    print(f"a new item against {STORED:,} stored articles: {wall:.2f} s, processor {cpu:.2f} s, peak {peak:.0f} MB")
    return peak


def _multiply(path: Path) -> None:
    """The replay's records again and again under other names, up to `STORED`."""
    with gzip.open(RECORDS, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    with path.open("w", encoding="utf-8") as out:
        for number in range(STORED):
            record = records[number % len(records)]
            copy = f"{number // len(records)}-{record['external_id']}"
            out.write(json.dumps({**record, "external_id": copy, "url": f"https://bench.example/{copy}"}) + "\n")


def _home(folder: Path) -> Followup:
    command = Followup(folder, {})
    command.call("init", str(command.home))
    (command.home / "reviews" / SEED.name).write_bytes(SEED.read_bytes())
    command.call("items", "sync")
    return command


def _count(path: Path) -> int:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return sum(1 for _ in lines)


if __name__ == "__main__":
    sys.exit(main())

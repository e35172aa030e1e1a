"""`./run bench matching`: what matching costs, beside a loop of regular expressions and SQLite's full-text search.

Stage one takes turns with both in one process, on the same articles and items. The whole path, and a new item against
100,000 stored articles, are timed with the real commands and with their peak memory. Articles are the replay's; items
are made of its own reports, each with its headline as a term, so that many items lie near each article: harder than
an analyst's items, which one article in 185 concerns at all.
"""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from monitor.domain.match import Matcher
from monitor.domain.model import Article, Kind, OpenItem
from monitor.domain.text import words
from tests.matching_data import replay
from tests.newsroom.followup import Followup, program
from tests.shared import SHARED
from tests.spent import spend

RECORDS, SEED = SHARED / "replay" / "articles.jsonl.gz", SHARED / "replay" / "obama-putin-2013-06.toml"
COUNTS, ARTICLES, TURNS = (100, 1_000, 10_000), 1_000, 3
COMPARED = 60
"""Articles that the slow baselines are given."""
STORED = 100_000
AS_OF = "2014-12-31"
NEW_ITEM = """
[[item]]
key = "bench-new"
title = "Talks on the joint missile defence centre resume"
kind = "process"
actors = ["Russia", "NATO"]
terms = ["missile defence centre", "missile shield talks"]
"""


def main() -> int:
    """0; the figures are printed, since time is no gate."""
    if not SHARED.is_dir():
        print(f"ARTICLES ABSENT: {SHARED}; nothing was measured")
        return 0
    articles = replay().articles
    print(f"{'items':>8}{'stage one/s':>13}{'regex loop/s':>14}{'FTS5/s':>9}{'whole path/s':>14}{'candidates':>12}")
    for count in COUNTS:
        stage_one(list(made(articles, count)), articles[:: len(articles) // ARTICLES])
    seed_path(articles)
    with tempfile.TemporaryDirectory() as folder:
        whole(Path(folder))
        new_item(Path(folder))
    return 0


def made(articles: Sequence[Article], count: int) -> Iterator[OpenItem]:
    """Items made of reports: headline, first sentence, the headline's first words as a term."""
    told = [article for article in articles if article.summary]
    for number in range(count):
        article = told[number * 7 % len(told)]
        term = " ".join(words(article.title)[:3])
        yield OpenItem("bench", str(number), article.title, Kind.EVENT, quote=article.summary[:200], terms=(term,))


def stage_one(items: Sequence[OpenItem], articles: Sequence[Article]) -> None:
    """Articles a second of each way, medians of turns."""
    matcher = Matcher(items)
    regexes = [re.compile(rf"(?<!\w){re.escape(item.terms[0])}(?!\w)", re.IGNORECASE) for item in items]
    ways: list[tuple[Callable[[Sequence[Article]], int], Sequence[Article]]] = [
        (lambda some: sum(len(matcher.candidates(article)) for article in some), articles),
        (lambda some: sum(bool(regex.search(_text(a))) for a in some for regex in regexes), articles[:COMPARED]),
        (lambda some: _full_text(some, items), articles[:COMPARED]),
        (lambda some: sum(len(matcher.match(article)) for article in some), articles[:: len(items) // 50 or 1]),
    ]
    matcher.candidates(articles[0])
    turns = [[_rate(way, some) for way, some in ways] for _ in range(TURNS)]
    ours, regex, search, path = (statistics.median(column) for column in zip(*turns, strict=True))
    candidates = ways[0][0](articles) / len(articles)
    print(f"{len(items):>8}{ours:>13,.0f}{regex:>14,.0f}{search:>9,.0f}{path:>14,.0f}{candidates:>12.1f}", flush=True)
    ratios = [statistics.median(turn[0] / turn[other] for turn in turns) for other in (1, 2)]
    print(f"{'':8}stage one is {ratios[0]:.1f} times a regex loop, {ratios[1]:.1f} times FTS5", flush=True)


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
    print(f"whole lexical path, the seed's items: {rate:,.0f} articles/s a core", flush=True)


def whole(folder: Path) -> None:
    """Import and retrack of the replay by the commands."""
    command = _home(folder / "whole")
    spent = [spend([program(), *parts, "--home", str(command.home)]) for parts in _whole_commands()]
    print(f"import of {_count(RECORDS):,} records {spent[0].wall:.1f} s, retrack {spent[1].wall:.1f} s,", end=" ")
    print(f"peak {max(each.megabytes for each in spent):.0f} MB", flush=True)


def _whole_commands() -> tuple[list[str], list[str]]:
    return ["articles", "import", str(RECORDS)], ["retrack", "--as-of", AS_OF]


def new_item(folder: Path) -> None:
    """A new item against many stored articles, by the command that an analyst calls."""
    command = _home(folder / "many")
    records = folder / "many.jsonl"
    _multiply(records)
    command.call("articles", "import", str(records), limit_s=900)
    review = command.home / "reviews" / SEED.name
    review.write_text(review.read_text(encoding="utf-8") + NEW_ITEM, encoding="utf-8")
    command.call("items", "sync")
    spent = [
        spend([program(), "retrack", "--item", "bench-new", "--as-of", AS_OF, "--home", str(command.home)])
        for _ in range(TURNS)
    ]
    _, wall, peak = (statistics.median(column) for column in zip(*spent, strict=True))
    print(f"a new item against {STORED:,} stored articles: {wall:.2f} s, peak {peak:.0f} MB", flush=True)


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

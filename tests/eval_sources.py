"""`./run eval sources`: every captured feed and sitemap, entries found beside entries there; faults; health.

Entries there are counted in the bytes by a pattern that shares nothing with the engines.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from monitor.domain.urls import article_key
from monitor.errors import FetchError
from spiders.api_nyt import read_search
from spiders.bodies import plain
from spiders.errand import ENGINES
from spiders.page import read_page
from spiders.reading import Engine, Reading, Scope
from tests.captured_archives import cassette, opened
from tests.fakeweb import Answer, FakeWeb
from tests.health_week import simulate
from tests.newsroom.followup import Followup
from tests.shared import SHARED
from tests.spiders.drive import NOW
from tests.spiders.faults import FALSE_NAMES, FAULTS, LIMIT, PATIENCE, TIMEOUT
from tests.spiders.recorded import bbc_feed
from tests.stored_week import simulate_stored

CAPTURES = SHARED / "captures"
LARGEST = 50_000_000
SEEDS = (21, 22, 23)
STORED_SOURCES = 40
GOLD = Path(__file__).parent / "spiders" / "pages_gold.csv"
FLOORS = {"title": 1.0, "published": 0.95, "address": 0.95, "access": 0.95}
_STARTS = {"feed": re.compile(rb"<(?:item|entry)[\s>]"), "sitemap": re.compile(rb"<url>")}
Row = dict[str, str]


def main() -> int:
    """1 where an entry was lost or a fault ended otherwise than it should."""
    wrong = captures() + answers() + pages() if CAPTURES.is_dir() else absent()
    return int(wrong + faults() + week() > 0)


def absent() -> int:
    """Say loudly that nothing was measured."""
    print(f"SKIPPED, NOTHING WAS MEASURED: no captures at {CAPTURES} (set FOLLOWUP_SHARED)")
    return 0


def manifest() -> list[Row]:
    """The manifest's rows."""
    with (CAPTURES / "manifest.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def captures() -> int:
    """How many entries of captured feeds and sitemaps were not found."""
    print(f"{'captured file':<58}{'there':>7}{'found':>7}{'lost':>6}{'dated':>7}{'titled':>7}{'keys':>7}")
    totals = [0, 0]
    for row, there, reading in readings():
        articles = reading.articles if reading else ()
        lost = there - len(articles)
        dated = sum(article.published is not None for article in articles)
        titled = sum(article.title not in ("", article.url) for article in articles)
        keys = len({article_key(article.url) for article in articles})
        print(f"{row['file'][-57:]:<58}{there:>7}{len(articles):>7}{lost:>6}{dated:>7}{titled:>7}{keys:>7}")
        totals[0] += there
        totals[1] += max(0, lost)
    print(f"entries there {totals[0]:,}, lost {totals[1]} (floor: none)\n")
    return totals[1]


def answers() -> int:
    """How many documents of captured answers of Article Search were not found, or bear no time.

    No answer of the Newswire was captured: its form is known from its specification alone.
    """
    print(f"{'captured answer of an API':<58}{'there':>7}{'found':>7}{'lost':>6}{'dated':>7}{'titled':>7}{'keys':>7}")
    lost = 0
    for row in (each for each in manifest() if each["kind"] == "api"):
        path = CAPTURES / row["file"]
        for body in [each.body for each in cassette(path)] if path.suffix == ".yml" else [opened(path)]:
            scope = Scope("nytimes", "en", row["original_url"] or "https://unknown.example/", now(), 100_000, _nothing)
            there, found = body.count(b'"web_url"'), read_search(body, {}, scope).reading.articles
            dated = sum(article.published is not None for article in found)
            titled, keys = sum(bool(article.title) for article in found), len({article_key(each.url) for each in found})
            off = abs(there - len(found)) + len(found) - dated
            print(f"{row['file'][-57:]:<58}{there:>7}{len(found):>7}{off:>6}{dated:>7}{titled:>7}{keys:>7}")
            lost += off
    print(f"documents lost or undated: {lost} (floor: none)\n")
    return lost


def pages() -> int:
    """How many floors do not hold for what captured pages say of their articles, by a gold file made by hand."""
    rows = {row["file"]: row for row in manifest() if row["kind"] in ("article", "article_wayback")}
    with GOLD.open(encoding="utf-8") as stream:
        gold = [row for row in csv.DictReader(stream) if row["file"] in rows]
    right: dict[str, list[bool]] = {"title": [], "published": [], "address": [], "access": []}
    for expected in gold:
        url = rows[expected["file"]]["original_url"]
        page = read_page(plain((CAPTURES / expected["file"]).read_bytes(), LARGEST), url, now())
        written = f"{page.published:%Y-%m-%dT%H:%MZ}" if page.published else ""
        found = {"published": written, "access": page.access.value}
        found |= {"title": digest(page.title), "address": digest(bare(page.url))}
        wrong = [name for name in right if expected[name] not in ("", found[name])]
        for name in right:
            right[name] += [name not in wrong] if expected[name] else []
        if wrong:
            print(f"{expected['file']}: wrong {wrong}: {written} {page.url}")
    return _shares(right) + abs(len(gold) - len(rows))


def _shares(right: dict[str, list[bool]]) -> int:
    below = 0
    for name, each in right.items():
        share = sum(each) / len(each)
        below += share < FLOORS[name]
        print(
            f"article pages, {name:<10} right on {sum(each):>2} of {len(each)} ({share:.1%}; floor {FLOORS[name]:.0%})"
        )
    print()
    return below


def digest(words: str) -> str:
    """A short digest of letters and digits: the gold file names a headline without repeating it."""
    return hashlib.sha256("".join(filter(str.isalnum, words.casefold())).encode()).hexdigest()[:12]


def bare(url: str) -> str:
    """Host and path, with the BBC's two hosts as one: an address as one would compare it by eye."""
    parts = urlsplit(url.partition("/web/")[2] or url)
    return (parts.netloc.replace("bbc.co.uk", "bbc.com") + parts.path).removeprefix("www.").rstrip("/")


def readings() -> Iterator[tuple[Row, int, Reading | None]]:
    """Each captured feed and sitemap with the number of its entries and what the engine made of it."""
    for row in manifest():
        if row["kind"] not in _STARTS or row["genuine"] != "captured":
            continue
        body = plain((CAPTURES / row["file"]).read_bytes(), LARGEST)
        scope = Scope(row["source"], "en", row["original_url"] or "https://unknown.example/", now(), 100_000, _nothing)
        try:
            reading: Reading | None = engine(row["kind"])(body, {}, scope).reading
        except FetchError as error:
            print(f"{row['file']}: {error}")
            reading = None
        yield row, len(_STARTS[row["kind"]].findall(body)), reading


def engine(kind: str) -> Engine:
    """The engine of a kind of file."""
    return next(reader for name, reader in ENGINES.items() if name.value == kind)


def now() -> datetime:
    """After all captures."""
    return datetime(2026, 11, 24, tzinfo=UTC)


def _nothing(identities: object) -> set[str]:
    return set()


def faults() -> int:
    """How many hostile answers ended otherwise than they should."""
    found, seconds = faulty_source()
    print(f"{'fault':<22}{'outcome':<14}{'ms':>6}  cause")
    wrong = 0
    for fault in FAULTS:
        row = found[f"bbc/{fault.name}"]
        right = row["outcome"] == fault.outcome.value and fault.says in row["cause"]
        wrong += not right
        mark = "" if right else f"   WRONG: should be {fault.outcome.value}, {fault.says!r}"
        cause = row["cause"].removeprefix(f"{fault.url}: ").removeprefix(fault.url)
        print(f"{fault.name:<22}{row['outcome']:<14}{row['elapsed_ms']:>6}  {cause[:90]}{mark}")
    print(
        f"{len(FAULTS)} answers by one `followup sources test` of {seconds:.1f} s, {wrong} ended wrongly (floor: none)\n"
    )
    return wrong + false_names()


def faulty_source() -> tuple[dict[str, Row], float]:
    """What the real command says of a source all of whose endpoints are hostile but one, by endpoint; and its seconds."""
    answers = {fault.url: fault.make() for fault in FAULTS}
    limits = f"timeout_s = {TIMEOUT}\nmax_megabytes = {LIMIT // 1_000_000}\nmax_entries = 200\ncompute_s = {PATIENCE}"
    endpoints = [(fault.name, fault.url, fault.kind.value) for fault in FAULTS]
    with FakeWeb(lambda url, headers: answers.get(url, Answer(404))) as web:
        return _tested(web.environment(), limits, endpoints)


def false_names() -> int:
    """How many public names that lead inside ended otherwise than they should, or reached a server of this machine.

    Without a proxy, for a proxy would resolve the names: a name server stands in the place of the machine's own.
    """
    names = " ".join(f"{each.host}={each.answers}" for each in FALSE_NAMES)
    environment = {
        "PYTHONPATH": str(Path(__file__).parent / "nameserver"),
        "FAKE_NAMES": names,
        **dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), ""),
    }
    with neighbour() as (port, asked):
        endpoints = [(each.name, f"http://{each.host}:{port}/feed", "feed") for each in FALSE_NAMES]
        found, seconds = _tested(environment, "timeout_s = 2", endpoints)
    wrong = len(asked)
    for each in FALSE_NAMES:
        row = found[f"bbc/{each.name}"]
        right = row["outcome"] == each.outcome.value and each.says in row["cause"]
        wrong += not right
        cause = row["cause"].partition("/feed: ")[2]
        print(f"{each.name:<22}{row['outcome']:<14}{row['elapsed_ms']:>6}  {cause[:90]}{'' if right else '   WRONG'}")
    print(
        f"{len(FALSE_NAMES)} public names that lead inside, {seconds:.1f} s: "
        f"{len(asked)} requests reached a server of this machine, {wrong} ended wrongly (floor: none)"
    )
    return wrong


@contextmanager
def neighbour() -> Iterator[tuple[int, list[str]]]:
    """A server of this machine that answers any request with a feed: its port, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            body = bbc_feed(2)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def _tested(
    environment: Mapping[str, str], limits: str, endpoints: Sequence[tuple[str, str, str]]
) -> tuple[dict[str, Row], float]:
    """What `followup sources test` says of a source with these endpoints (name, address, kind), and its seconds."""
    tables = "".join(
        f'[[endpoint]]\nname = "{name}"\nurl = "{url}"\nkind = "{kind}"\nleast_entries = 0\n'
        for name, url, kind in endpoints
    )
    with tempfile.TemporaryDirectory() as folder:
        command = Followup(Path(folder) / "home", environment)
        command.call("init", str(command.home))
        (command.home / "monitor.toml").write_text(f"[fetch]\n{limits}\n", encoding="utf-8")
        head = 'key = "bbc"\nname = "BBC"\ndomains = ["example.org"]\n'
        (command.home / "sources" / "bbc.toml").write_text(head + tables, encoding="utf-8")
        began = time.monotonic()
        rows = command.json("sources", "test", "bbc", "--as-of", f"{NOW:%Y-%m-%dT%H:%M}", accept=(3,))
    return {row["endpoint"]: row for row in rows}, time.monotonic() - began


def week() -> int:
    """How many of the pinned figures of simulated weeks do not hold."""
    weeks = [simulate(200, seed) for seed in SEEDS]
    outages, missed = sum(each.outages for each in weeks), sum(each.missed for each in weeks)
    quiet, false = sum(each.quiet_source_weeks for each in weeks), sum(each.false_alarms for each in weeks)
    slowest = max(each.slowest_runs for each in weeks)
    print(
        f"\n{len(SEEDS)} simulated weeks of 200 sources, a run every two hours, one visit in a hundred fails by chance"
    )
    print(
        f"outages over two runs {outages}, not reported {missed} (floor: none), reported after at most {slowest} runs"
    )
    print(f"false alarms {false} in {quiet} quiet source-weeks: {100 * false / quiet:.2f} % (ceiling: 1 %)")
    return (missed > 0) + (false > 0.01 * quiet) + _stored_week()


def _stored_week() -> int:
    """The same held for a week of which every reading goes through the store and is judged by the app."""
    with tempfile.TemporaryDirectory() as folder:
        week = simulate_stored(Path(folder), STORED_SOURCES, SEEDS[0])
    quiet, false = week.quiet_source_weeks, week.false_alarms
    print(f"through the store, {STORED_SOURCES} sources: outages {week.outages}, not reported {week.missed},", end=" ")
    print(f"recoveries told {week.recoveries}, false alarms {false} in {quiet} quiet source-weeks")
    return (week.missed > 0) + (false > 0.01 * quiet)

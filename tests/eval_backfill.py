"""`./run eval backfill`: captured answers of archives, read by the engines and through the real command.

What is there is counted in the bytes by patterns that share nothing with the engines.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from monitor.domain.windows import ArchiveKind
from monitor.errors import Blocked, FetchError
from spiders.archive import ArchiveScope, Page, read_archive
from spiders.archive_wayback import read_cdx
from tests.captured_archives import NOW, Recorded, as_file, cassette, json_lines, opened
from tests.e2e.backfilled import quick
from tests.e2e.home import SLUG
from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.followup import Followup
from tests.shared import SHARED

CAPTURES = SHARED / "captures"
AS_OF = "2014-03-01T12:00"
DEGRADED = 3
FLOORS = {"entries lost": 0, "wrong times": 0, "unfolded": 0, "unmatched": 0, "unread answers": 0}
"""Highest numbers allowed."""
WANTED = {
    "idUSBRE9760O520130807": "moscow-summit",
    "idUSBRE9780W820130809": "two-plus-two",
}
"""The article on the cancelled summit and the one on the ministers' talks, by their ids, and whose items they are."""


@dataclass(slots=True)
class Tally:
    """What went wrong, by kind."""

    wrong: dict[str, int]

    def add(self, kind: str, number: int) -> None:
        """Count it."""
        self.wrong[kind] += number


def main() -> int:
    """1 where a floor does not hold."""
    if not CAPTURES.is_dir():
        print(f"SKIPPED, NOTHING WAS MEASURED: no captures at {CAPTURES} (set FOLLOWUP_SHARED)")
        return 0
    tally = Tally(dict.fromkeys(FLOORS, 0))
    reuters(tally)
    answers(tally)
    print()
    for kind, number in tally.wrong.items():
        print(f"{kind:<16}{number:>6}  (floor: {FLOORS[kind]})")
    return int(any(number > FLOORS[kind] for kind, number in tally.wrong.items()))


def reuters(tally: Tally) -> None:
    """The captured days of 2013 and 2014 through the real command, a proxy playing Reuters' host."""
    files = days_of_reuters()
    there = {day: entries(body) for day, body in files.items()}
    with tempfile.TemporaryDirectory() as folder, FakeWeb(host_of(files)) as web:
        command = quick(Path(folder) / "home", web.environment(), "reuters")
        span = ("--from", str(min(files)), "--to", str(max(files)), "--as-of", AS_OF)
        report = command.json(
            "backfill", SLUG, "--source", "reuters", "--route", "sitemap-day", *span, accept=(0, DEGRADED)
        )
        stored = articles_of(command)
        asked = [each.url for each in web.requests if each.status == 200 and "/sitemap_" in each.url]
        _days(tally, there, report, stored)
        print(f"asked {len(asked)} times for {len(files)} files that are there")
        _folds(tally, there, command)
        _wanted(tally, command)


def days_of_reuters() -> dict[date, bytes]:
    """The genuine sitemaps of 2013 and 2014 by their day."""
    names = sorted((CAPTURES / "reuters" / "sitemap").glob("sitemap_201[34]*.xml.gz"))
    return {date.fromisoformat(path.name.partition("_")[2][:8]): opened(path) for path in names}


def entries(body: bytes) -> dict[str, str]:
    """Address to time, as they stand in a sitemap."""
    found = re.findall(rb"<url>\s*<loc>([^<]*)</loc>.*?<lastmod>([^<]*)</lastmod>", body, re.DOTALL)
    assert len(found) == body.count(b"<url>")
    return {url.decode(): when.decode() for url, when in found}


def host_of(files: Mapping[date, bytes]) -> Any:
    """Answers with the captured file of a day, 404 for others."""

    def respond(url: str, _headers: Mapping[str, str]) -> Answer:
        found = re.search(r"/sitemap_(\d{8})-\d{8}\.xml$", url)
        body = files.get(date.fromisoformat(found[1])) if found else None
        return Answer(headers={"Content-Type": "text/xml"}, body=body) if body else Answer(404)

    return respond


def articles_of(command: Followup) -> dict[str, list[str]]:
    """Every stored address with its times."""
    out: dict[str, list[str]] = {}
    with closing(sqlite3.connect(command.home / "followup.db")) as db:
        for url, published in db.execute("SELECT url, published FROM articles"):
            out.setdefault(url, []).append(published[:19])
    return out


def _days(tally: Tally, there: Mapping[date, dict[str, str]], report: Any, stored: dict[str, list[str]]) -> None:
    windows = {each["from"]: each for each in report["windows"]}
    print(f"{'Reuters, sitemap of':<22}{'there':>7}{'read':>7}{'kept':>7}{'late':>6}  (late: not at its time)")
    for day, found in there.items():
        kept = [url for url in found if len(stored.get(url, ())) == 1]
        late = sum(stored[url] != [found[url][:19]] for url in kept)
        read = windows[str(day)]["entries"]
        print(f"{day!s:<22}{len(found):>7}{read:>7}{len(kept):>7}{late:>6}")
        tally.add("entries lost", abs(len(found) - read) + len(found) - len(kept))
        tally.add("wrong times", late)
    total = sum(map(len, there.values()))
    print(f"addresses there {total:,}, articles stored {sum(map(len, stored.values())):,}")


def _folds(tally: Tally, there: Mapping[date, dict[str, str]], command: Followup) -> None:
    """Versions of one report are one voice: web and wire on a day, an id that recurs later."""
    from monitor.domain.dedupe import fold_copies
    from monitor.store import SqlStore

    with SqlStore(command.home / "followup.db") as store:
        articles = list(store.all_articles(NOW))
    copies = fold_copies(articles)
    groups = _versions(there)
    twins = sum(len(group) - 1 for group in groups)
    print(f"versions of a report beside its first: {twins} by the files, {len(copies)} folded")
    tally.add("unfolded", abs(twins - len(copies)))


_STAMP = re.compile(r"20\d{6}$")


def _versions(there: Mapping[date, dict[str, str]]) -> list[set[str]]:
    """Addresses that share day and subject, or an id without its day, joined."""
    leader: dict[str, str] = {}

    def top(name: str) -> str:
        while leader.setdefault(name, name) != name:
            name = leader[name]
        return name

    addresses = [(day, url) for day, found in there.items() for url in found]
    for day, url in addresses:
        slug, _, number = url.rpartition("/")[2].rpartition("id")
        subject = re.sub(r"^(net-us|us|uk|ca|in)-", "", slug.strip("-"))
        single = re.fullmatch(r"[a-z]*\d\w*", subject) or not _STAMP.search(number)
        for key in [f"id {re.sub(_STAMP, '', number)}"] + ([f"{day} {subject}"] if subject and not single else []):
            leader[top(key)] = top(url)
    groups: dict[str, set[str]] = {}
    for _, url in addresses:
        groups.setdefault(top(url), set()).add(url)
    return list(groups.values())


def _wanted(tally: Tally, command: Followup) -> None:
    matches = command.jsonl("export", "matches", "--as-of", AS_OF)
    for number, item in WANTED.items():
        found = [row for row in matches if number in row["url"] and row["item"].endswith(f"/{item}")]
        print(f"{number}: " + (f"{found[0]['decision']} {item} by its address" if found else f"NOT MATCHED to {item}"))
        tally.add("unmatched", not found)
    print(f"{len(matches)} matches among all, {len({row['url'] for row in matches})} addresses")


def answers(tally: Tally) -> None:
    """Every captured answer of an archive, beside what is there."""
    print(f"\n{'captured answer':<62}{'there':>7}{'read':>7}")
    for name, there, read in _all():
        print(f"{name[-61:]:<62}{there:>7}{read:>7}{'' if there == read else '   DIFFERS'}")
        tally.add("unread answers", there != read)


def _all() -> Iterator[tuple[str, int, int]]:
    yield from lists_of_captures()
    yield from mementos()
    yield from new_york_times()
    yield from gdelt()


def scope(*domains: str, source: str = "x") -> ArchiveScope:
    """All days."""
    return ArchiveScope(source, "en", domains, date(1900, 1, 1), date(2100, 1, 1), NOW)


def lists_of_captures() -> Iterator[tuple[str, int, int]]:
    """CDX: lines there, lines read; refusals told as such; each list's key leads to the next recorded page."""
    for path in sorted(CAPTURES.glob("*/cdx/*")):
        recorded = _recorded(path)
        good = [each for each in recorded if each.status == 200]
        there = sum(len(_LINE.findall(each.body)) for each in good)
        read = sum(len(read_cdx(each.body).captures) for each in good)
        yield path.name, there - _malformed(good), read
        bad = [each for each in recorded if each.status != 200]
        if bad:
            yield f"  {path.name[:40]}: told as refused", len(bad), sum(map(_refused, bad))
        if path.name.startswith("edgi_test_search"):
            keys = [_key(each.url) for each in good[1:]]
            yield f"  {path.name}: keys", len(keys), sum(map(str.__eq__, keys, _next_keys(good)))


_LINE = re.compile(rb'^\S+ \d{14} |^\["[^"]+","\d{14}"|^\{.*"timestamp": "\d{14}"', re.MULTILINE)
_NO_ADDRESS = re.compile(rb"^\S+ \d{14} (?:https?://mailto:|(?!https?://))", re.MULTILINE)
_NO_DIGEST = re.compile(rb"^\S+ \d{14} (?!.* [A-Z2-7]{32} \S+\r?$)", re.MULTILINE)


def _malformed(good: list[Recorded]) -> int:
    """Lines that name no page: those with a mail address, and those without a digest in its place."""
    return sum(len(_NO_ADDRESS.findall(each.body)) + len(_NO_DIGEST.findall(each.body)) for each in good)


def _recorded(path: Path) -> list[Recorded]:
    if ".yaml" in path.name:
        return cassette(path)
    if ".jsonl" in path.name:
        return json_lines(path)
    return [Recorded("https://web.archive.org/cdx/search/cdx?url=x", 200, opened(path))]


def _key(url: str) -> str:
    return unquote_plus(parse_qs(urlsplit(url).query)["resumeKey"][0])


def _next_keys(good: list[Recorded]) -> Iterator[str]:
    for each in good[:-1]:
        page = read_archive(ArchiveKind.WAYBACK, each, scope())
        yield _key(page.further[-1]) if page.further and "resumeKey" in page.further[-1] else ""


def _refused(answer: Recorded) -> bool:
    try:
        read_archive(ArchiveKind.WAYBACK, answer, scope())
    except (Blocked, FetchError):
        return True
    return False


def mementos() -> Iterator[tuple[str, int, int]]:
    """Captures: of a refusal or of a redirection it is an answer without entries, of a page an article."""
    for path in sorted(CAPTURES.glob("*/memento/*")):
        for each in cassette(path):
            page = _page(ArchiveKind.WAYBACK, each)
            yield f"{path.name[:30]} HTTP {each.status}", int(each.status == 200 and _dated(each.body)), page.entries


def _dated(body: bytes) -> bool:
    return re.search(rb"(?:datePublished|article:published_time|<time |DC\.date)", body) is not None


def new_york_times() -> Iterator[tuple[str, int, int]]:
    """Documents of recorded answers of the API, of either envelope."""
    for path in sorted(CAPTURES.glob("nytimes/api/*")):
        for each in cassette(path) if path.suffix == ".yml" else [Recorded("https://x/?page=0", 200, opened(path))]:
            for kind in (ArchiveKind.NYT_SEARCH, ArchiveKind.NYT_ARCHIVE):
                yield f"{path.name[:50]} {kind.value}", each.body.count(b'"web_url"'), _page(kind, each).entries
            new = replace(each, body=each.body.replace(b'"meta"', b'"metadata"'))
            further = [len(_page(ArchiveKind.NYT_SEARCH, each).further) for each in (each, new)]
            yield f"{path.name[:50]} pages, new envelope", *further  # type: ignore[misc]


def gdelt() -> Iterator[tuple[str, int, int]]:
    """Tables of all four kinds: addresses there, addresses read."""
    kinds = {"events": ArchiveKind.GDELT_EVENTS, "gkg": ArchiveKind.GDELT_GKG, "mentions": ArchiveKind.GDELT_MENTIONS}
    for path in sorted(CAPTURES.glob("gdelt/gdelt/*samp.gz")):
        body, addresses, hosts = as_file(path)
        kind = next(kind for name, kind in kinds.items() if path.name.startswith(name))
        page = read_archive(kind, Recorded("https://x/", 200, body), scope(*hosts))
        yield path.name, addresses, page.entries


def _page(kind: ArchiveKind, answer: Recorded) -> Page:
    try:
        return read_archive(kind, answer, scope("nytimes.com"))
    except FetchError as error:
        print(f"  {answer.url[:60]}: {error}")
        return Page()


if __name__ == "__main__":
    main()

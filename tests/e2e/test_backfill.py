"""A past period through the real command: planned, asked, known from now on, never news; refused, resumed, replayed."""

from __future__ import annotations

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.model import EndpointBatch, Outcome, RawArticle
from monitor.domain.windows_pace import Pace
from monitor.store import SqlStore
from tests.e2e.backfilled import AS_OF, quick
from tests.e2e.home import Inside, copied
from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.archives import Archives
from tests.newsroom.entries import read_entries
from tests.newsroom.followup import Followup, program
from tests.shared import ROOT

DEGRADED = 3
AUGUST = ("--from", "2013-08-05", "--to", "2013-08-12")
AT = ("--as-of", AS_OF)


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with FakeWeb(Archives(read_entries()).respond) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def filled(web: FakeWeb, tmp_path_factory: pytest.TempPathFactory) -> Followup:
    environment = {**web.environment(), "NYT_API_KEY": "a-secret-key"}
    command = quick(tmp_path_factory.mktemp("filled") / "home", environment)
    command.json("backfill", "obama-putin-lough-erne", "--to", "2013-08-31", *AT, accept=(0, DEGRADED))
    return command


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    """A home with Reuters alone that has asked nothing yet, to be copied."""
    return quick(tmp_path_factory.mktemp("bare") / "home", {}, "reuters")


def before(web: FakeWeb, bare: Followup, folder: Path) -> Followup:
    """A copy of the bare home, with these archives before it."""
    return Followup(copied(bare, folder / "home").home, web.environment())


def views(command: Followup) -> Inside:
    """What the filled home says: only what it says is looked at, so no process is started for it."""
    return Inside(command.home)


def states(command: Followup, as_of: str) -> dict[str, str]:
    rows = views(command).json("status", "--as-of", as_of)["items"]
    return {row["item"].partition("/")[2]: row["headline"] for row in rows}


@pytest.mark.e2e
def test_what_is_filled_moves_statuses_with_its_true_dates(filled: Followup) -> None:
    changes = views(filled).jsonl("export", "states", *AT)
    summit = next(c for c in changes if c["item"].endswith("/moscow-summit") and c["state"] == "failed")
    assert summit["as_of"] in ("2013-08-07", "2013-08-08")
    assert "backfilled" in summit["flags"]
    assert states(filled, AS_OF)["moscow-summit"] == "failed"


@pytest.mark.e2e
def test_before_the_backfill_nothing_of_it_was_known(filled: Followup) -> None:
    assert views(filled).jsonl("export", "evidence", "--as-of", "2014-02-28") == []
    assert views(filled).jsonl("export", "articles", "--as-of", "2014-02-28") == []
    assert "failed" not in states(filled, "2014-02-28").values()


@pytest.mark.e2e
def test_it_is_marked_in_every_view(filled: Followup) -> None:
    assert {row["origin"] for row in views(filled).jsonl("export", "articles", *AT)} == {"backfilled"}
    assert {row["origin"] for row in views(filled).jsonl("export", "matches", *AT)} == {"backfilled"}
    assert all(row["backfilled"] for row in views(filled).jsonl("export", "evidence", *AT))
    assert "[backfilled]" in " ".join(views(filled)("status", *AT).split())
    assert "[backfilled]" in views(filled)("explain", "moscow-summit", *AT)


@pytest.mark.e2e
def test_it_is_never_news(filled: Followup) -> None:
    quiet = views(filled)("digest", "--since", "2014-02-28", *AT)
    changed = quiet.partition("Where things stand")[0]
    assert "cancel" not in changed.lower(), quiet
    for piece in views(filled).jsonl("export", "evidence", *AT):
        if piece["signal"] != "comment":
            assert piece["quote"] not in changed


@pytest.mark.e2e
def test_words_of_an_address_are_the_lowest_grade(filled: Followup) -> None:
    spoken = [e for e in views(filled).jsonl("export", "evidence", *AT) if e["source"] == "reuters"]
    assert spoken
    assert {piece["grade"] for piece in spoken} == {"E"}
    articles = [a for a in views(filled).jsonl("export", "articles", *AT) if a["source"] == "reuters"]
    assert {article["access"] for article in articles} == {"headline"}


@pytest.mark.e2e
def test_no_key_is_kept_anywhere(filled: Followup, web: FakeWeb) -> None:
    assert any("a-secret-key" in asked.url for asked in web.requests)
    for path in filled.home.rglob("*"):
        if path.is_file():
            assert b"a-secret-key" not in path.read_bytes(), path


@pytest.mark.e2e
def test_nothing_is_asked_twice_and_gaps_are_the_next_routes_task(filled: Followup, web: FakeWeb) -> None:
    so_far = len(web.requests)
    again = filled.json("backfill", "obama-putin-lough-erne", "--to", "2013-08-31", *AT, accept=(0, DEGRADED))
    assert [asked.url for asked in web.requests[so_far:] if not asked.url.endswith("robots.txt")] == []
    by_route = {window["route"] for window in again["windows"]}
    assert {"reuters/sitemap-day", "bloomberg/sitemap-month", "nytimes/archive-api", "bbc/wayback"} <= by_route
    rows = views(filled).jsonl("coverage", "obama-putin-lough-erne", "--to", "2013-08-31", *AT)
    assert {row["state"] for row in rows} <= {"read", "thin", "gap"}
    assert all(row["causes"] for row in rows if row["state"] == "gap")
    read = [row for row in rows if row["source"] == "bloomberg"]
    assert {row["state"] for row in read} <= {"read", "thin"}


@pytest.mark.e2e
def test_what_a_route_gave_is_not_asked_again_where_its_key_is_gone(filled: Followup, tmp_path: Path) -> None:
    command = Followup(copied(filled, tmp_path / "home").home, {"NYT_API_KEY": ""})
    plan = command.json("backfill", "obama-putin-lough-erne", "--to", "2013-08-31", "--plan", *AT)
    assert [window["route"] for window in plan["windows"] if window["state"] == "planned"] == []
    named = command.json("backfill", "--source", "nytimes", "--route", "day-page", *AUGUST, "--plan", *AT)
    assert len(named["windows"]) == 8, "who names a route wants it asked"


@pytest.mark.e2e
def test_a_replay_from_the_kept_answers_gives_the_same(filled: Followup, tmp_path: Path) -> None:
    said = [views(filled)("export", what, *AT) for what in ("evidence", "states")]
    nowhere = Followup(filled.home, {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"})
    keyed = Followup(filled.home, {**nowhere.environment, "NYT_API_KEY": "another"})
    kept = ledger(filled.home)
    report = keyed.json("backfill", "obama-putin-lough-erne", "--to", "2013-08-31", "--replay", *AT)
    assert report["counts"]["entries"] > 0
    assert report["counts"]["new"] == 0
    assert [views(filled)("export", what, *AT) for what in ("evidence", "states")] == said
    assert ledger(filled.home) == kept, "a replay asks nobody, so it says nothing of what was asked"


def ledger(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """What the database knows of windows, hosts and answers."""
    with closing(sqlite3.connect(home / "followup.db")) as db:
        return {table: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
                for table in ("windows", "archive_hosts", "raw_answers")}  # fmt: skip


@pytest.mark.e2e
def test_a_replay_brings_back_what_was_lost_and_tells_what_is_not_on_disk(filled: Followup, tmp_path: Path) -> None:
    command = copied(filled, tmp_path / "home")
    kept = ledger(command.home)
    with closing(sqlite3.connect(command.home / "followup.db")) as db:
        unmatched = "source = 'reuters' AND id NOT IN (SELECT article FROM matches)"
        db.execute(f"DELETE FROM article_aliases WHERE article IN (SELECT id FROM articles WHERE {unmatched})")
        gone = db.execute(f"DELETE FROM articles WHERE {unmatched}").rowcount
        db.commit()
    (command.home / "archive" / "bloomberg-sitemap-month-2013-07.warc.gz").unlink()
    report = command.json("backfill", "obama-putin-lough-erne", "--to", "2013-08-31", "--replay", *AT,
                          accept=(DEGRADED,))  # fmt: skip
    assert report["counts"]["new"] == gone > 0
    assert [line for line in report["troubles"] if "bloomberg-sitemap-month-2013-07.warc.gz" in line] == report[
        "troubles"
    ]
    assert ledger(command.home) == kept


@pytest.mark.e2e
def test_a_warc_file_of_somebody_else_is_taken_in(filled: Followup, bare: Followup, tmp_path: Path) -> None:
    command = copied(bare, tmp_path / "home")
    file = next((filled.home / "archive").glob("reuters-sitemap-day-2013-08.warc.gz"))
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(file.read_bytes()[:-40])
    span = ("--source", "reuters", *AUGUST, *AT)
    report = views(command).json("backfill", *span, "--warc", str(file))
    assert report["counts"]["new"] == len([e for e in read_entries() if is_august(e.source, e.published.day, e)])
    worse = command.json("backfill", *span, "--warc", str(broken), accept=(DEGRADED,))
    assert "broken.warc.gz" in worse["troubles"][0]
    assert worse["counts"]["new"] == 0


def is_august(source: str, day: int, entry: object) -> bool:
    published = entry.published
    return source == "reuters" and published.year == 2013 and published.month == 8 and 4 <= day <= 13


@pytest.mark.e2e
def test_a_plan_asks_nothing(web: FakeWeb, bare: Followup, tmp_path: Path) -> None:
    command = before(web, bare, tmp_path)
    so_far = len(web.requests)
    plan = command.json("backfill", "--source", "reuters", *AUGUST, "--plan", *AT)
    assert (len(plan["windows"]), plan["requests"], len(web.requests) - so_far) == (8, 8, 0)
    assert plan["windows"][0]["todo"] == ["https://www.reuters.com/sitemap_20130805-20130806.xml"]
    assert "at least 8 requests" in command.call("backfill", "--source", "reuters", *AUGUST, "--plan", *AT)


class Refusing:
    """Reuters' host as it refuses: each address has answers of its own, the last of which stays."""

    def __init__(self, answers: Mapping[str, list[Answer]]) -> None:
        self.answers = {f"https://www.reuters.com/sitemap_{days}.xml": list(each) for days, each in answers.items()}

    def respond(self, url: str, _headers: Mapping[str, str]) -> Answer:
        left = self.answers.get(url, [Answer(404)])
        return left.pop(0) if len(left) > 1 else left[0]


GOOD = Answer(
    headers={"Content-Type": "text/xml"},
    body=b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
    b"<loc>http://www.reuters.com/article/us-lake-summit-idUSBRE9760O520130805</loc>"
    b"<lastmod>2013-08-05T10:00:00+00:00</lastmod></url></urlset>",
)
FIFTH = "20130805-20130806"


DAY = ("--source", "reuters", "--route", "sitemap-day", "--from", "2013-08-05", "--to", "2013-08-05", *AT)


def asked_of(answers: list[Answer], command: Followup) -> tuple[dict[str, object], int]:
    """The window of the day, and how often it was asked for."""
    with FakeWeb(Refusing({FIFTH: answers}).respond) as web:
        report = Followup(command.home, web.environment()).json("backfill", *DAY, accept=(0, DEGRADED))
        return report["windows"][0], len([asked for asked in web.requests if FIFTH in asked.url])


@pytest.mark.e2e
@pytest.mark.parametrize(
    "answers,state,words,times",
    [
        ([Answer(429, {"Retry-After": "1"}), GOOD], "done", "", 2),
        ([Answer(429, {"Retry-After": "7200"}), GOOD], "waiting", "not be asked before", 1),
        ([Answer(403, {"Content-Type": "text/html"}, b"<html><title>Access Denied</title></html>")], "gap", "403", 1),
        ([Answer(404)], "gap", "404", 1),
        ([Answer(503)], "waiting", "503", 1),
        ([Answer(headers={"Content-Type": "text/html"}, body=b"<html><p>Moved</p></html>")], "gap", "web page", 1),
        ([Answer(body=b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>')], "empty", "", 1),
        ([Answer(body=GOOD.body[:-9] if isinstance(GOOD.body, bytes) else b"")], "gap", "breaks off", 1),
    ],
    ids=["429 for a second", "429 for two hours", "403", "404", "503", "a page", "nothing there", "cut"],
)
def test_refusals(answers: list[Answer], state: str, words: str, times: int, bare: Followup, tmp_path: Path) -> None:
    window, asked = asked_of(answers, copied(bare, tmp_path / "home"))
    assert (window["state"], asked) == (state, times)
    assert words in str(window["cause"])


HOST = "www.reuters.com"


def paced(command: Followup, **fields: Any) -> Pace:
    """What the home knows of the host; with fields, after it was told so."""
    with SqlStore(command.home / "followup.db") as store:
        if fields:
            store.save_pace(Pace(HOST, **fields))
        return store.pace(HOST)


@pytest.mark.e2e
def test_limits_outlive_the_process(bare: Followup, tmp_path: Path) -> None:
    """A host that said "in two hours" is not asked by the next process either."""
    command = copied(bare, tmp_path / "home")
    asked_of([Answer(429, {"Retry-After": "7200"})], command)
    window, asked = asked_of([GOOD], command)
    assert (window["state"], asked) == ("waiting", 0)
    assert (paced(command).asked, paced(command).strikes) == (1, 1)


@pytest.mark.e2e
def test_a_host_that_refuses_again_without_saying_when_is_left_alone_for_longer(bare: Followup, tmp_path: Path) -> None:
    """The first pause of a minute is slept through, so this host has refused once before."""
    command, begun = copied(bare, tmp_path / "home"), datetime.now(UTC)
    paced(command, strikes=1)
    window, asked = asked_of([Answer(429), GOOD], command)
    assert (window["state"], asked, paced(command).strikes) == ("waiting", 1, 2)
    shut = paced(command).shut_until
    assert shut is not None
    assert timedelta(seconds=120) <= shut - begun < timedelta(seconds=180)


@pytest.mark.e2e
def test_a_days_quota_outlives_the_process(bare: Followup, tmp_path: Path) -> None:
    command, now = copied(bare, tmp_path / "home"), datetime.now(UTC)
    source = command.home / "sources" / "reuters.toml"
    source.write_text(source.read_text("utf-8").replace("[[archive]]\n", "[[archive]]\nper_day = 500\n"), "utf-8")
    paced(command, asked_at=now, day=now.date(), asked=500)
    window, asked = asked_of([GOOD], command)
    assert (window["state"], asked) == ("planned", 0)
    assert paced(command).asked == 500


@pytest.mark.e2e
def test_at_a_terminal_a_bar_shows_how_far_it_is_and_how_long_it_takes(bare: Followup, tmp_path: Path) -> None:
    command = copied(bare, tmp_path / "home")
    with FakeWeb(Refusing({FIFTH: [GOOD]}).respond) as web:
        said = at_a_terminal(Followup(command.home, web.environment()), "backfill", *DAY)
    assert re.search(r"reuters.*1/1.*1 new.*0:00:0\d", said), said


def at_a_terminal(command: Followup, *arguments: str) -> str:
    """What the command wrote to the terminal as its stderr."""
    inner, outer = pty.openpty()
    environment = {**os.environ, **command.environment, "FOLLOWUP_HOME": str(command.home), "COLUMNS": "100"}
    done = subprocess.run([program(), *arguments], env=environment, stdout=subprocess.DEVNULL, stderr=outer)
    os.close(outer)
    assert done.returncode == 0
    with open(inner, "rb", buffering=0, closefd=True) as terminal:
        return terminal.read(100_000).decode()


@pytest.mark.e2e
def test_what_a_run_read_on_the_day_is_no_gap(bare: Followup, tmp_path: Path) -> None:
    """Routes of the way back are shown beside the monitor's own runs, each with what such a day usually brings."""
    command, noon = copied(bare, tmp_path / "home"), datetime(2013, 8, 6, 12, tzinfo=UTC)
    found = RawArticle(source="reuters", url="https://www.reuters.com/lake", title="Lake summit ends", published=noon)
    with SqlStore(command.home / "followup.db") as store:
        reading = EndpointBatch(endpoint="reuters/news", source="reuters", outcome=Outcome.NEW, articles=(found,))
        store.save_batches([reading], store.begin_run(noon, noon, "test"), noon)
    span = ("--source", "reuters", "--from", "2013-08-05", "--to", "2013-08-06", *AT)
    before, on = views(command).jsonl("coverage", *span)
    assert (before["state"], before["routes"], before["causes"]) == ("gap", [], ["no archive was asked"])
    assert (on["state"], on["routes"], on["articles"], on["usual"]) == ("read", ["live"], 1, 1)
    assert "usual" in views(command)("coverage", *span)


@pytest.mark.e2e
@pytest.mark.timeout(400)
def test_killed_at_any_point_nothing_is_lost_and_nothing_asked_twice(bare: Followup, tmp_path: Path) -> None:
    """Before every commit and every write of a raw answer; of six days one is not there, so routes change."""
    archives, asked = Archives(read_entries()), tmp_path / "asked"

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        with asked.open("a", encoding="utf-8") as book:
            book.write(f"{url}\n")
        return Answer(404) if "20130806" in url else archives.respond(url, headers)

    with FakeWeb(respond) as web:
        line = [sys.executable, "-m", "tests.e2e.killed_backfill", str(bare.home), str(asked), str(tmp_path / "homes")]
        environment = {**os.environ, **web.environment()}
        done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=380)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["lost"] == told["twice"] == []
    assert told["killed"] == told["points"] >= 20
    assert told["addresses"] >= 8, "six days, then the captures and the file for the day that is not there"

"""A past period through the real command: planned, asked, known from now on, never news; refused, resumed, replayed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.backfilled import AS_OF, quick
from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.archives import Archives
from tests.newsroom.entries import read_entries
from tests.newsroom.followup import Followup

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


def states(command: Followup, as_of: str) -> dict[str, str]:
    return {row["item"].partition("/")[2]: row["headline"] for row in command.json("status", "--as-of", as_of)["items"]}


@pytest.mark.e2e
def test_what_is_filled_moves_statuses_with_its_true_dates(filled: Followup) -> None:
    changes = filled.jsonl("export", "states", *AT)
    summit = next(c for c in changes if c["item"].endswith("/moscow-summit") and c["state"] == "failed")
    assert summit["as_of"] in ("2013-08-07", "2013-08-08")
    assert "backfilled" in summit["flags"]
    assert states(filled, AS_OF)["moscow-summit"] == "failed"


@pytest.mark.e2e
def test_before_the_backfill_nothing_of_it_was_known(filled: Followup) -> None:
    assert filled.jsonl("export", "evidence", "--as-of", "2014-02-28") == []
    assert filled.jsonl("export", "articles", "--as-of", "2014-02-28") == []
    assert "failed" not in states(filled, "2014-02-28").values()


@pytest.mark.e2e
def test_it_is_marked_in_every_view(filled: Followup) -> None:
    assert {row["origin"] for row in filled.jsonl("export", "articles", *AT)} == {"backfilled"}
    assert {row["origin"] for row in filled.jsonl("export", "matches", *AT)} == {"backfilled"}
    assert all(row["backfilled"] for row in filled.jsonl("export", "evidence", *AT))
    assert "[backfilled]" in " ".join(filled.call("status", *AT).split())
    assert "[backfilled]" in filled.call("explain", "moscow-summit", *AT)


@pytest.mark.e2e
def test_it_is_never_news(filled: Followup) -> None:
    quiet = filled.call("digest", "--since", "2014-02-28", *AT)
    changed = quiet.partition("Where things stand")[0]
    assert "cancel" not in changed.lower(), quiet
    for piece in filled.jsonl("export", "evidence", *AT):
        if piece["signal"] != "comment":
            assert piece["quote"] not in changed


@pytest.mark.e2e
def test_words_of_an_address_are_the_lowest_grade(filled: Followup) -> None:
    spoken = [e for e in filled.jsonl("export", "evidence", *AT) if e["source"] == "reuters"]
    assert spoken
    assert {piece["grade"] for piece in spoken} == {"E"}
    articles = [a for a in filled.jsonl("export", "articles", *AT) if a["source"] == "reuters"]
    assert {article["access"] for article in articles} == {"headline"}


@pytest.mark.e2e
def test_no_key_is_kept_anywhere(filled: Followup, web: FakeWeb) -> None:
    assert any("a-secret-key" in asked.url for asked in web.requests)
    for path in filled.home.rglob("*"):
        if path.is_file():
            assert b"a-secret-key" not in path.read_bytes(), path


@pytest.mark.e2e
def test_nothing_is_asked_twice_and_gaps_are_the_next_routes_task(filled: Followup, web: FakeWeb) -> None:
    before = len(web.requests)
    again = filled.json("backfill", "obama-putin-lough-erne", "--to", "2013-08-31", *AT, accept=(0, DEGRADED))
    assert [asked.url for asked in web.requests[before:] if not asked.url.endswith("robots.txt")] == []
    by_route = {window["route"] for window in again["windows"]}
    assert {"reuters/sitemap-day", "bloomberg/sitemap-month", "nytimes/archive-api", "bbc/wayback"} <= by_route
    rows = filled.jsonl("coverage", "obama-putin-lough-erne", "--to", "2013-08-31", *AT)
    assert {row["state"] for row in rows} <= {"read", "thin", "gap"}
    assert all(row["causes"] for row in rows if row["state"] == "gap")
    read = [row for row in rows if row["source"] == "bloomberg"]
    assert {row["state"] for row in read} <= {"read", "thin"}


@pytest.mark.e2e
def test_a_replay_from_the_kept_answers_gives_the_same(filled: Followup, tmp_path: Path) -> None:
    before = [filled.call("export", what, *AT) for what in ("evidence", "states")]
    nowhere = Followup(filled.home, {"https_proxy": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"})
    keyed = Followup(filled.home, {**nowhere.environment, "NYT_API_KEY": "another"})
    report = keyed.json(
        "backfill", "obama-putin-lough-erne", "--to", "2013-08-31", "--replay", *AT, accept=(0, DEGRADED)
    )
    assert report["counts"]["entries"] > 0
    assert report["counts"]["new"] == 0
    assert [filled.call("export", what, *AT) for what in ("evidence", "states")] == before


@pytest.mark.e2e
def test_a_warc_file_of_somebody_else_is_taken_in(filled: Followup, web: FakeWeb, tmp_path: Path) -> None:
    command = quick(tmp_path / "home", web.environment(), "reuters")
    file = next((filled.home / "archive").glob("reuters-sitemap-day-2013-08.warc.gz"))
    broken = tmp_path / "broken.warc.gz"
    broken.write_bytes(file.read_bytes()[:-40])
    span = ("--source", "reuters", *AUGUST, *AT)
    report = command.json("backfill", *span, "--warc", str(file))
    assert report["counts"]["new"] == len([e for e in read_entries() if is_august(e.source, e.published.day, e)])
    worse = command.json("backfill", *span, "--warc", str(broken), accept=(DEGRADED,))
    assert "broken.warc.gz" in worse["troubles"][0]
    assert worse["counts"]["new"] == 0


def is_august(source: str, day: int, entry: object) -> bool:
    published = entry.published
    return source == "reuters" and published.year == 2013 and published.month == 8 and 4 <= day <= 13


@pytest.mark.e2e
def test_a_plan_asks_nothing(web: FakeWeb, tmp_path: Path) -> None:
    command = quick(tmp_path / "home", web.environment(), "reuters")
    before = len(web.requests)
    plan = command.json("backfill", "--source", "reuters", *AUGUST, "--plan", *AT)
    assert (len(plan["windows"]), plan["requests"], len(web.requests) - before) == (8, 8, 0)
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


def asked_of(answers: list[Answer], home: Path) -> tuple[dict[str, object], list[str], Followup]:
    with FakeWeb(Refusing({FIFTH: answers}).respond) as web:
        command = quick(home, web.environment(), "reuters")
        span = ("--source", "reuters", "--route", "sitemap-day", "--from", "2013-08-05", "--to", "2013-08-05")
        report = command.json("backfill", *span, *AT, accept=(0, DEGRADED))
        urls = [asked.url for asked in web.requests if FIFTH in asked.url]
    return report["windows"][0], urls, command


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
def test_refusals(answers: list[Answer], state: str, words: str, times: int, tmp_path: Path) -> None:
    window, urls, _ = asked_of(answers, tmp_path / "home")
    assert (window["state"], len(urls)) == (state, times)
    assert words in str(window["cause"])


@pytest.mark.e2e
def test_limits_outlive_the_process(tmp_path: Path) -> None:
    """A host that said "in two hours" is not asked by the next process either."""
    _, _, command = asked_of([Answer(429, {"Retry-After": "7200"})], tmp_path / "home")
    with FakeWeb(Refusing({FIFTH: [GOOD]}).respond) as web:
        later = Followup(command.home, web.environment())
        report = later.json("backfill", "--source", "reuters", "--from", "2013-08-05", "--to", "2013-08-05",
                            "--route", "sitemap-day", *AT, accept=(DEGRADED,))  # fmt: skip
        assert web.requests == []
    assert report["windows"][0]["state"] == "waiting"
    with closing(sqlite3.connect(command.home / "followup.db")) as db:
        assert db.execute("SELECT host, asked, strikes FROM archive_hosts").fetchall() == [("www.reuters.com", 1, 1)]

"""The New York Times' APIs in a whole run: asleep without a key, read with one, and the key shows nowhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from monitor.bootstrap import open_app
from monitor.domain.urls import article_key
from monitor.settings.home import Home
from tests.e2e.home import Inside, add_settings, copied, prepared
from tests.fakeweb import FakeWeb
from tests.newsroom.entries import address, read_entries
from tests.newsroom.followup import Followup
from tests.newsroom.newsroom import Newsroom

KEY = "k3y/of+the desk&nobody's"
EVENING = datetime(2013, 8, 7, 22, tzinfo=UTC)
AT = ("--as-of", EVENING.isoformat())
KEYED = ["nytimes/newswire", "nytimes/search"]
WANTED = "a key is missing: write it to keys/NYT_API_KEY in the home, or set NYT_API_KEY"


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    with FakeWeb(Newsroom(read_entries(), EVENING, KEY).respond) as web:
        yield web


@pytest.fixture(scope="module")
def resting(web: FakeWeb, tmp_path_factory: pytest.TempPathFactory) -> Followup:
    """A home as it is given out, but for the pauses between two calls."""
    command = prepared(tmp_path_factory.mktemp("resting") / "home", web.environment())
    file = command.home / "sources" / "nytimes.toml"
    file.write_text(file.read_text("utf-8").replace('delay_s = "12"', 'delay_s = "0"'), "utf-8")
    add_settings(command, '\n[operations]\nlog = "followup.log"\n')
    return command


@pytest.fixture(scope="module")
def keyed(resting: Followup, tmp_path_factory: pytest.TempPathFactory) -> Followup:
    """The same with a key, after a run."""
    command = copied(resting, tmp_path_factory.mktemp("keyed") / "home")
    (command.home / "keys" / "NYT_API_KEY").write_text(f"{KEY}\n", "utf-8")
    report = command.json("run", *AT)
    assert {report["endpoints"][name] for name in KEYED} == {"new"}, report["troubles"]
    return command


def rows(home: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(home / "followup.db")) as db:
        return db.execute(query).fetchall()


def calls(web: FakeWeb, service: str) -> list[dict[str, list[str]]]:
    """The queries with which a service was asked."""
    return [parse_qs(urlsplit(each.url).query) for each in web.requests if service in each.url]


def test_without_a_key_they_rest_and_it_is_said_once(resting: Followup) -> None:
    inside = Inside(resting.home)
    assert "newswire" in (resting.home / "sources" / "nytimes.toml").read_text("utf-8")
    found = {row["subject"]: row for row in inside.json("sources", "status", *AT)}
    assert {(found[name]["condition"], found[name]["cause"]) for name in KEYED} == {("never_read", WANTED)}
    told = [each for each in inside.json("doctor") if "key" in each["says"]]
    assert [each["says"] for each in told] == [f"nytimes/newswire, nytimes/search: {WANTED}"]
    assert told[0]["do"].startswith("docs/sources.md#keys")


def test_the_key_wakes_the_ways_back_as_well(resting: Followup, keyed: Followup) -> None:
    span = ("backfill", "--source", "nytimes", "--from", "2013-08-01", "--to", "2013-08-02", "--plan", *AT)
    assert f"nytimes/archive-api: {WANTED}" in " ".join(Inside(resting.home)(*span).split())
    assert Inside(keyed.home).json(*span)["windows"][0]["route"] == "nytimes/archive-api"


def test_a_key_that_cannot_be_read_costs_its_routes_alone(resting: Followup, tmp_path: Path) -> None:
    home = Home(copied(resting, tmp_path / "home").home)
    (home.keys / "NYT_API_KEY").mkdir()
    with open_app(home) as app:
        (error,) = app.wrong
        assert str(error).startswith(f"{home.keys}/NYT_API_KEY: NYT_API_KEY: the key cannot be read:")
        assert len(app.endpoints(app.sources["nytimes"])) == len(app.sources["nytimes"].endpoints) - len(KEYED)


def test_with_a_key_both_are_read_in_a_run(keyed: Followup, web: FakeWeb) -> None:
    newswire, search = calls(web, "/svc/news/v3/"), calls(web, "/svc/search/v2/")
    assert [call.get("offset", ["0"]) for call in newswire] == [["0"], ["20"], ["40"]][: len(newswire)] != []
    assert [call["page"] for call in search] == [["0"], ["1"], ["2"]][: len(search)] != []
    assert {call["api-key"][0] for call in newswire + search} == {KEY}
    assert len(newswire) > 1 and len(search) > 1
    found = {row["subject"]: row["condition"] for row in Inside(keyed.home).json("sources", "status", *AT)}
    assert {found[name] for name in KEYED} == {"ok"}


@pytest.mark.parametrize("source", ["nytimes", "bbc", "bloomberg", "reuters"])
def test_one_article_of_several_routes_and_addresses_is_one(keyed: Followup, source: str) -> None:
    """Of the Times by Newswire, Article Search, feeds and sitemap; of the BBC by two hosts, with and without marks."""
    held = Newsroom(read_entries(), EVENING).entries(source)
    stored = rows(keyed.home, f"SELECT url, published FROM articles WHERE source = '{source}'")
    assert {article_key(url) for url, _ in stored} == {article_key(address(entry)) for entry in held}
    assert len(stored) == len(held)
    when = {article_key(url): datetime.fromisoformat(published).astimezone(UTC) for url, published in stored}
    assert when[article_key(address(held[0]))] == held[0].published


def spelt(key: str) -> list[bytes]:
    from urllib.parse import quote, quote_plus

    return [key.encode(), quote(key, safe="").encode(), quote(key).encode(), quote_plus(key).encode()]


def test_the_key_stands_nowhere_but_in_its_file(keyed: Followup, tmp_path: Path) -> None:
    sample = keyed.home / "sample"
    said = keyed.call("sources", "record", "nytimes", "--to", str(sample), *AT)
    said += Inside(keyed.home)("digest", "--print", *AT) + Inside(keyed.home)("export", "articles", *AT)
    assert len(list(sample.glob("newswire-*"))) > 1
    for spelling in spelt(KEY):
        assert spelling not in said.encode()
        for path in keyed.home.rglob("*"):
            if path.is_file() and path.parent.name != "keys":
                assert spelling not in path.read_bytes(), path


def test_a_key_that_is_not_accepted_is_told_without_it(resting: Followup, tmp_path: Path) -> None:
    command = copied(resting, tmp_path / "home")
    wrong = Followup(command.home, command.environment | {"NYT_API_KEY": "another key"})
    report = wrong.json("run", "--source", "nytimes", *AT)  # one failure of two routes is noise
    assert {name for name, outcome in report["endpoints"].items() if outcome == "blocked"} == set(KEYED)
    assert all(
        trouble.endswith("it does not accept the key in NYT_API_KEY (HTTP 401)") for trouble in report["troubles"]
    )
    for spelling in spelt("another key"):
        assert spelling not in repr(report).encode()
        assert not [path for path in command.home.rglob("*") if path.is_file() and spelling in path.read_bytes()]

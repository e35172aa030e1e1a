"""Health through the real command: a break is told once, so is its end, and what stands still proves no silence."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.followup import Followup, program

FIRST = datetime(2026, 3, 2, 6, tzinfo=UTC)
REVIEW = """[review]
slug = "harbour"
title = "Harbour deal"
date = 2026-03-01
sources = ["gazette"]

[[item]]
key = "bridge"
title = "The bridge is to open"
kind = "event"
"""
SOURCE = """key = "gazette"
name = "The Gazette"
domains = ["gazette.example"]

[[endpoint]]
name = "front"
url = "https://gazette.example/front.xml"
kind = "feed"
oldest_hours = 48

[[endpoint]]
name = "business"
url = "https://gazette.example/business.xml"
kind = "feed"
"""


def feed(name: str, *days: datetime) -> Answer:
    entries = "".join(
        f"<item><title>Report of {day:%d %B}</title><link>https://gazette.example/{name}/{day:%d}</link>"
        f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate></item>"
        for day in days
    )
    body = f'<rss version="2.0"><channel><title>Gazette</title>{entries}</channel></rss>'.encode()
    return Answer(200, {"Content-Type": "text/xml", "ETag": f'"{name}-{len(days)}"'}, body)


class Gazette:
    """A publisher whose answers the test sets; each has an ETag, so that it answers 304 as long as it stands still."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}

    def respond(self, url: str, _headers: Mapping[str, str]) -> Answer:
        return self.answers.get(url.rpartition("/")[2], Answer(404))


@pytest.fixture
def gazette() -> Gazette:
    return Gazette()


@pytest.fixture
def command(tmp_path: Path, gazette: Gazette) -> Iterator[Followup]:
    with FakeWeb(gazette.respond) as web:
        command = Followup(tmp_path / "home", web.environment())
        command.call("init", str(command.home))
        for path in (command.home / "sources").glob("*.toml"):
            path.unlink()
        (command.home / "sources" / "gazette.toml").write_text(SOURCE, encoding="utf-8")
        (command.home / "reviews" / "harbour.toml").write_text(REVIEW, encoding="utf-8")
        settings = command.home / "monitor.toml"
        settings.write_text(
            settings.read_text(encoding="utf-8") + '\n[[recipient]]\naddress = "a@example.org"\n', encoding="utf-8"
        )
        yield command


def run(command: Followup, hours: float) -> Any:
    return command.json("run", "--as-of", at(hours), accept=(0, 3, 69))


def at(hours: float) -> str:
    return (FIRST + timedelta(hours=hours)).isoformat()


def told(command: Followup, since: float, until: float) -> str:
    """The digest's section on trouble."""
    text = command.call("digest", "--print", "--since", at(since), "--as-of", at(until))
    found = re.search(r"^TROUBLE\n-+\n\n(.*?)\n\n", text, re.S | re.M)
    return " ".join(found[1].split()) if found else ""


def conditions(command: Followup, hours: float) -> dict[str, str]:
    found = command.json("sources", "status", "--as-of", at(hours), accept=(0, 3))
    return {row["subject"]: row["condition"] for row in found}


def test_what_answers_304_and_stands_still_covers_nothing(command: Followup, gazette: Gazette) -> None:
    gazette.answers = {"front.xml": feed("front", FIRST)}
    (command.home / "sources" / "gazette.toml").write_text(SOURCE.partition('[[endpoint]]\nname = "bus')[0], "utf-8")
    run(command, 0)
    for hours in (25, 73):
        assert run(command, hours)["endpoints"] == {"gazette/front": "not_modified"}
    assert conditions(command, 73) == {"gazette": "stale_content", "gazette/front": "stale_content"}
    assert "0 of 1 source read" in command.call("digest", "--print", "--since", at(72), "--as-of", at(73))
    assert "1 of 1 source read" in command.call("digest", "--print", "--since", at(0), "--as-of", at(25))
    explained = command.json("explain", "bridge", "--as-of", at(73))["coverage"]
    assert (explained["expected"], explained["read"]) == (1, 0)


def test_a_break_is_told_once_and_so_is_its_end(command: Followup, gazette: Gazette) -> None:
    good = {"front.xml": feed("front", FIRST), "business.xml": feed("business", FIRST)}
    gazette.answers = good | {"business.xml": Answer(403, {}, b"<html><title>Access Denied</title></html>")}
    assert run(command, 0)["told"] == []  # once is noise
    (line,) = run(command, 2)["told"]
    assert line.startswith("gazette/business blocked: https://gazette.example/business.xml: access denied")
    first = told(command, 1, 3)
    assert first.startswith("! The Gazette: degraded")
    assert "business is blocked: https://gazette.example/business.xml: access denied" in first
    gazette.answers = good
    assert run(command, 4)["told"] == ["gazette/business recovered, after having been blocked"]
    assert told(command, 3, 5).startswith("Mended: The Gazette is read again. Cause: business was blocked on")


def test_a_host_that_asks_to_be_left_alone_is_left_alone(command: Followup, gazette: Gazette) -> None:
    refusal = Answer(429, {"Retry-After": "7200"})
    gazette.answers = {"front.xml": feed("front", FIRST), "business.xml": refusal}
    assert run(command, 0)["endpoints"]["gazette/business"] == "blocked"
    gazette.answers["business.xml"] = feed("business", FIRST)
    assert set(run(command, 1)["endpoints"]) == {"gazette/front"}
    assert run(command, 3)["endpoints"]["gazette/business"] == "new"


def test_a_screen_of_eighty_columns_is_enough(command: Followup, gazette: Gazette) -> None:
    gazette.answers = {"front.xml": Answer(403, {}, b"<html><title>Access Denied</title></html>")}
    run(command, 0)
    for words in (("list",), ("status",)):
        environment = {**os.environ, "FOLLOWUP_HOME": str(command.home), "COLUMNS": "80"}
        said = subprocess.run(
            [program(), "sources", *words, "--as-of", at(1)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        lines = said.splitlines()
        assert lines[0].startswith("gazette: The Gazette")
        assert max(map(len, lines)) <= 80
        assert [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "] == ["front", "business"]
    assert (
        json.loads(command.call("sources", "list", "--format", "json"))[0]["url"] == "https://gazette.example/front.xml"
    )

"""The demonstration's content keeps what config/demo/README.md promises."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from tests.newsroom.entries import DEMO, Entry, read_entries
from tests.shared import SHARED, needs_shared

ENTRIES = read_entries()
REVIEW = (DEMO / "obama-putin-lough-erne.txt").read_text(encoding="utf-8")
ITEMS = tomllib.loads((DEMO / "obama-putin-lough-erne.toml").read_text(encoding="utf-8"))
KEYS = {item["key"] for item in ITEMS["item"]}
RUN = 9
"""So many words in a row that equal somebody's text are a copy."""


def runs(text: str) -> Iterator[str]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return (" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def texts() -> dict[str, str]:
    own = {f"{entry.source} {entry.published:%F} {part[:40]}": part for entry in ENTRIES for part in entry.texts}
    curated = {item["key"]: f"{item['title']} {item['criterion']} {item['quote']}" for item in ITEMS["item"]}
    return own | {"review": REVIEW} | curated


def test_there_is_enough_of_everything() -> None:
    sources = Counter(entry.source for entry in ENTRIES)
    assert len(ENTRIES) >= 150
    assert set(sources) == {"bloomberg", "reuters", "bbc", "nytimes"}
    assert min(sources.values()) >= 40
    assert ENTRIES[0].published.date() < date(2013, 6, 19)
    assert ENTRIES[-1].published.date() > date(2014, 2, 14)


def test_relevant_and_ordinary_are_mixed() -> None:
    matters = sum(bool(entry.about or entry.near) for entry in ENTRIES)
    assert 0.5 <= matters / len(ENTRIES) <= 0.7
    assert sum(bool(entry.near) for entry in ENTRIES) >= 30
    assert {key for entry in ENTRIES for key in entry.about} == KEYS


@pytest.mark.parametrize(
    ("day", "item", "least"),
    [
        (date(2013, 8, 7), "moscow-summit", 4),
        (date(2013, 8, 9), "two-plus-two", 3),
        (date(2013, 11, 22), "cyber-group", 3),
        (date(2013, 11, 24), "iran-talks", 4),
        (date(2013, 11, 25), "geneva-2", 4),
        (date(2014, 1, 22), "geneva-2", 4),
        (date(2014, 2, 15), "geneva-2", 4),
    ],
)
def test_a_decisive_day_is_told_by_several_sources(day: date, item: str, least: int) -> None:
    telling = {entry.source for entry in ENTRIES if entry.published.date() == day and item in entry.about}
    assert len(telling) >= least


def test_every_line_says_that_it_is_paraphrase() -> None:
    lines = (DEMO / "newsroom.jsonl").read_text(encoding="utf-8").splitlines()
    assert all(json.loads(line)["paraphrase"] is True for line in lines)


def test_lines_stand_in_order_and_no_title_comes_twice() -> None:
    assert [entry.published for entry in ENTRIES] == sorted(entry.published for entry in ENTRIES)
    assert max(Counter((entry.source, entry.title) for entry in ENTRIES).values()) == 1


def test_what_reuters_does_not_serve_is_not_written() -> None:
    assert all(bool(entry.summary) != (entry.source == "reuters") for entry in ENTRIES)


def test_quotes_of_the_items_stand_in_the_review() -> None:
    assert [item["key"] for item in ITEMS["item"] if item["quote"] not in REVIEW] == []


def test_actors_of_the_items_stand_in_the_review() -> None:
    assert [actor for item in ITEMS["item"] for actor in item["actors"] if actor not in REVIEW] == []


def foreign() -> set[str]:
    found = set(runs((SHARED / "reviews" / "seed-review.txt").read_text(encoding="utf-8")))
    with gzip.open(SHARED / "replay" / "articles.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            found.update(runs(record["title"]), runs(record["summary"]))
    return found


@needs_shared
@pytest.mark.shared
def test_no_sentence_is_anybody_elses() -> None:
    theirs = foreign()
    assert len(theirs) > 10_000
    copied = {name: run for name, text in texts().items() for run in runs(text) if run in theirs}
    assert copied == {}


def test_an_entry_never_serves_what_tests_know() -> None:
    assert not {"about", "near", "paraphrase"} & set(Entry.SERVED)

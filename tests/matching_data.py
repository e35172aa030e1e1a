"""The labelled tasks that lie beside the checkout, as domain values."""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor.domain.model import Article, Due, Kind, OpenItem
from tests.shared import SHARED

TRACKING = SHARED / "eval" / "tracking"
REPLAY = SHARED / "replay"
ITEMS = REPLAY / "obama-putin-2013-06.toml"


@dataclass(frozen=True)
class Task:
    """Label of (item key, external id): 1, 0 (a look-alike, or judged to be no match) or -1 (left out)."""

    items: list[OpenItem]
    articles: list[Article]
    labels: Mapping[tuple[str, str], int]


def read_items(path: Path) -> list[OpenItem]:
    """The items of a review's TOML."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    review = data["review"]
    return [_item(review, entry) for entry in data["item"]]


def _item(review: Mapping[str, Any], entry: Mapping[str, Any]) -> OpenItem:
    due = entry.get("due")
    return OpenItem(
        review=review["slug"],
        key=entry["key"],
        title=entry["title"],
        kind=Kind(entry["kind"]),
        criterion=entry.get("criterion", ""),
        due=Due(due.get("earliest"), due.get("latest"), due.get("text", "")) if due else None,
        actors=tuple(entry.get("actors", ())),
        terms=tuple(entry.get("terms", ())),
        quote=entry.get("quote", ""),
        since=review["date"],
    )


def read_articles(path: Path) -> list[Article]:
    """Archive records as articles."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [_article(number, json.loads(line)) for number, line in enumerate(lines, 1)]


def _article(number: int, record: Mapping[str, str]) -> Article:
    return Article(
        id=number,
        source=record["source"],
        url=record["url"],
        title=record["title"],
        summary=record.get("summary", ""),
        body=record.get("body", ""),
        published=datetime.fromisoformat(record["published"]).replace(tzinfo=UTC),
        external_id=record["external_id"],
        language=record.get("language", ""),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def tracking(name: str) -> Task:
    """T1 or T4."""
    folder = TRACKING / name
    labels = {(row["item_id"], row["record_id"]): int(row["label"]) for row in _rows(folder / "labels.csv")}
    return Task(read_items(folder / "items.toml"), read_articles(folder / "articles.jsonl.gz"), labels)


def replay() -> Task:
    """The seed's replay; pairs judged before or after the window of scoring and ambiguous ones are left out (-1)."""
    labels = {
        (row["item_id"], row["record_id"]): int(row["label"])
        if row["window"] == "in" and row["ambiguous"] == "0"
        else -1
        for row in _rows(REPLAY / "labels.csv")
    }
    return Task(read_items(ITEMS), read_articles(REPLAY / "articles.jsonl.gz"), labels)


def borderline() -> set[tuple[str, str]]:
    """The replay's pairs of which the label itself is in doubt."""
    return {(row["item_id"], row["record_id"]) for row in _rows(REPLAY / "labels.csv") if row["ambiguous"] == "1"}

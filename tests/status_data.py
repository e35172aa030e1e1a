"""Records, items and truths for the evaluation of status, read without a database: a record is first seen as printed."""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from monitor.domain.dedupe import fold_copies, wire_origin
from monitor.domain.evidence import read_evidence
from monitor.domain.match import Matcher
from monitor.domain.model import (
    Access,
    Article,
    Decision,
    Due,
    Evidence,
    Kind,
    Match,
    OpenItem,
    Origin,
    StatusChange,
)
from monitor.domain.status import Anchor, history
from tests.shared import SHARED

PAIRS = Path(__file__).resolve().parent / "minimal_pairs"


@dataclass(frozen=True, slots=True)
class Case:
    """Items with the records to judge them by, and what truly became of them."""

    name: str
    items: tuple[OpenItem, ...]
    articles: tuple[Article, ...]
    milestones: Mapping[str, Sequence[tuple[date, str]]]
    """By item: day and true status, in the words of score_status.py."""
    until: date


def article(number: int, record: Mapping[str, Any]) -> Article:
    """A record of the import format."""
    seen = datetime.combine(date.fromisoformat(str(record["published"])[:10]), time(), UTC)
    text = f"{record.get('summary', '')}\n{record.get('body', '')}"
    return Article(
        id=number,
        source=record["source"],
        url=record.get("url", ""),
        title=record["title"],
        summary=record.get("summary", ""),
        body=record.get("body", ""),
        published=seen,
        first_seen=seen,
        external_id=record.get("external_id", ""),
        language=record.get("language", "en"),
        family=wire_origin(text) or record["source"],
        origin=Origin.IMPORTED,
        access=Access.FULL if record.get("body") else Access.HEADLINE,
    )


def item(review: Mapping[str, Any], row: Mapping[str, Any]) -> OpenItem:
    """An item of an analyst's TOML."""
    return OpenItem(
        review=review["slug"],
        key=row["key"],
        title=row["title"],
        kind=Kind(row["kind"]),
        criterion=row.get("criterion", ""),
        due=Due(**row["due"]) if "due" in row else None,
        actors=tuple(row.get("actors", ())),
        terms=tuple(row.get("terms", ())),
        not_terms=tuple(row.get("not_terms", ())),
        quote=row.get("quote", ""),
        since=review["date"],
    )


@cache
def seed() -> Case:
    """The shared replay with the seven items whose truth is known."""
    data = tomllib.loads((SHARED / "replay/obama-putin-2013-06.toml").read_text("utf-8"))
    truth = json.loads((SHARED / "replay/truth.json").read_text("utf-8"))
    with gzip.open(SHARED / "replay/articles.jsonl.gz", "rt", encoding="utf-8") as stream:
        articles = tuple(article(number, json.loads(line)) for number, line in enumerate(stream, 1))
    milestones = {
        row["id"]: tuple(
            (date.fromisoformat(m["date"]), m["status"]) for m in row["milestones"] if m.get("certainty") != "low"
        )
        for row in truth["items"]
    }
    items = tuple(item(data["review"], row) for row in data["item"])
    return Case("seed", items, articles, milestones, date(2014, 12, 31))


def gold_pairs() -> list[tuple[str, str]]:
    """Item key and record id of the labelled positives of the seed: what a perfect matcher would accept."""
    with (SHARED / "replay/labels.csv").open(encoding="utf-8") as stream:
        return [(row["item_id"], row["record_id"]) for row in csv.DictReader(stream) if row["label"] == "1"]


def matched(case: Case, gold: Iterable[tuple[str, str]] | None = None) -> dict[str, list[Evidence]]:
    """The evidence by item key, numbered as a store would; by our matcher, or for the given pairs."""
    by_id = {one.id: one for one in case.items}
    found: dict[str, list[Evidence]] = defaultdict(list)
    for one, match in _gold_matches(case, gold) if gold is not None else _own_matches(case):
        for piece in read_evidence(one, by_id[match.item], match):
            found[by_id[match.item].key].append(piece)
    return _numbered(case, found)


def _own_matches(case: Case) -> Iterable[tuple[Article, Match]]:
    matcher = Matcher(list(case.items))
    return ((one, match) for one in case.articles for match in matcher.match(one) if match.accepted)


def _gold_matches(case: Case, gold: Iterable[tuple[str, str]]) -> Iterable[tuple[Article, Match]]:
    by_record = {one.external_id: one for one in case.articles}
    keys = {one.key: one.id for one in case.items}
    for key, record in gold:
        yield by_record[record], Match(keys[key], by_record[record].id, 0.95, Decision.MATCH)


def _numbered(case: Case, found: Mapping[str, list[Evidence]]) -> dict[str, list[Evidence]]:
    """With numbers, and with copies of one report marked, as the use case does it."""
    by_number = {one.id: one for one in case.articles}
    number, out = 0, {}
    for key, pieces in found.items():
        copies = fold_copies([by_number[n] for n in sorted({piece.article for piece in pieces})])
        out[key] = []
        for piece in pieces:
            number += 1
            out[key].append(replace(piece, id=number, copy=piece.article in copies))
    return out


def histories(case: Case, evidence: Mapping[str, Sequence[Evidence]]) -> dict[str, tuple[StatusChange, ...]]:
    """Each item's history by key; anchors are folded first."""
    done: dict[str, tuple[StatusChange, ...]] = {}
    titles = {item.key: item for item in case.items}
    for one in sorted(case.items, key=lambda i: bool(i.due and i.due.anchor)):
        on = titles.get(one.due.anchor or "") if one.due else None
        anchor = Anchor(on.key, on.title, done.get(on.key, ())) if on else None
        done[one.key] = history(one, evidence.get(one.key, ()), until=case.until, anchor=anchor)
    return done

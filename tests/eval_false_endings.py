"""Headlines that sound like an ending and are none: `dev` may be looked at, of `test` only the counts are printed.

`fresh` was written in other domains after the first rules stood, and looked at once it had been scored: 32 of 106 were
false then.

python -m tests.eval_false_endings
"""

from __future__ import annotations

import csv
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

from monitor.domain.evidence import read_evidence
from monitor.domain.model import Article, Decision, Kind, Match, OpenItem
from monitor.domain.status.effects import Vote, effect
from tests.shared import ROOT

FOLDER = ROOT / "tests" / "false_endings"
SEEN = datetime(2024, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """A headline, the matter that it is held against, and whether it truly reports that this was done."""

    item: str
    done: bool
    headline: str


@cache
def items() -> dict[str, OpenItem]:
    """The made up matters by key."""
    rows = tomllib.loads((FOLDER / "items.toml").read_text(encoding="utf-8"))
    return {
        key: OpenItem("r", key, row["title"], Kind(row["kind"]), criterion=row["criterion"], since=date(2024, 1, 1),
                      actors=tuple(row["actors"]), terms=tuple(row["terms"]))
        for key, row in rows.items()
    }  # fmt: skip


def cases(half: str) -> list[Told]:
    """The headlines of a half."""
    with (FOLDER / f"{half}.tsv").open(encoding="utf-8", newline="") as stream:
        return [Told(r["item"], r["ends"] == "yes", r["headline"]) for r in csv.DictReader(stream, delimiter="\t")]


def reads_done(told: Told) -> bool:
    """Whether the headline speaks for the matter being done."""
    item = items()[told.item]
    article = Article(1, "gazette", "https://gazette.example/1", told.headline, published=SEEN, first_seen=SEEN)
    pieces = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))
    return any(effect(item, piece).vote is Vote.DONE for piece in pieces)


def counts(half: str) -> tuple[int, int]:
    """Of the headlines of a half: endings that are none, and true ones that were missed."""
    read = [(told.done, reads_done(told)) for told in cases(half)]
    return sum(found and not done for done, found in read), sum(done and not found for done, found in read)


def main() -> int:
    """Print the counts, and the lines of the half that may be looked at."""
    for half in ("dev", "test", "fresh"):
        told = cases(half)
        false, missed = counts(half)
        print(
            f"{half}: {false} of {sum(not t.done for t in told)} false, {missed} of {sum(t.done for t in told)} missed"
        )
    for told in (*cases("dev"), *cases("fresh")):
        if reads_done(told) is not told.done:
            print(f"  {'missed' if told.done else 'false '} {told.item:8} {told.headline}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

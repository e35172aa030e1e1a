"""Headlines that sound like an ending and are none: `dev` may be looked at, of `test` only the counts are printed.

`fresh` was written in other domains after the first rules stood, and looked at once it had been scored: 32 of 106 were
false then.

`others_dev` and `others_test` hold what is somebody else's, in the same way: the first may be looked at.
`others_fresh` was looked at once it had been scored (13 of 47 false then, 16 before the rules), `others_unseen` never.

python -m tests.eval_false_endings
"""

from __future__ import annotations

import csv
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache

from monitor.domain.evidence import read_evidence
from monitor.domain.model import Article, Decision, Due, Kind, Match, OpenItem
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
    kept = tomllib.loads((FOLDER / "items.toml").read_text(encoding="utf-8"))
    return {
        key: OpenItem("r", key, row["title"], Kind(row["kind"]), criterion=row["criterion"], since=date(2024, 1, 1),
                      actors=tuple(row["actors"]), terms=tuple(row["terms"]),
                      due=Due(row["due"], row["due"]) if "due" in row else None)
        for key, row in kept.items()
    }  # fmt: skip


def rows(half: str) -> list[dict[str, str]]:
    """The lines of a half, as they are written."""
    with (FOLDER / f"{half}.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def tally(read: list[tuple[bool, bool]]) -> tuple[int, int]:
    """Of pairs of what was done and what was read: those that were read falsely, and those that were missed."""
    return sum(found and not done for done, found in read), sum(done and not found for done, found in read)


def cases(half: str) -> list[Told]:
    """The headlines of a half."""
    return [Told(row["item"], row["ends"] == "yes", row["headline"]) for row in rows(half)]


def votes(key: str, headline: str, summary: str = "", printed: datetime = SEEN) -> set[Vote]:
    """What a headline speaks for, held against the matter of that key."""
    item = items()[key]
    article = Article(
        1, "gazette", "https://gazette.example/1", headline, summary, published=printed, first_seen=printed
    )
    pieces = read_evidence(article, item, Match(item.id, 1, 0.95, Decision.MATCH))
    return {effect(item, piece).vote for piece in pieces}


def reads_done(told: Told) -> bool:
    """Whether the headline speaks for the matter being done."""
    return Vote.DONE in votes(told.item, told.headline)


def counts(half: str) -> tuple[int, int]:
    """Of the headlines of a half: endings that are none, and true ones that were missed."""
    return tally([(told.done, reads_done(told)) for told in cases(half)])


OTHERS = ("others_dev", "others_test", "others_fresh", "others_unseen")
"""Halves of what is somebody else's or something else: another purchase, another festival, doubt about other talks."""
SAYS = ("no", "calm", "bare", "doubt", "done")
AGAINST = frozenset({Vote.FAILED, Vote.SUPERSEDED, Vote.STALLED, Vote.POSTPONED, Vote.RISK})


@dataclass(frozen=True, slots=True)
class Said:
    """A headline and what it says of the matter.

    done, no (not done), bare (it took place and brought nothing), doubt, calm (neither doubt nor an ending).
    """

    item: str
    says: str
    headline: str


def said(half: str) -> list[Said]:
    """The headlines of one of OTHERS."""
    return [Said(**row) for row in rows(half)]


def rightly(one: Said) -> bool:
    """Whether the headline is read for what it says."""
    found = votes(one.item, one.headline)
    match one.says:
        case "done":
            return Vote.DONE in found and not found & AGAINST
        case "no":
            return Vote.DONE not in found
        case "bare":
            return bool(found & {Vote.DONE, Vote.WITHOUT_RESULT}) and not found & AGAINST
        case "doubt":
            return bool(found & AGAINST)
        case _:
            return not found & (AGAINST | {Vote.DONE})


def misread(half: str, says: str) -> tuple[int, int]:
    """Of the headlines of one of OTHERS that say this: those that are read otherwise, and all."""
    read = [rightly(one) for one in said(half) if one.says == says]
    return len(read) - sum(read), len(read)


@dataclass(frozen=True, slots=True)
class Held:
    """A report printed on a day, and whether it says that a matter with a day and a place of its own was held."""

    item: str
    printed: str
    says: str
    headline: str
    summary: str


def held(half: str) -> list[Held]:
    """The reports of `held_dev` or `held_test`."""
    return [Held(**row) for row in rows(half)]


def heard_held(one: Held) -> bool:
    """Whether the report speaks for the matter being done."""
    printed = datetime.combine(date.fromisoformat(one.printed), time(12), UTC)
    return Vote.DONE in votes(one.item, one.headline, one.summary, printed)


def held_counts(half: str) -> tuple[int, int]:
    """Of the reports of a half: those of something else that were taken for it, and those of it that were missed."""
    return tally([(one.says == "done", heard_held(one)) for one in held(half)])


def main() -> int:
    """Print the counts, and the lines of the halves that may be looked at."""
    for half in ("dev", "test", "fresh"):
        told = cases(half)
        false, missed = counts(half)
        print(
            f"{half}: {false} of {sum(not t.done for t in told)} false, {missed} of {sum(t.done for t in told)} missed"
        )
    for told in (*cases("dev"), *cases("fresh")):
        if reads_done(told) is not told.done:
            print(f"  {'missed' if told.done else 'false '} {told.item:8} {told.headline}")
    for half in OTHERS:
        wrong = {says: misread(half, says) for says in SAYS}
        print(f"{half} misread: " + ", ".join(f"{says} {number} of {of}" for says, (number, of) in wrong.items()))
    for half in ("held_dev", "held_test"):
        false, missed = held_counts(half)
        done = sum(one.says == "done" for one in held(half))
        print(f"{half}: {false} of {len(held(half)) - done} false, {missed} of {done} missed")
    for told in held("held_dev"):
        if heard_held(told) is not (told.says == "done"):
            print(f"  {told.says:6} {told.item:8} {told.printed} {told.headline}")
    for one in (*said("others_dev"), *said("others_fresh")):
        if not rightly(one):
            print(f"  {one.says:6} {one.item:8} {one.headline}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

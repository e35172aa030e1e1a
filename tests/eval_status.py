"""`./run eval status`: classes of headlines and minimal pairs beside a baseline, wrong items, states over replays.

The replay's statuses are measured by `./run eval replay`, through the real commands, too.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.domain.evidence.classify import classify
from tests import eval_states, eval_wrong_item
from tests.shared import SHARED
from tests.status_data import PAIRS

CLOSING = frozenset({"agreed", "completed", "cancelled", "failed"})
ALWAYS_COMMENT = "comment"
FLOORS = {
    "synthetic (tuned on)": (0.95, 0.98),
    "real-rgc": (0.83, 0.91),
    "pairs dev (tuned on)": (0.99, 0.99),
    "pairs test": (0.97, 0.98),
}
"""Accuracy and precision of closing signals, where a label that the annotator would also accept counts as right."""


@dataclass(frozen=True, slots=True)
class Case:
    """A headline, what it is about, and its classes."""

    headline: str
    summary: str
    item: str
    labels: tuple[str, ...]
    """The label, and those that its annotator would also accept."""


def main() -> int:
    """1 where a set lies below its floor."""
    sets = {f"pairs {half}": list(pairs(half.split()[0])) for half in ("dev (tuned on)", "test")}
    if SHARED.is_dir():
        sets = {name: list(headlines(name.split()[0])) for name in ("synthetic (tuned on)", "real-rgc")} | sets
    else:
        print(f"LABELLED DATA ABSENT: {SHARED}; only our own pairs are measured")
    print(f"{'':22}{'cases':>6}{'strict':>8}{'accuracy':>10}{'comment':>9}{'floor':>7}{'closing':>9}{'floor':>7}")
    worse = [report(name, cases) for name, cases in sets.items()]
    return int(any([*worse, eval_wrong_item.main(), eval_states.main()]))


def headlines(name: str) -> Iterable[Case]:
    """The shared headlines of a set."""
    with (SHARED / "eval/status/headlines.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["set"] == name:
                others = row["alt_labels"].lower().replace("|", " ").replace(";", " ").split()
                yield Case(row["headline"], row["summary"], row["item"], (row["label"].lower(), *others))


def pairs(half: str) -> Iterable[Case]:
    """Both members of our own pairs."""
    with (PAIRS / f"{half}.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            yield Case(row["one"], "", row["item"], tuple(row["one_label"].split("/")))
            yield Case(row["other"], "", row["item"], tuple(row["other_label"].split("/")))


def report(name: str, cases: list[Case]) -> bool:
    """Print one set; whether it lies below its floor."""
    found = {case: classify(case.headline, case.summary, case.item).value for case in cases}
    strict = share(found[case] == case.labels[0] for case in cases)
    right = share(found[case] in case.labels for case in cases)
    closing = share(found[case] in case.labels for case in cases if found[case] in CLOSING)
    base = share(ALWAYS_COMMENT in case.labels for case in cases)
    floor, closing_floor = FLOORS[name]
    bad = right < floor or closing < closing_floor
    figures = f"{strict:>8.3f}{right:>10.3f}{base:>9.3f}{floor:>7.2f}{closing:>9.3f}{closing_floor:>7.2f}"
    print(f"{name:22}{len(cases):>6}{figures}{'   BELOW ITS FLOOR' if bad else ''}")
    return bad


def share(right: Iterable[bool]) -> float:
    """Of those that are right, 0 of none."""
    answers = list(right)
    return sum(answers) / max(1, len(answers))


if __name__ == "__main__":
    sys.exit(main())

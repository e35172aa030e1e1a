"""Measure how the reader of signals errs, and write it down where the Bayes filter finds it.

    .venv/bin/python -m tests.measure_confusion     writes monitor/domain/status/confusion.toml

Counted on the dev half of our minimal pairs and, where the labelled data lies beside the checkout, on the half of its
headlines that is called dev. Only counts are kept.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from monitor.domain.evidence.classify import classify
from monitor.domain.model import Signal
from tests.shared import ROOT, SHARED

TARGET = ROOT / "monitor/domain/status/confusion.toml"
HEAD = """# How often the reader takes a headline of one class for another: counts, a row for what is true, a column for what was read.
# Written by tests/measure_confusion.py from {count} texts: the dev half of tests/minimal_pairs, and the labelled headlines
# that are called dev. Nothing of a half called test is in it.
"""


def texts() -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """Headline, summary, item, the classes that count as right (the first of them is the true one)."""
    with (ROOT / "tests/minimal_pairs/dev.tsv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            for side in ("one", "other"):
                yield row[side], "", row["item"], frozenset(row[f"{side}_label"].split("/"))
    path = SHARED / "eval/status/headlines.csv"
    if path.is_file():
        with path.open(encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                if row["split"] == "dev":
                    right = {row["label"].lower(), *(alt.lower() for alt in row["alt_labels"].split("|") if alt)}
                    yield row["headline"], row["summary"], row["item"], frozenset(right)


def measure() -> tuple[dict[str, Counter[str]], int]:
    """Counts by true class and class read; a text with several right classes counts as the one read, if that is right."""
    counts: dict[str, Counter[str]] = {signal.value: Counter() for signal in Signal}
    number = 0
    for headline, summary, item, right in texts():
        read = classify(headline, summary, item).value
        true = read if read in right else sorted(right)[0]
        counts[true][read] += 1
        number += 1
    return counts, number


def written(counts: dict[str, Counter[str]], number: int) -> str:
    """The data file."""
    lines = [HEAD.format(count=number)]
    for true, row in counts.items():
        cells = ", ".join(f"{read} = {row[read]}" for read in sorted(row) if row[read])
        lines.append(f"{true} = {{ {cells} }}" if cells else f"{true} = {{}}")
    return "\n".join(lines) + "\n"


def main(target: Path = TARGET) -> int:
    """Write the file; 0."""
    counts, number = measure()
    target.write_text(written(counts, number), encoding="utf-8")
    print(f"{number} texts; wrote {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

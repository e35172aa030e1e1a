"""`./run bench`: speed, beside others' where there are any. Each part is a module of its own."""

from __future__ import annotations

import importlib
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.newsroom.followup import program
from tests.reviews.containers import long_review
from tests.spent import spend

BENCHES = ("run", "matching", "status", "digest", "backfill")
TURNS = 5


def main(arguments: Sequence[str] = ()) -> int:
    """1 where the bench that was asked for misses what it holds; without a name `run` and `review`."""
    if not arguments:
        return max(main(["run"]), review())
    name, *rest = arguments
    if name == "review":
        return review()
    if name not in BENCHES:
        print(f"no bench {name!r}; there are: {', '.join((*BENCHES, 'review'))}")
        return 2
    bench = importlib.import_module(f"tests.bench_{name}").main
    return int(bench(rest) if name == "backfill" else bench())


def review() -> int:
    """0; prints the median of reading a review of 3,000 words, start-up and all."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "review.txt"
        file.write_text(long_review(), encoding="utf-8")
        words = [program(), "review", "add", str(file), "--dry-run", "--date", "2026-03-06", "--format", "json"]
        seconds = statistics.median(spend(words, silent=True).wall for _ in range(TURNS))
    print(f"followup review add, 3,000 words: {seconds:.2f} s (5 s allowed)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

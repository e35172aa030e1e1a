"""How often the machine agreed with a person, from what `followup export decisions` printed: tests.eval_labels FILE."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def agreement(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Agreed and all, by what the person said: a state, or `match` and `no match` of an article."""
    agreed: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in rows:
        total[row["said"]] += 1
        agreed[row["said"]] += row["machine"] == row["said"]
    return {said: (agreed[said], total[said]) for said in sorted(total)}


def main(arguments: list[str]) -> int:
    """0; 2 where no readable file is named."""
    try:
        (name,) = arguments
        rows = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
        found = agreement(rows)
    except (ValueError, OSError, KeyError, TypeError) as error:
        print(f"usage: python -m tests.eval_labels FILE ({error})", file=sys.stderr)
        return 2
    for said, (agreed, total) in found.items():
        print(f"{said:14}{agreed:>6} of {total}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

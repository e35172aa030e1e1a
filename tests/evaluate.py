"""`./run eval [PART ...]`: the quality figures beside their baselines, with an exit code that says if floors hold."""

from __future__ import annotations

import importlib
import sys

PARTS = {
    "items": "tests.eval_items",
    "replay": "tests.eval_replay",
    "matching": "tests.eval_matching",
    "status": "tests.eval_status",
    "timelines": "tests.eval_timelines",
    "sources": "tests.eval_sources",
    "backfill": "tests.eval_backfill",
}


def main(arguments: list[str]) -> int:
    """1 where any part fell below its floor, 2 where a part is unknown."""
    unknown = [name for name in arguments if name not in PARTS]
    if unknown:
        print(f"no part {unknown[0]!r}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    codes = []
    for name in arguments or PARTS:
        print(f"\n== {name}", flush=True)
        codes.append(importlib.import_module(PARTS[name]).main())
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

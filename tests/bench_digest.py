"""`./run bench digest`: a thousand items from facts to a message: built, laid out, and written for a reader."""

from __future__ import annotations

import statistics
import time

from monitor.domain.digest import DigestInput, build
from monitor.domain.model import State
from monitor.render.digest import LIMIT, render
from tests.render.samples import many
from tests.render.test_message import letter

ITEMS, TURNS = 1000, 5


def main() -> int:
    """0 where a thousand items are laid out in under a second of processor time, 1 where not."""
    quiet, closed = many(ITEMS), many(ITEMS, State.DONE)
    slowest = max(_measured("all quiet", quiet), _measured("all closed overnight", closed))
    print(f"slowest: {slowest:.2f} s for {ITEMS} items; the aim is under 1 s")
    return 0 if slowest < 1 else 1


def _measured(name: str, given: DigestInput) -> float:
    """Median seconds of processor time to build and lay out; prints them and the message's sizes."""
    turns = []
    for _ in range(TURNS):
        started = time.process_time()
        rendered = render(build(given))
        turns.append(time.process_time() - started)
    started = time.process_time()
    message = letter(given, rendered=rendered)
    composed = time.process_time() - started
    size = f"HTML {len(rendered.html.encode()):,} of {LIMIT:,} bytes, message {len(message):,} bytes"
    print(f"{name:<21} {statistics.median(turns):.2f} s to build and lay out, {composed:.2f} s to write; {size}")
    return statistics.median(turns)


if __name__ == "__main__":
    raise SystemExit(main())

"""Measure how often each state is right for the confidence that the filter gives it, for the fold to know.

    .venv/bin/python -m tests.measure_assurance     writes monitor/domain/status/assurance.toml

The filter knows alive from ended; that an item is `open` rather than developing is something else: that nothing was
missed. Counted on the seed's replay and on the timelines that may be looked at; `./run eval status` measures the test
half too.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from monitor.domain.model import State
from monitor.domain.status.fold import assurance
from tests.eval_states import Checkpoint, checkpoints, replays
from tests.eval_timelines import TIMELINES
from tests.shared import ROOT
from tests.status_data import histories, matched

TARGET = ROOT / "monitor/domain/status/assurance.toml"
HEAD = """# What the filter's confidence is worth, by state: the share of checkpoints that were right over it.
# Written by tests/measure_assurance.py from {count} checkpoints; nothing of a half called test is in it.
"""
_STEADY = 1.0
"""Checkpoints that were right, added to each state: few observations shall not move it far."""


def measured(points: Iterable[Checkpoint]) -> tuple[dict[State, float], int]:
    """The factor of each state that was seen, at most 1."""
    right: dict[State, float] = defaultdict(float)
    claimed: dict[State, float] = defaultdict(float)
    number = 0
    for point in points:
        state = point.change.state
        right[state] += point.right
        claimed[state] += point.change.confidence / assurance(state)
        number += 1
    return {s: min(1.0, (right[s] + _STEADY) / (claimed[s] + _STEADY)) for s in State if s in claimed}, number


def main(target: Path = TARGET) -> int:
    """Write the file; 0."""
    scored = {folder.name for folder in (TIMELINES / "test").iterdir()}
    cases = [case for case in replays() if case.name not in scored]
    factors, number = measured(p for case in cases for p in checkpoints(case, histories(case, matched(case))))
    lines = [f"{state.value} = {factor:.3f}" for state, factor in factors.items()]
    target.write_text(HEAD.format(count=number) + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{number} checkpoints; wrote {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What `followup explain` says of the sources behind an item."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.cli.commands.status import coverage_line
from monitor.domain.model import Coverage


@pytest.mark.parametrize(
    "read,expected,gaps,said",
    [
        (2, 2, (), "sources read throughout the last 14 days: 2 of 2"),
        (1, 2, ("herald",), "sources read throughout the last 14 days: 1 of 2; with gaps: herald"),
        (
            0,
            1,
            ("herald",),
            "sources read throughout the last 14 days: 0 of 1; with gaps: herald (see followup sources status)",
        ),
        (0, 0, (), "the review names no sources, so nothing is read for it: name some in its file (sources = [...])"),
    ],
)
def test_coverage_line(read: int, expected: int, gaps: tuple[str, ...], said: str) -> None:
    assert coverage_line(Coverage(date(2026, 3, 1), date(2026, 3, 14), expected, read, gaps)) == said

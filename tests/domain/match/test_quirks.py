"""Labels that wires put before a headline change neither the match nor what is read, and stay in the title."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from monitor.domain.evidence import read_evidence
from monitor.domain.match import Matcher
from monitor.domain.model import Article, Kind, OpenItem, Signal

ITEM = OpenItem(
    "harbour",
    "bridge",
    "The Strelsau Bridge is to open",
    Kind.EVENT,
    terms=("Strelsau Bridge",),
    since=date(2026, 3, 1),
)
WHEN = datetime(2026, 3, 15, tzinfo=UTC)
HEADLINE = "Strelsau Bridge opens after two years"
PLAIN = Article(1, "wire", "https://wire.test/1", HEADLINE, published=WHEN, first_seen=WHEN)
LABELS = ("UPDATE 2-", "UPDATE 1- ", "BRIEF-", "CORRECTED-", "REFILE-", "FACTBOX-", "EXCLUSIVE-", "RPT-", "UPDATE 3: ")


def read(article: Article) -> tuple[str, list[Signal]]:
    (match,) = Matcher([ITEM], {}).match(article)
    return match.decision.value, [piece.signal for piece in read_evidence(article, ITEM, match)]


@pytest.mark.parametrize("label", LABELS)
def test_quirk_2_a_label_changes_nothing(label: str) -> None:
    assert read(replace(PLAIN, title=label + PLAIN.title)) == read(PLAIN) != ("match", [])

"""A changed text beside the items that the analyst keeps."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.domain.model import Kind, OpenItem, Proposal, Review
from monitor.domain.review import diff

KEPT = OpenItem("harbour", "ferry", "Ferry line opens", Kind.EVENT, quote="The ferry line opens in May")


def proposal(*items: OpenItem) -> Proposal:
    review = Review(slug="harbour", title="Harbour", date=date(2026, 3, 1), sources=())
    return Proposal(review=review, items=items, warnings=())


def item(key: str, title: str, quote: str) -> OpenItem:
    return OpenItem(review="harbour", key=key, title=title, kind=Kind.EVENT, quote=quote)


@pytest.mark.parametrize(
    ("new", "added", "gone", "changed"),
    [
        (KEPT, 0, 0, 0),
        (item("ferry", "Ferry line opens in June", KEPT.quote), 0, 0, 1),
        (item("line", KEPT.title, KEPT.quote), 0, 0, 0),
        (item("line", "Ferry line opens", "The ferry line opens in early May"), 0, 0, 1),
        (item("school", "Council votes on a new school", "The council will vote on a new school"), 1, 1, 0),
    ],
    ids=["the same", "another title", "renamed, same quote", "renamed, alike", "another matter"],
)
def test_diff(new: OpenItem, added: int, gone: int, changed: int) -> None:
    found = diff(proposal(new), [KEPT])
    assert (len(found.added), len(found.gone), len(found.changed)) == (added, gone, changed)

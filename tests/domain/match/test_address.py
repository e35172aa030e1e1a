"""Titles that are only an address's words: who is named, and whether that is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.domain.match import Matcher
from monitor.domain.model import Article, Decision, Kind, OpenItem
from monitor.domain.urls import address_title

VISIT = OpenItem(
    "r", "visit", "Visit of Ardern to Tokyo", Kind.EVENT, actors=("Ardern", "Kishida"),
    terms=("Tokyo visit",), criterion="Ardern and Kishida meet in Tokyo",
)  # fmt: skip
TALKS = OpenItem(
    "r", "talks", "Talks of the British and French fisheries ministers", Kind.MECHANISM,
    actors=("Eustice", "Girardin"), terms=("fisheries ministers",), criterion="The ministers meet",
)  # fmt: skip


def article(slug: str) -> Article:
    url = f"http://www.reuters.com/article/us-{slug}-idUSBRE97A00120220421"
    moment = datetime(2022, 4, 21, 10, tzinfo=UTC)
    return Article(1, "reuters", url, address_title(url), published=moment, title_from="address")


@pytest.mark.parametrize(
    "slug,item,decision",
    [
        ("security-ardern-kishida", VISIT, Decision.MATCH),
        ("britain-france-talks-girardin", TALKS, Decision.MATCH),
        ("britain-france-talks", TALKS, Decision.POSSIBLE),
        ("newzealand-budget-ardern", VISIT, None),
        ("britain-france-rugby", TALKS, None),
        ("markets-forex-tokyo", VISIT, None),
    ],
)
def test_who_is_named_decides(slug: str, item: OpenItem, decision: Decision | None) -> None:
    found = [pair for pair in Matcher([item]).match(article(slug)) if pair.decision is not Decision.NO]
    assert [pair.decision for pair in found] == ([decision] if decision else [])
    assert all(pair.reasons[0].kind == "address" for pair in found)


def test_a_written_headline_is_left_to_the_comparison() -> None:
    written = replace(article("security-ardern-kishida"), title_from="")
    assert all(r.kind != "address" for pair in Matcher([VISIT]).match(written) for r in pair.reasons)
    early = replace(article("security-ardern-kishida"), published=datetime(2021, 1, 1, tzinfo=UTC))
    (pair,) = Matcher([replace(VISIT, since=datetime(2022, 1, 1, tzinfo=UTC).date())]).match(early)
    assert pair.decision is Decision.NO

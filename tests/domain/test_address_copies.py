"""Copies by their addresses: texts decide, and an address only where there is nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.domain.dedupe import fold_copies
from monitor.domain.evidence.grade import grade
from monitor.domain.model import Access, Article
from monitor.domain.urls import address_title

WEB = "http://www.reuters.com/article/us-lake-summit-idUSBRE97A00120130805"
WIRE = "http://www.reuters.com/article/lake-summit-idUSL6N0G800220130805"
NEXT_DAY = "http://www.reuters.com/article/us-lake-summit-idUSBRE97A00120130806"


def article(number: int, url: str, title: str = "", **fields: object) -> Article:
    given: dict[str, object] = {"title": title or address_title(url), "title_from": "" if title else "address"}
    moment = datetime(2013, 8, 5, 10 + number, tzinfo=UTC)
    return Article(number, "reuters", url, **(given | {"published": moment} | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "articles,copies",
    [
        ([article(1, WEB), article(2, WIRE)], {2: 1}),
        ([article(1, WEB), article(2, NEXT_DAY)], {2: 1}),
        ([article(1, WIRE), article(2, WEB), article(3, NEXT_DAY)], {2: 1, 3: 1}),
        ([article(1, WEB, "Leaders to meet at the lake"), article(2, WIRE)], {2: 1}),
        ([article(1, WEB, "Leaders to meet at the lake"), article(2, WIRE, "Summit at the lake called off")], {}),
        ([article(1, WEB), article(2, WIRE, "Summit at the lake called off")], {}),
        ([article(1, WEB, "Leaders to meet"), article(2, NEXT_DAY, "Summit at the lake called off")], {}),
    ],
    ids=["twins", "an update", "both", "nothing new", "two written titles", "a title after none", "a written update"],
)
def test_an_address_decides_only_where_nobody_wrote_a_title(articles: list[Article], copies: dict[int, int]) -> None:
    assert fold_copies(articles) == copies


def test_the_lowest_grade_is_for_titles_that_nobody_wrote() -> None:
    """A live headline may have no other words than its address: it was written all the same."""
    made, written = article(1, WEB), article(2, WEB, address_title(WEB))
    assert made.title == written.title
    assert (grade(made, "title", made.title), grade(written, "title", written.title)) == ("E", "D")
    assert grade(article(3, WEB, access=Access.FULL, body="They met."), "body", "They met.") == "C"

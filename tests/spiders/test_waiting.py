"""Retry-After, as hosts write it, and that a run keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.domain.model import Outcome
from spiders.waiting import not_before
from tests.fakeweb import Answer
from tests.spiders.drive import NOW, crawl, plan


@pytest.mark.parametrize(
    "status,written,after",
    [
        (429, "120", timedelta(seconds=120)),
        (503, " 3600 ", timedelta(hours=1)),
        (429, "999999999999", timedelta(days=1)),
        (429, "Sun, 15 Mar 2026 13:00:00 GMT", timedelta(hours=1)),
        (429, "Sun, 22 Mar 2026 13:00:00 GMT", timedelta(days=1)),
        (429, "Sun, 15 Mar 2026 11:00:00 GMT", None),
        (429, "0", None),
        (429, "-5", None),
        (429, "soon", None),
        (429, "", None),
        (429, "\u0663\u0660", None),
        (200, "120", None),
    ],
)
def test_until_when(status: int, written: str, after: timedelta | None) -> None:
    assert not_before(status, {"retry-after": written}, NOW) == (NOW + after if after else None)


def test_a_refusal_says_until_when() -> None:
    refusals = {"one": (429, "600"), "two": (503, "60"), "three": (404, "60")}

    def respond(url: str, _headers: object) -> Answer:
        status, wait = refusals[url.rpartition("/")[2]] if not url.endswith("robots.txt") else (404, "")
        return Answer(status, {"Retry-After": wait})

    crawled = crawl([plan(f"https://a.example/{name}", name) for name in refusals], respond)
    assert {name: crawled.batch(name).not_before for name in refusals} == {
        "one": NOW + timedelta(seconds=600),
        "two": NOW + timedelta(seconds=60),
        "three": None,
    }
    assert crawled.batch("one").outcome is Outcome.BLOCKED

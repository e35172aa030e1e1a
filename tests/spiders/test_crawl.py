"""The real crawl through the fake web. Numbers are those of the quirks in docs/sources.md."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from monitor.domain.model import EndpointKind, Outcome, Validators
from monitor.domain.site import Robots
from tests.fakeweb import Answer, pages
from tests.spiders import recorded
from tests.spiders.drive import NOW, Given, crawl, plan

URL = "https://feeds.bbci.co.uk/news/world/rss.xml"
XML = {"Content-Type": "text/xml; charset=utf-8"}
SITEMAP = EndpointKind.SITEMAP


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_a_first_reading_and_the_next() -> None:
    body = recorded.bbc_feed(3)
    headers = XML | {"ETag": '"one"', "Last-Modified": "Sun, 15 Mar 2026 11:00:00 GMT"}
    site = pages({URL: Answer(200, headers, body)})
    first = crawl([plan(URL)], site)
    (batch,) = first.batches
    assert (first.code, first.stderr) == (0, "")
    assert (batch.outcome, batch.cause, batch.entries, batch.http_status) == (Outcome.NEW, "", 3, 200)
    assert [article.external_id for article in batch.articles] == [recorded.guid(n) for n in (1, 2, 3)]
    assert batch.validators == Validators('"one"', "Sun, 15 Mar 2026 11:00:00 GMT", sha(body))
    assert batch.elapsed_ms > 0
    assert [request.url for request in first.asked] == ["https://feeds.bbci.co.uk/robots.txt", URL]
    assert first.asked[1].headers["user-agent"] == "followup-monitor/0.1 (+ops@example.org)"
    assert "cookie" not in first.asked[1].headers
    assert "referer" not in first.asked[1].headers
    assert batch.validators

    second = crawl([plan(URL, validators=batch.validators)], site)
    (again,) = second.batches
    assert second.asked[1].headers["if-none-match"] == '"one"'
    assert second.asked[1].headers["if-modified-since"] == "Sun, 15 Mar 2026 11:00:00 GMT"
    assert (again.outcome, again.articles, again.validators) == (Outcome.NOT_MODIFIED, (), None)
    assert again.http_status == 304
    assert "feedparser" not in second.modules  # nothing new, nothing paid


def test_the_same_body_under_a_new_etag_is_unchanged_and_the_new_etag_is_kept() -> None:
    body = recorded.bbc_feed(3)
    site = pages({URL: Answer(200, XML | {"ETag": '"two"'}, body)})
    (batch,) = crawl([plan(URL, validators=Validators('"one"', "", sha(body)))], site).batches
    assert (batch.outcome, batch.articles, batch.entries) == (Outcome.UNCHANGED, (), 3)
    assert batch.validators == Validators('"two"', "", sha(body))


def test_an_etag_that_stays_while_the_feed_changes_hides_it_for_a_day_at_most() -> None:
    kept = Validators('"stuck"', "", "another body's hash")
    site = pages({URL: Answer(200, XML | {"ETag": '"stuck"'}, recorded.bbc_feed(2))})
    assert crawl([plan(URL, validators=kept)], site).batches[0].outcome is Outcome.NOT_MODIFIED
    plans = [plan(URL, f"n{n}", validators=kept) for n in range(200)]
    asked = [request for request in crawl(plans, site).asked if request.url == URL]
    plainly = sum("if-none-match" not in request.headers for request in asked)
    assert len(asked) == 200
    assert 2 <= plainly <= 20  # about one in twenty-four each hour


def test_known_entries_are_not_delivered_again() -> None:
    stored = [recorded.guid(n) for n in range(1, 50)]
    site = pages({URL: Answer(200, XML, recorded.bbc_feed(50))})
    (batch,) = crawl([plan(URL, stored=stored)], site).batches
    assert (batch.outcome, batch.entries) == (Outcome.NEW, 50)
    assert [article.external_id for article in batch.articles] == [recorded.guid(50)]


def test_quirk_3_a_new_turn_of_a_guid_is_no_new_article() -> None:
    stored = [recorded.guid(n) for n in range(1, 4)]
    site = pages({URL: Answer(200, XML, recorded.bbc_feed(3, turn=2))})
    (batch,) = crawl([plan(URL, stored=stored)], site).batches
    assert (batch.articles, batch.entries) == ((), 3)


@pytest.mark.parametrize(
    ("count", "asserted", "says"),
    [
        (2, {"least_entries": 3}, "has 2 entries, and should have at least 3"),
        (3, {"oldest_hours": 1}, "its newest entry is 2 hours old, and should not be older than 1"),
    ],
)
def test_assertions_of_the_source_file(count: int, asserted: dict[str, Any], says: str) -> None:
    site = pages({URL: Answer(200, XML | {"ETag": '"a"'}, recorded.bbc_feed(count))})
    (batch,) = crawl([plan(URL, **asserted)], site).batches
    assert (batch.outcome, batch.cause) == (Outcome.ASSERTION, f"{URL}: {says}")
    assert len(batch.articles) == count  # they still count
    assert batch.validators is None  # else a 304 would hide the alarm next time


def test_a_feed_that_stands_still_is_noticed_though_its_body_is_known() -> None:
    body = recorded.bbc_feed(3)
    site = pages({URL: Answer(200, XML, body)})
    given = plan(URL, validators=Validators("", "", sha(body)), oldest_hours=24)
    assert crawl([given], site).batches[0].outcome is Outcome.UNCHANGED
    later = crawl([given], site, now=NOW + timedelta(days=3)).batches[0]
    assert (later.outcome, later.articles) == (Outcome.ASSERTION, ())


def test_robots() -> None:
    robots = b"User-agent: *\nDisallow: /news/\n\nUser-agent: other\nDisallow: /\n"
    site = pages(
        {"https://feeds.bbci.co.uk/robots.txt": Answer(200, {}, robots), URL: Answer(200, XML, b"never asked")}
    )
    crawled = crawl([plan(URL)], site)
    (batch,) = crawled.batches
    assert (batch.outcome, batch.cause) == (Outcome.ROBOTS, f"{URL}: robots.txt forbids it")
    assert len(crawled.asked) == 1
    (allowed,) = crawl([plan(URL)], site, obey_robots=False).batches
    assert allowed.outcome is not Outcome.ROBOTS


@pytest.mark.parametrize("answer", [Answer(500), Answer(404), Answer(hang_up=True), Answer(403, {}, b"no")])
def test_a_robots_txt_that_cannot_be_had_forbids_nothing(answer: Answer) -> None:
    site = pages({"https://feeds.bbci.co.uk/robots.txt": answer, URL: Answer(200, XML, recorded.bbc_feed(1))})
    crawled = crawl([plan(URL)], site)
    assert (crawled.batches[0].outcome, crawled.stderr) == (Outcome.NEW, "")


def test_crawl_delay_is_kept() -> None:
    urls = [f"https://slow.example.org/{n}.xml" for n in range(3)]
    answers = {url: Answer(200, XML, recorded.bbc_feed(1)) for url in urls}
    answers["https://slow.example.org/robots.txt"] = Answer(200, {}, b"User-agent: *\nCrawl-delay: 1\n")
    times: list[float] = []

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        times.append(time.monotonic())
        return answers[url]

    crawled = crawl([plan(url, f"n{n}") for n, url in enumerate(urls)], respond)
    assert [batch.outcome for batch in crawled.batches] == [Outcome.NEW] * 3
    assert all(later - earlier > 0.9 for earlier, later in itertools.pairwise(times))


def test_a_host_is_asked_for_two_things_at_a_time() -> None:
    times: list[float] = []

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        times.append(time.monotonic())
        return Answer(200, XML, recorded.bbc_feed(1), delay=0.4)

    plans = [plan(f"https://busy.example.org/{n}.xml", f"n{n}") for n in range(6)]
    crawled = crawl(plans, respond, robots=Robots({"https://busy.example.org": ""}, {}))
    assert len(crawled.batches) == len(times) == 6
    assert all(third - first > 0.35 for first, third in zip(times, times[2:], strict=False))


def test_a_known_robots_txt_is_obeyed_without_asking() -> None:
    urls = [f"https://slow.example.org/{n}.xml" for n in range(2)]
    times: list[float] = []

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        times.append(time.monotonic())
        return Answer(200, XML, recorded.bbc_feed(1))

    known = Robots({"https://slow.example.org": "User-agent: *\nDisallow: /0.xml\nCrawl-delay: 1\n"}, {})
    plans = [plan(url, f"n{n}") for n, url in enumerate([*urls, "https://slow.example.org/2.xml"])]
    crawled = crawl(plans, respond, robots=known)
    assert crawled.batch("n0").outcome is Outcome.ROBOTS
    assert sorted(request.url for request in crawled.asked) == [urls[1], "https://slow.example.org/2.xml"]
    assert times[1] - times[0] > 0.9


def test_a_redirect_is_followed_and_named() -> None:
    target = "https://feeds.bbci.co.uk/news/elsewhere.xml"
    site = pages(
        {URL: Answer(301, {"Location": "/news/elsewhere.xml"}), target: Answer(200, XML, recorded.bbc_feed(1))}
    )
    assert crawl([plan(URL)], site).batches[0].outcome is Outcome.NEW
    gone = pages({URL: Answer(302, {"Location": target}), target: Answer(410)})
    (batch,) = crawl([plan(URL)], gone).batches
    assert batch.cause.startswith(f"{URL} (at {target}): nothing is there (HTTP 410 Gone)")


def test_quirk_8_a_redirect_to_the_robot_page() -> None:
    wall = "https://www.bloomberg.com/tosv2.html?vid=&url=L21hcmtldHMvbmV3cy5yc3M="
    url = "https://feeds.bloomberg.com/markets/news.rss"
    site = pages(
        {url: Answer(307, {"Location": wall}), wall: Answer(200, {}, b"<html><title>Bloomberg</title></html>")}
    )
    (batch,) = crawl([plan(url, source="bloomberg")], site).batches
    assert batch.outcome is Outcome.BLOCKED
    assert "robot page instead of /markets/news.rss" in batch.cause


INDEX = "https://www.reuters.com/arc/outboundfeeds/news-sitemap-index/?outputType=xml"
CHILD = "https://www.reuters.com/arc/outboundfeeds/news-sitemap/?outputType=xml"


def reuters(**more: Any) -> Given:
    return plan(INDEX, "news-sitemap", kind=SITEMAP, source="reuters", domains=("reuters.com",), **more)


def test_a_sitemap_index() -> None:
    children = [CHILD, f"{CHILD}&from=100", f"{CHILD}&from=200"]
    answers = {INDEX: Answer(200, XML | {"ETag": '"i"'}, recorded.index(children))}
    answers |= {url: Answer(200, XML, recorded.news_sitemap(4, 1 + 4 * n)) for n, url in enumerate(children)}
    site = pages(answers)
    (batch,) = crawl([reuters(options={"max_children": "2", "keywords": "ignore"})], site).batches
    assert (batch.outcome, batch.entries, len(batch.articles)) == (Outcome.NEW, 8, 8)
    assert not any(article.keywords for article in batch.articles)
    assert batch.validators and not batch.validators.etag  # an index's 304 would hide what its children say
    again = crawl([reuters(options={"max_children": "2"}, validators=batch.validators)], site)
    assert again.batches[0].outcome is Outcome.UNCHANGED
    answers[children[1]] = Answer(200, XML, recorded.news_sitemap(5, 5))
    changed = crawl([reuters(options={"max_children": "2"}, validators=batch.validators)], site)
    assert (changed.batches[0].outcome, changed.batches[0].entries) == (Outcome.NEW, 9)


def test_the_newest_children_come_first_and_strangers_not_at_all() -> None:
    children = [f"{CHILD}&from={n}" for n in range(3)] + ["https://stranger.example.org/map.xml"]
    days = ["2026-03-13", "2026-03-15", "2026-03-14", "2026-03-15"]
    answers = {INDEX: Answer(200, XML, recorded.index(children, days))}
    answers |= {url: Answer(200, XML, recorded.news_sitemap(1, n + 1)) for n, url in enumerate(children)}
    crawled = crawl([reuters(options={"max_children": "2"})], pages(answers))
    asked = [request.url for request in crawled.asked if "from=" in request.url or "stranger" in request.url]
    assert sorted(asked) == [children[1], children[2]]


def test_a_child_that_fails_is_told_and_the_others_count() -> None:
    children = [CHILD, f"{CHILD}&from=100"]
    answers = {
        INDEX: Answer(200, XML, recorded.index(children)),
        children[0]: Answer(200, XML, recorded.news_sitemap(3)),
        children[1]: Answer(500),
    }
    (batch,) = crawl([reuters()], pages(answers)).batches
    assert (batch.outcome, len(batch.articles), batch.validators) == (Outcome.UNREACHABLE, 3, None)
    assert children[1] in batch.cause


def test_a_sitemap_whose_name_and_header_lie_about_compression() -> None:
    url = "https://www.nytimes.com/sitemaps/new/news.xml.gz"
    body = recorded.news_sitemap(3)
    for answer in (
        Answer(200, {"Content-Type": "application/x-gzip"}, body),
        Answer(200, {"Content-Type": "text/xml"}, gzip.compress(body, mtime=0)),
        Answer(200, {"Content-Type": "text/xml", "Content-Encoding": "gzip"}, gzip.compress(body, mtime=0)),
        Answer(200, {"Content-Encoding": "gzip"}, gzip.compress(gzip.compress(body, mtime=0), mtime=0)),
    ):
        (batch,) = crawl([plan(url, kind=SITEMAP, source="nytimes")], pages({url: answer})).batches
        assert (batch.outcome, batch.entries) == (Outcome.NEW, 3), batch.cause


def test_the_limit_of_a_run() -> None:
    slow = "https://slow.example.org/a.xml"
    site = pages({URL: Answer(200, XML, recorded.bbc_feed(1)), slow: Answer(200, XML, b"", delay=30)})
    crawled = crawl([plan(URL), plan(slow, "slow")], site, run_limit_s=2, timeout_s=30)
    assert (crawled.code, crawled.stderr) == (0, "")
    assert crawled.seconds < 6
    assert crawled.batch("world").outcome is Outcome.NEW
    late = crawled.batch("slow")
    assert (late.outcome, late.cause) == (
        Outcome.UNREACHABLE,
        f"{slow}: not read: the run's limit of 2 s was over",
    )


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", -15)])
def test_signals_end_a_crawl_at_once(name: str, code: int) -> None:
    slow = "https://slow.example.org/a.xml"
    site = pages({URL: Answer(200, XML, recorded.bbc_feed(1)), slow: Answer(200, XML, b"", delay=30)})
    began = time.monotonic()
    crawled = crawl([plan(URL), plan(slow, "slow")], site, sink=name, timeout_s=30)
    assert time.monotonic() - began < 10
    assert (crawled.code, crawled.stderr) == (code, "")
    if name == "SIGINT":  # SIGTERM ends the process before it can tell; that its sink was called is the same code
        assert f"not read: the run was ended by {name}" in crawled.batch("slow").cause


def test_a_store_that_fails_ends_the_crawl_with_its_own_error() -> None:
    plans = [plan(URL, f"n{n}") for n in range(20)]
    crawled = crawl(plans, pages({URL: Answer(200, XML, recorded.bbc_feed(1))}), sink="fails")
    assert (crawled.code, crawled.stderr, len(crawled.batches)) == (9, "", 1)


def test_every_plan_is_settled_exactly_once() -> None:
    sites = {f"https://h{n}.example.org/f.xml": n for n in range(60)}

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        if url.endswith("robots.txt"):
            return Answer(404)
        kinds = (Answer(200, XML, recorded.bbc_feed(2)), Answer(500), Answer(hang_up=True), Answer(403), Answer(200))
        return kinds[sites[url] % len(kinds)]

    crawled = crawl([plan(url, f"n{n}") for url, n in sites.items()], respond)
    assert sorted(batch.endpoint for batch in crawled.batches) == sorted(f"bbc/n{n}" for n in range(60))
    assert crawled.stderr == ""


def test_no_plans_cost_nothing() -> None:
    crawled = crawl([], None)
    assert (crawled.batches, crawled.code) == ([], 0)
    assert not any(name.startswith(("scrapy", "twisted", "feedparser", "lxml")) for name in crawled.modules)

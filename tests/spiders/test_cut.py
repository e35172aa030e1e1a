"""The slice against the whole: what feedparser makes of the cut feed is what it makes of all of it."""

from __future__ import annotations

import dataclasses
import random

import pytest

from spiders.bodies import plain
from spiders.cut import cut_known
from spiders.feed import read_feed
from spiders.reading import Scope
from tests.shared import SHARED, needs_shared
from tests.spiders import recorded
from tests.spiders.drive import NOW

NOTHING = Scope("x", "en", "https://feeds.example/rss.xml", NOW, 10_000, lambda identities: set())
BODIES = {
    "bbc": recorded.bbc_feed(40),
    "nyt": recorded.NYT.encode(),
    "pheedo": recorded.PHEEDO.encode(),
    "google": recorded.GOOGLE.encode(),
    "atom": recorded.ATOM.encode(),
    "rdf": recorded.RDF.encode("iso-8859-1"),
    "entities": recorded.bbc_feed(6).replace(b"Talks, round", b"]]>Talks&#8212;round &amp;amp; &lt;b&gt;<![CDATA["),
    "utf-16": recorded.bbc_feed(6).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "latin": recorded.bbc_feed(6).replace(b"UTF-8", b"iso-8859-1").replace(b"lake.", "Léman.".encode("latin-1")),
    "stylesheet": b"<?xml version='1.0'?><!-- a note --><?xml-stylesheet href='a.xsl'?>" + recorded.bbc_feed(4)[38:],
    "base": recorded.ATOM.replace("<feed ", '<feed xml:base="https://base.example/" ')
    .replace('href="https://amt.example/2"', 'href="zwei"')
    .encode(),
}


def compare(body: bytes, headers: dict[str, str], seed: int) -> int:
    """Both ways with the same random half known; returns how many entries were left."""
    whole = read_feed(body, headers, NOTHING).reading
    identities = [article.external_id or article.url for article in whole.articles]
    known = {identity for identity in identities if random.Random(f"{seed}{identity}").random() < 0.5}
    sliced = read_feed(body, headers, dataclasses.replace(NOTHING, known=known.intersection)).reading
    expected = tuple(a for a in whole.articles if (a.external_id or a.url) not in known)
    assert sliced.articles == expected
    assert (sliced.entries, sliced.newest) == (whole.entries, whole.newest)
    assert sliced.parsed in (len(expected), whole.entries)  # whole only where the slice does not dare
    return sliced.parsed


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("seed", range(4))
def test_the_slice_gives_the_same_fields(name: str, seed: int) -> None:
    compare(BODIES[name], {}, seed)


@pytest.mark.parametrize("content_type", ["text/xml", "text/xml; charset=utf-8", "application/rss+xml; charset=latin1"])
def test_the_slice_gives_the_same_fields_under_any_header(content_type: str) -> None:
    compare(BODIES["entities"], {"content-type": content_type}, 1)
    compare(BODIES["latin"], {"content-type": content_type}, 1)


def captured() -> list[str]:
    folder = SHARED / "captures"
    return sorted(str(path.relative_to(folder)) for path in folder.glob("*/feed/*"))


@needs_shared
@pytest.mark.parametrize("name", captured() or ["absent"])
def test_the_slice_gives_the_same_fields_of_captured_feeds(name: str) -> None:
    body = plain((SHARED / "captures" / name).read_bytes(), 10_000_000)
    for seed in range(3):
        compare(body, {"content-type": "text/xml"}, seed)


@pytest.mark.parametrize("guid", ["17-3", "/17/3", "tag:x.example,2026:3", "urn:x:3", "https://x.example/3", "[3"])
@pytest.mark.parametrize("mark", ["", ' isPermaLink="true"', ' isPermaLink="false"'])
def test_an_entry_is_known_by_its_guid_in_whatever_form(guid: str, mark: str) -> None:
    item = f"<item><title>Talks</title><link>https://x.example/a</link><guid{mark}>{guid}</guid></item>"
    body = f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>'.encode()
    (article,) = read_feed(body, {}, NOTHING).reading.articles
    known = dataclasses.replace(NOTHING, known={article.external_id}.intersection)
    assert read_feed(body, {}, known).reading.parsed == 0


def test_exactly_the_unseen_reach_the_parser() -> None:
    seen = {recorded.guid(n) for n in range(1, 41)} - {recorded.guid(7)}
    cut = cut_known(BODIES["bbc"], "text/xml", seen.intersection, 100)
    assert cut is not None
    assert (cut.entries, cut.unseen, cut.touched, cut.too_many) == (40, 1, True, False)
    assert cut.body.count(b"<item>") == 1


def test_nothing_known_leaves_the_bytes_alone() -> None:
    cut = cut_known(BODIES["bbc"], "", NOTHING.known, 100)
    assert cut is not None
    assert cut.body is BODIES["bbc"]
    assert not cut.touched


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel><item></channel></rss>",
        b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel><item><title>&a;</title></item></channel></rss>',
        b'<rss version="2.0"><channel><wrap><item><link>https://a.example/1</link></item></wrap></channel></rss>',
        b"",
        b"plain words",
        b"<rss>" + b"<a>" * 400 + b"</a>" * 400 + b"</rss>",
    ],
)
def test_what_the_slice_leaves_to_the_tolerant_parser(body: bytes) -> None:
    assert cut_known(body, "", NOTHING.known, 100) is None


@pytest.mark.parametrize("name", BODIES)
def test_the_slice_dares_every_well_formed_kind(name: str) -> None:
    assert cut_known(BODIES[name], "", NOTHING.known, 100) is not None


def test_without_an_id_the_address_is_the_identity_as_the_article_bears_it() -> None:
    body = recorded.PHEEDO.replace("guid", "nothing").encode()
    urls = {article.url for article in read_feed(body, {}, NOTHING).reading.articles}
    cut = cut_known(body, "", urls.intersection, 100)
    assert cut is not None
    assert (cut.entries, cut.unseen) == (2, 0)

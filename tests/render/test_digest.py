"""The laid-out digest: both parts say the same, within limits, whatever publishers write."""

from __future__ import annotations

import re
import time
from datetime import date
from importlib.resources import files
from itertools import pairwise

import lxml.html
import pytest
from lxml.html import HtmlElement

from monitor.domain.digest import DigestInput, Trend, build
from monitor.domain.model import State
from monitor.render import spark
from monitor.render.digest import LIMIT, Rendered, render
from tests.render.samples import SCRIPT, empty, hostile, many, morning

SAMPLES = {
    "morning": morning(),
    "empty": empty(),
    "hostile": hostile(),
    "500 quiet": many(500),
    "30 closed": many(30, State.DONE),
    "100 closed": many(100, State.DONE),
    "240 closed": many(240, State.DONE),
    "500 closed": many(500, State.DONE),
    "1500 closed": many(1500, State.DONE),
}


@pytest.fixture(scope="module", params=SAMPLES.values(), ids=SAMPLES.keys())
def sample(request: pytest.FixtureRequest) -> tuple[DigestInput, Rendered]:
    return request.param, render(build(request.param))


def tree(rendered: Rendered) -> HtmlElement:
    return lxml.html.fromstring(rendered.html)


def test_the_html_stays_under_its_limit(sample: tuple[DigestInput, Rendered]) -> None:
    assert len(sample[1].html.encode()) < LIMIT


def test_the_text_is_written_in_short_lines(sample: tuple[DigestInput, Rendered]) -> None:
    for line in sample[1].text.splitlines():
        whole = " " not in line.strip() or line.startswith("    $ ")  # addresses and commands are there to be copied
        assert len(line) <= 76 or whole, line
    assert not re.search(r"\n{4,}|[<]/?(p|div|span)\b|&amp;|[\x00-\x08\x0b-\x1f]", sample[1].text)


def test_nothing_is_loaded_from_elsewhere(sample: tuple[DigestInput, Rendered]) -> None:
    page = tree(sample[1])
    assert not page.xpath("//img|//script|//link|//iframe|//object|//embed|//form|//base|//video|//audio")
    assert not page.xpath("//@src|//@srcset|//@background|//@*[starts-with(name(), 'on')]")
    assert not re.search(r"url\(|@import|@font-face", sample[1].html)
    for address in page.xpath("//@href"):
        assert address.startswith(("https://", "http://")), address


def test_the_page_can_be_read_aloud(sample: tuple[DigestInput, Rendered]) -> None:
    page = tree(sample[1])
    assert page.get("lang") == "en"
    assert page.xpath("string(//title)")
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3|//h4")]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))
    for heading in page.xpath("//h1|//h2|//h3|//a"):
        assert heading.text_content().strip()


def test_the_dark_mode_survives_the_inliner(sample: tuple[DigestInput, Rendered]) -> None:
    assert "prefers-color-scheme:dark" in sample[1].html.replace(" ", "")
    assert tree(sample[1]).xpath("//meta[@name='color-scheme']/@content") == ["light dark"]


def test_no_change_is_ever_folded_away(sample: tuple[DigestInput, Rendered]) -> None:
    digest = build(sample[0])
    page = " ".join(tree(sample[1]).text_content().split())
    text = " ".join(sample[1].text.split())
    for change in digest.changes:
        if len(digest.changes) > 500:
            beginning = change.item.title[:19].rsplit(" ", 1)[0]
        else:
            beginning = change.item.title[:50].rsplit(" ", 1)[0]
        assert beginning in page and beginning in text.replace("\u2068", "")
        assert change.new.word in page and change.new.word in text


@pytest.mark.parametrize("name", ["morning", "empty", "hostile", "500 quiet", "30 closed"])
def test_both_parts_say_the_same(name: str) -> None:
    rendered = render(build(SAMPLES[name]))
    page = tree(rendered)
    said = {*_words(page.text_content()), *_words(" ".join(page.xpath("//@aria-label")))}
    assert {word for word in _words(rendered.text) if word not in said} <= {"cause", "mended"}


def _words(text: str) -> list[str]:
    """Words of five letters and more: what is said, not how it is laid out."""
    bare = re.sub(r"https?://\S+", " ", text)
    return [word.lower() for word in re.findall(r"[^\W\d_]{5,}", bare)]


def test_the_same_digest_is_drawn_the_same(sample: tuple[DigestInput, Rendered]) -> None:
    assert render(build(sample[0])) == sample[1]


def test_beyond_all_measure_the_text_part_still_names_every_change() -> None:
    digest = build(many(3500, State.DONE))
    rendered = render(digest)
    assert len(rendered.html.encode()) < LIMIT and "3500" in tree(rendered).text_content()
    assert " ".join(rendered.text.split()).count("Agreement number") == 3500


# Hostile content


def test_what_publishers_write_stays_text() -> None:
    rendered = render(build(hostile()))
    assert "<script" not in rendered.html.lower() and SCRIPT not in rendered.html
    assert SCRIPT in tree(rendered).text_content()
    assert "49 signs" not in rendered.text and "49 signs" not in rendered.html
    assert not re.search("[\u202a-\u202e\u2066\u2067]", rendered.html + rendered.text)
    assert max(map(len, rendered.text.split())) < 2200
    assert "x" * 400 not in rendered.html


def test_hostile_addresses_are_no_links() -> None:
    assert "javascript:" not in render(build(hostile())).html
    page = tree(render(build(hostile())))
    assert all(address.startswith("https://news.example/aaa") for address in page.xpath("//@href"))


def test_names_from_right_to_left_stand_apart() -> None:
    rendered = render(build(hostile()))
    assert re.search("\u2068[^\n\u2069]*الوزير", rendered.text)
    (quote,) = (found for found in tree(rendered).xpath("//blockquote") if "الوزير" in found.text_content())
    assert quote.get("dir") == "auto"


# Colours


def rules() -> dict[str, list[tuple[str, str]]]:
    """The style sheet as (selector, declarations) for light and dark."""
    css = files("monitor.render").joinpath("templates", "digest.css").read_text(encoding="utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark) {")
    return {
        "light": re.findall(r"([^{}@]+)\{([^}]*)\}", light.split("@media")[0]),
        "dark": re.findall(r"([^{}]+)\{([^}]*)\}", dark),
    }


def colour(scheme: str, name: str, what: str) -> str:
    found = [
        value.group(1)
        for selectors, declared in rules()[scheme]
        if f".{name}" in [part.strip() for part in selectors.split(",")]
        and (value := re.search(rf"(?:^|[; ]){what}:\s*(#[0-9a-f]{{6}})", declared))
    ]
    return found[-1] if found else ""


def luminance(code: str) -> float:
    parts = (int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXTS = "page label facts meta section first name arrow note source signal link caption late soon quiet".split()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*TEXTS, "good", "bad", "warn", "live", "calm", "mute"])
def test_every_text_has_contrast_of_at_least_4_5(scheme: str, name: str) -> None:
    front = colour(scheme, name, "color")
    assert front, f"{name} has no colour of its own in {scheme}"
    grounds = {
        colour(scheme, name, "background") or colour(scheme, "column", "background"),
        colour(scheme, "trouble", "background"),
    }
    if name in ("good", "bad", "warn", "live", "calm", "mute"):
        grounds = {colour(scheme, name, "background")}
    for ground in grounds:
        assert contrast(front, ground) >= 4.5, (front, ground)


def test_a_state_is_word_and_shape_and_colour() -> None:
    page = tree(render(build(morning())))
    shapes = {}
    for pill in page.xpath("//*[contains(@class, 'pill')]"):
        shape = pill.xpath("string(*[@aria-hidden='true'])")
        word = pill.text_content().replace(shape, "", 1).strip()
        assert shape and word and len(pill.get("class").split()) == 2
        shapes[word.split(" (")[0]] = shape
    assert len(set(shapes.values())) == len(shapes) >= 3


# The small picture


@pytest.mark.parametrize(
    ("counts", "drawn"),
    [((0,) * 29 + (1,), "▁" * 29 + "█"), ((4, 2, 1) + (0,) * 27, "█▅▃" + "▁" * 27), ((5,) * 30, "█" * 30)],
)
def test_blocks(counts: tuple[int, ...], drawn: str) -> None:
    assert spark.blocks(Trend(counts)) == drawn


def test_the_picture_is_told_in_words() -> None:
    trend = Trend((0,) * 20 + (3,) + (0,) * 8 + (1,), marks=(20,))
    said = "4 reports in 30 days, most on 30 Jul 2013; state changed on 30 Jul 2013"
    assert spark.label(trend, date(2013, 8, 8)) == said
    assert spark.bars(trend).count("M") == 3 and spark.marks(trend).count("M") == 1


# Speed


@pytest.mark.parametrize("state", [State.OPEN, State.DONE])
def test_a_thousand_items_are_drawn_in_under_a_second(state: State) -> None:
    given = many(1000, state)
    started = time.process_time()
    render(build(given))
    assert time.process_time() - started < 1

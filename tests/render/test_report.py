"""The follow-up review in its forms, the calendar and the feed, each read back by a program that is not ours."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
import zlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import feedparser
import lxml.html
import pytest
from docx import Document

from monitor.domain.digest import Digest, DigestInput, ItemView, Report, ReportInput, alerts, build, build_report
from monitor.domain.digest.report import COLUMNS, Cell, timeline
from monitor.domain.digest.words import plain_face
from monitor.domain.model import Due, Kind, State
from monitor.render.calendar import render_ics
from monitor.render.digest import render
from monitor.render.docx import render_docx
from monitor.render.feed import render_atom
from monitor.render.message import compose
from monitor.render.png import HEIGHT, course
from monitor.render.report import escape_markdown, render_html, render_markdown, track
from monitor.render.site import render_site
from tests.render import plainmime
from tests.render.samples import SCRIPT, change, hostile, item, many, morning

AUTHORITY = "followup.desk.example"


def report(given: DigestInput | None = None) -> Report:
    told = given or morning()
    return build_report(ReportInput(told.reviews[0], told.items, told.coverage, told.as_of, told.version))


SAMPLES = {"morning": morning(), "hostile": hostile(), "none": morning(items=()), "many": many(120, State.DONE)}


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES.keys())
def sample(request: pytest.FixtureRequest) -> Report:
    return report(request.param)


# What it says


def test_every_item_tells_its_whole_way() -> None:
    summit = report().entries[0]
    assert [(step.on, step.old.words, step.new.words) for step in summit.steps] == [
        (date(2013, 7, 19), "open", "developing (scheduled)"),
        (date(2013, 8, 7), "developing (scheduled)", "failed"),
    ]
    assert (summit.face.word, summit.since, summit.comments) == ("failed", date(2013, 8, 7), 1)


def test_the_tally_counts_each_item_once() -> None:
    told = report()
    assert sum(number for _, number in told.tally) == len(told.entries)
    assert [face.word for face, _ in told.tally] == ["done", "failed", "overdue", "developing", "open"]


def test_each_link_is_cited_once_and_each_citation_is_linked(sample: Report) -> None:
    shown = [e for entry in sample.entries for step in entry.steps for e in step.exhibits]
    shown += [e for entry in sample.entries for e in entry.others]
    linked = {report.url for e in shown for report in (e, *e.also) if report.url}
    assert [cited.number for cited in sample.citations] == list(range(1, len(linked) + 1))
    assert {cited.url for cited in sample.citations} == linked
    assert sum(number for _, number in sample.sources) == len(linked)


@pytest.mark.parametrize(
    ("days", "unit", "columns"),
    [(0, "day", 1), (59, "day", 60), (60, "week", 9), (419, "week", 60), (420, "month", 15), (4000, "month", COLUMNS)],
)
def test_the_timeline_takes_the_finest_unit_that_fits(days: int, unit: str, columns: int) -> None:
    first = date(2013, 6, 18)
    view = ItemView(item("treaty", "The treaty"), (change("treaty", first + timedelta(days=days), State.DONE),))
    drawn = timeline((view,), first, first + timedelta(days=days))
    assert (drawn.unit, len(drawn.starts), len(drawn.rows[0])) == (unit, columns, columns)
    assert drawn.rows[0][-1].face.word == "done"
    assert sum(cell.changed for cell in drawn.rows[0]) == 1
    assert len(drawn.starts) <= COLUMNS


def test_the_course_in_characters() -> None:
    row = (Cell(plain_face("open")), Cell(plain_face("done"), changed=True), Cell(plain_face("done"), due=True))
    assert track(row) == "·✓|"


# Markdown


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "*not* _bold_",
        "[no](link)",
        "<b>no</b>",
        "a | b",
        "- no list",
        "1. no list",
        "`no code`",
        "a\\*b",
        "~~no~~",
    ],
)
def test_publishers_words_are_no_markdown(text: str) -> None:
    escaped = escape_markdown(text)
    assert re.sub(r"\\([^A-Za-z0-9\s])", r"\1", escaped) == text
    assert not re.search(r"(?<!\\)[*_\[<|`#~]", escaped)
    assert not re.match(r"\s*([-+]|\d+[.)])", escaped)


def test_markdown_holds_every_item_and_no_script() -> None:
    text = render_markdown(report(hostile()))
    prose = re.sub(r"```.*?```", "", text, flags=re.S)  # what stands in a code block is no markup
    assert not re.search(r"(?<!\\)<(?!https://)", prose) and text.count("\n## ") == 3 + len(hostile().items)
    assert not re.search(r"\n{3,}", text)


# HTML


def test_html_is_whole_and_safe(sample: Report) -> None:
    page = lxml.html.fromstring(render_html(sample))
    assert not page.xpath("//script|//img|//iframe|//@*[starts-with(name(), 'on')]") and SCRIPT not in render_html(
        sample
    )
    assert page.get("lang") == "en" and len(page.xpath("//h1")) == 1
    assert len(page.xpath("//article")) == len(sample.entries)
    targets = {f"#{identity}" for identity in page.xpath("//@id")}
    assert {address for address in page.xpath("//@href") if address.startswith("#")} <= targets
    assert all(address.startswith(("#", "http")) for address in page.xpath("//@href"))
    assert all(label for label in page.xpath("//svg/@aria-label"))


# The document


def test_the_document_can_be_read_back(sample: Report) -> None:
    document = Document(io.BytesIO(render_docx(sample)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["At a glance", *(entry.title for entry in sample.entries), "Sources"]
    assert len(document.tables[0].rows) == len(sample.entries) + 1
    links = {rel.target_ref for rel in document.part.rels.values() if "hyperlink" in rel.reltype}
    assert links == {cited.url for cited in sample.citations}
    assert sample.coverage in text
    assert document.core_properties.created == sample.as_of


def test_the_same_report_is_the_same_bytes(sample: Report) -> None:
    assert render_docx(sample) == render_docx(sample)
    assert zipfile.ZipFile(io.BytesIO(render_docx(sample))).testzip() is None


@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="SKIPPED LOUDLY: no LibreOffice or pdftotext on the path, so nobody opened the document",
)
@pytest.mark.timeout(180)
def test_libreoffice_makes_a_pdf_of_it(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(render_docx(report()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "report.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=150)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], check=True, capture_output=True, text=True
    )
    for entry in report().entries:
        assert entry.title.split(",")[0][:20] in text.stdout
    assert "“President calls off" in text.stdout


def test_the_small_picture_is_a_png() -> None:
    row = (Cell(plain_face("open")), Cell(plain_face("failed"), changed=True, due=True))
    picture = course(row, 10)
    assert picture.startswith(b"\x89PNG\r\n\x1a\n") and picture.endswith(b"IEND\xaeB`\x82")
    start = picture.index(b"IDAT") + 4
    pixels = zlib.decompress(picture[start : picture.index(b"IEND") - 8])
    assert len(pixels) == HEIGHT * (1 + 20 * 3)
    middle = pixels[(HEIGHT // 2) * 61 + 1 :][:60]
    assert middle[:3] == bytes((207, 213, 221)) and middle[30:33] == bytes((194, 51, 75))
    assert middle[57:60] == bytes((31, 36, 43))


# The calendar


def events(calendar: bytes) -> list[dict[str, str]]:
    """A reader of calendars written from RFC 5545: unfolds, unescapes, checks line ends and lengths."""
    assert calendar.endswith(b"END:VCALENDAR\r\n") and b"\n" not in calendar.replace(b"\r\n", b"")
    assert max(map(len, calendar.split(b"\r\n"))) <= 75
    found: list[dict[str, str]] = []
    for line in calendar.decode().replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("END",):
            plain = re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m[1], m[1]), value)
            assert name not in found[-1] or not name
            found[-1] |= {name: plain} if name else {}
    return found


@pytest.mark.parametrize(
    ("due", "start", "end"),
    [
        (Due(latest=date(2013, 9, 4)), "20130904", "20130905"),
        (Due(date(2013, 9, 3), date(2013, 9, 4)), "20130903", "20130905"),
        (Due(date(2013, 1, 1), date(2013, 12, 31)), "20131231", "20140101"),
        (Due(date(2013, 9, 9), date(2013, 9, 4)), "20130904", "20130905"),
        (Due(earliest=date(2013, 9, 3)), None, None),
        (None, None, None),
    ],
)
def test_deadlines_become_days(due: Due | None, start: str | None, end: str | None) -> None:
    told = report(morning(items=(ItemView(item("treaty", "The treaty; signed, \\sealed", Kind.AGREEMENT, due)),)))
    found = events(render_ics((told,), AUTHORITY))
    assert [event["DTSTART;VALUE=DATE"] for event in found] == ([start] if start else [])
    if start:
        assert found[0]["DTEND;VALUE=DATE"] == end
        assert found[0]["SUMMARY"] == "○ The treaty; signed, \\sealed"
        assert found[0]["UID"].endswith(f"@{AUTHORITY}")


def test_a_calendar_of_hostile_items_has_only_our_lines() -> None:
    due = Due(latest=date(2013, 9, 4))
    views = tuple(replace(view, due=due) for view in hostile().items)
    found = events(render_ics((report(morning(items=views)),), AUTHORITY))
    assert len(found) == len(views)
    keys = {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "DESCRIPTION", "TRANSP"}
    assert all(set(event) == keys for event in found)
    assert len({event["UID"] for event in found}) == len(views)


# The feed


def test_the_feed_is_read_by_feedparser(sample: Report) -> None:
    feed = render_atom((sample,), AUTHORITY, "https://desk.example/changes.atom")
    read = feedparser.parse(io.BytesIO(feed))
    steps = sum(len(entry.steps) for entry in sample.entries)
    assert not read.bozo and read.version == "atom10"
    assert len(read.entries) == min(steps, 100)
    assert len({entry.id for entry in read.entries}) == len(read.entries)
    days = [entry.updated_parsed for entry in read.entries]
    assert days == sorted(days, reverse=True)
    assert SCRIPT not in feed.decode()


def test_the_feed_says_what_changed_and_why() -> None:
    first = feedparser.parse(io.BytesIO(render_atom((report(),), AUTHORITY))).entries
    summit = next(entry for entry in first if "Bilateral" in entry.title and "failed" in entry.title)
    assert summit.title.endswith("developing (scheduled) → failed")
    (told,) = summit.content
    assert told.type == "text/plain" and "two independent publishers" in told.value and "calls off" in told.value
    assert [link.href for link in summit.links] == ["https://news.example/bbc/11"]


# The folder


def test_the_site_s_links_lead_to_its_own_files() -> None:
    pages = dict(render_site((report(), replace(report(), slug="other")), AUTHORITY, "https://desk.example/site/"))
    index = lxml.html.fromstring(pages["index.html"])
    assert set(index.xpath("//@href")) <= set(pages)
    assert len(pages) == 3 + 2 * 4
    assert b"https://desk.example/site/reviews/other/changes.atom" in pages["reviews/other/changes.atom"]
    assert dict(render_site((report(),), AUTHORITY)) == dict(render_site((report(),), AUTHORITY))


def test_a_site_without_reviews_says_so() -> None:
    pages = dict(render_site((), AUTHORITY))
    assert b"No review is followed yet" in pages["index.html"]
    assert events(pages["deadlines.ics"]) == []
    assert not feedparser.parse(io.BytesIO(pages["changes.atom"])).bozo


# Alerts


def test_an_item_that_closes_gives_one_threaded_alert() -> None:
    made = alerts(morning())
    assert [alert.subject for alert in made] == ["✕ Bilateral summit of the two presidents in Moscow: failed"]
    assert alerts(morning()) == made and made[0].id != build(morning()).id
    fields, _ = plainmime.read(written(made[0]))
    thread = plainmime.value(fields, "References")
    assert re.fullmatch(r"<item\.[0-9a-f]{32}@desk\.example>", thread)
    assert plainmime.value(fields, "In-Reply-To") == thread != plainmime.value(fields, "Message-ID")
    assert plainmime.value(plainmime.read(written(replace(made[0], id="0" * 32)))[0], "References") == thread


def written(digest: Digest) -> bytes:
    people = {"sender": "f@desk.example", "recipient": digest.recipient}
    return compose(render(digest), digest, **people, list_id=AUTHORITY, unsubscribe=None, now=digest.as_of)

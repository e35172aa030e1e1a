"""What readers get, by the real command: the report, calendars, feeds and pages, who reads, who left, what was sent."""

from __future__ import annotations

import csv
import email
import email.policy
import io
import json
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import feedparser
import lxml.html
import pytest
import vobject
from docx import Document

from tests.e2e.home import SLUG, add_settings, copied, imported, prepared
from tests.newsroom.followup import Followup, program

AS_OF = "2013-08-08T05:00"
READERS = f"""
[[recipient]]
address = "analyst@desk.example"
policy = "always"

[[recipient]]
address = "boss@desk.example"
items = ["{SLUG}/moscow-summit"]
timezone = "Asia/Tokyo"
policy = "always"
alerts = true
"""
CANCELLED = [
    (source, day, title)
    for source, day, title in (
        ("bbc", "2013-08-07T12:00:00Z", "White House cancels the Moscow summit"),
        ("reuters", "2013-08-07T14:00:00Z", "Washington calls off the summit in Moscow, and the Kremlin regrets it"),
        ("nytimes", "2013-08-07T16:00:00Z", "Obama cancels his Moscow summit with Putin"),
    )
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    """A home whose summit was called off the day before; who changes anything takes a copy."""
    command = prepared(tmp_path_factory.mktemp("readers") / "home")
    add_settings(command, READERS)
    imported(command, CANCELLED)
    return command


@pytest.fixture
def command(home: Followup, tmp_path: Path) -> Followup:
    return copied(home, tmp_path / "home")


def output(command: Followup, *arguments: str) -> bytes:
    line = [program(), *arguments, "--as-of", AS_OF, "--home", str(command.home)]
    return subprocess.run(line, capture_output=True, timeout=60, check=True).stdout


def sent(command: Followup) -> Iterator[email.message.EmailMessage]:
    for path in sorted((command.home / "outbox").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert isinstance(message, email.message.EmailMessage)
        yield message


def addresses(command: Followup) -> list[str]:
    return sorted(str(message["To"]) for message in sent(command))


# The report


def test_the_report_in_its_forms(home: Followup, tmp_path: Path) -> None:
    text = output(home, "report", SLUG).decode()
    assert "White House cancels the Moscow summit" in text and "https://bbc.example/0" in text
    page = lxml.html.fromstring(output(home, "report", SLUG, "--format", "html"))
    assert "https://bbc.example/0" in set(page.xpath("//@href"))
    written = tmp_path / "report.docx"
    assert output(home, "report", SLUG, "--format", "docx", "--output", str(written)) == b""
    document = Document(str(written))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    titles = page.xpath("//h2/text()")
    assert headings[0] == "At a glance" and headings[-1] == "Sources" and len(headings) > 8
    assert {"At a glance", "Sources"} < set(headings) and len(titles) >= 2


# Calendar, feed, pages


def test_the_calendar_is_read_by_another_program(home: Followup) -> None:
    calendar = vobject.readOne(output(home, "export", "ics").decode())
    due = {
        row["title"]: row["due_latest"] for row in home.jsonl("export", "items", "--as-of", AS_OF) if row["due_latest"]
    }
    found = {str(event.summary.value)[2:]: event for event in calendar.vevent_list}
    assert set(found) == set(due) and len(due) >= 2
    for title, event in found.items():
        assert isinstance(event.dtstart.value, date) and event.dtstart.value <= event.dtend.value
        assert str(event.uid.value).endswith("@followup.localhost")
        assert due[title] < event.dtend.value.isoformat()


def test_the_feed_is_read_by_another_program(home: Followup) -> None:
    feed = feedparser.parse(io.BytesIO(output(home, "export", "atom", "--address", "https://desk.example/c.atom")))
    assert not feed.bozo and feed.version == "atom10" and feed.feed.language == "en"
    told = [entry for entry in feed.entries if entry.title.endswith("→ failed")]
    assert len(told) == 1
    assert "https://bbc.example/0" in {link.href for link in told[0].links}


def test_the_folder_of_pages_holds_all_that_it_links(home: Followup, tmp_path: Path) -> None:
    output(home, "export", "site", str(tmp_path / "site"), "--address", "https://desk.example/f")
    site = tmp_path / "site"
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for name in pages:
        if name.endswith(".html"):
            links = lxml.html.fromstring((site / name).read_bytes()).xpath("//@href")
            own = {link for link in links if not link.startswith(("http", "#"))}
            assert {(site / name).parent.joinpath(link).resolve().relative_to(site).as_posix() for link in own} <= pages
    rows = list(csv.DictReader(io.StringIO((site / "data" / "states.csv").read_text(encoding="utf-8"))))
    lines = [json.loads(line) for line in (site / "data" / "states.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == len(lines) > 0
    assert [row["item"] for row in rows] == [line["item"] for line in lines]
    assert vobject.readOne((site / "deadlines.ics").read_text(encoding="utf-8"))
    assert not feedparser.parse(io.BytesIO((site / "changes.atom").read_bytes())).bozo


def test_decisions_come_as_rows(command: Followup) -> None:
    command.call("decide", "moscow-summit", "void", "--because", "=wrong premise", "--as-of", "2013-08-08T04:00")
    (row,) = csv.DictReader(io.StringIO(output(command, "export", "decisions", "--format", "csv").decode()))
    assert (row["item"], row["said"], row["because"]) == (f"{SLUG}/moscow-summit", "void", "'=wrong premise")


def test_a_site_needs_a_directory(home: Followup) -> None:
    assert home.call("export", "site", accept=(2,)) == ""


# Who reads


def test_each_reader_gets_his_own_items_in_his_own_time(command: Followup) -> None:
    command.call("digest", "--send", "--as-of", AS_OF)
    analyst, boss = sorted(sent(command), key=lambda message: str(message["To"]))
    texts = [str(message.get_body(("plain",)).get_content()) for message in (analyst, boss)]  # type: ignore[union-attr]
    assert "Quiet" not in texts[1] and "QUIET" in texts[0]
    assert "2013, 05:00 UTC" in texts[0] and "2013, 14:00" in texts[1]
    listed = {row["address"]: row for row in command.json("recipients", "list")}
    assert listed["boss@desk.example"]["zone"] == "Asia/Tokyo"
    assert listed["boss@desk.example"]["follows"] == f"{SLUG}/moscow-summit"
    assert listed["analyst@desk.example"]["last"].startswith(AS_OF)


def test_an_alert_reaches_who_asked_for_alerts_once(command: Followup) -> None:
    for moment in (AS_OF, "2013-08-08T06:00"):
        command.call("digest", "--alerts", "--send", "--as-of", moment)
    (alert,) = sent(command)
    assert alert["To"] == "boss@desk.example" and alert["References"] and "failed" in alert["Subject"]
    command.call("digest", "--send", "--as-of", "2013-08-08T07:00")
    digests = [message for message in sent(command) if not message["References"]]
    assert addresses(command) == ["analyst@desk.example", "boss@desk.example", "boss@desk.example"]
    assert all("1 closed" in message["Subject"] for message in digests), "the alert takes nothing from the digest"


def test_leaving_by_the_way_that_the_mail_names(command: Followup) -> None:
    add_settings(command, "", unsubscribe="https://desk.example/leave/{token}")
    command.call("digest", "--send", "--as-of", "2013-07-01")
    by_reader = {str(message["To"]): message for message in sent(command)}
    ways = [way.strip(" <>") for way in str(by_reader["boss@desk.example"]["List-Unsubscribe"]).split(",")]
    assert by_reader["boss@desk.example"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = next(way for way in ways if way.startswith("https")).rsplit("/", 1)[1]
    assert token not in str(by_reader["analyst@desk.example"]["List-Unsubscribe"])
    subject = next(way for way in ways if way.startswith("mailto")).partition("subject=")[2].replace("%20", " ")
    mail = f"From: somebody@else.example\r\nSubject: Re: {subject}\r\n\r\nplease\r\n".encode()
    line = [program(), "recipients", "stop", "--mail", "--home", str(command.home)]
    done = subprocess.run(line, input=mail, capture_output=True, timeout=60, check=True)
    assert done.stdout == b"boss@desk.example gets nothing more\n"
    command.call("digest", "--send", "--as-of", "2013-07-02")
    assert addresses(command) == ["analyst@desk.example", "analyst@desk.example", "boss@desk.example"]
    assert [row["policy"] for row in command.json("recipients", "list")] == ["always", "unsubscribed"]
    command.call("recipients", "resume", "BOSS@desk.example")
    assert command.json("recipients", "list")[1]["policy"] == "always"
    assert command.call("recipients", "stop", token).startswith("boss@desk.example")


def test_a_forged_mail_unsubscribes_nobody(command: Followup) -> None:
    line = [program(), "recipients", "stop", "--mail", "--home", str(command.home)]
    for subject in ("unsubscribe", "unsubscribe followup.localhost " + "0" * 32):
        mail = f"From: boss@desk.example\r\nSubject: {subject}\r\n\r\n".encode()
        assert subprocess.run(line, input=mail, capture_output=True, timeout=60, check=False).returncode == 2


def test_a_wish_that_nothing_can_meet_is_told(command: Followup) -> None:
    add_settings(command, '\n[[recipient]]\naddress = "lost@desk.example"\nitems = ["no-review/no-item"]\n')
    line = [program(), "digest", "--send", "--as-of", "2013-07-01", "--home", str(command.home)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 78
    assert "recipient lost@desk.example: no item 'no-review/no-item' is followed" in done.stderr
    assert addresses(command) == ["analyst@desk.example", "boss@desk.example"]


# What was sent


def test_the_outbox_shows_what_was_sent_and_sends_again_when_told(command: Followup) -> None:
    command.call("digest", "--send", "--as-of", "2013-07-01")
    rows = command.json("outbox", "list")
    assert [(row["recipient"], row["state"]) for row in rows] == [
        ("analyst@desk.example", "sent"),
        ("boss@desk.example", "sent"),
    ]
    message = output(command, "outbox", "show", str(rows[0]["id"]))
    (file,) = (command.home / "outbox").glob("*analyst*.eml")
    assert file.read_bytes() == message
    file.unlink()
    assert "goes out with the next" in command.call("outbox", "again", str(rows[0]["id"]))
    assert [row["id"] for row in command.json("outbox", "list", "--state", "ready")] == [rows[0]["id"]]
    command.call("digest", "--send", "--as-of", "2013-07-01")
    assert file.read_bytes() == message
    assert command.call("outbox", "show", "999", accept=(2,)) == ""

"""Every digest that was mailed can be made again, byte for byte, whatever was learnt, judged and decided since."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.cli.program import run_program
from tests.e2e.home import SLUG, add_settings, imported, prepared
from tests.newsroom.followup import Followup

MORNINGS = ("2013-07-20T05:00", "2013-08-08T05:00", "2013-08-10T05:00:07")
READERS = f"""
[[recipient]]
address = "analyst@desk.example"
policy = "always"

[[recipient]]
address = "boss@desk.example"
items = ["{SLUG}/moscow-summit", "{SLUG}/two-plus-two"]
timezone = "America/New_York"
alerts = true

[[recipient]]
address = "quiet@desk.example"
policy = "weekly"
timezone = "Asia/Kolkata"
"""
NEWS = [
    ("bbc", "2013-07-19T10:00:00Z", "Foreign ministers of Russia and America speak by telephone"),
    ("bbc", "2013-08-07T12:00:00Z", "White House cancels the Moscow summit"),
    ("reuters", "2013-08-07T14:00:00Z", "Washington calls off the summit in Moscow, and the Kremlin regrets it"),
    ("nytimes", "2013-08-07T16:00:00Z", "Obama cancels his Moscow summit with Putin"),
    ("reuters", "2013-08-09T16:00:00Z", "Kerry and Hagel meet Lavrov and Shoigu for two-plus-two talks in Washington"),
    ("bbc", "2013-08-09T18:00:00Z", "Russian and US foreign and defence ministers hold talks in Washington"),
]
LATER = [
    ("reuters", "2013-08-11T09:00:00Z", "Obama and Putin agree to hold a new summit in Moscow"),
    ("nytimes", "2013-08-12T09:00:00Z", "Ministers meet again for two-plus-two talks"),
]


def called(command: Followup, *arguments: str) -> None:
    """The command in this process: two dozen of them would each take a second to start."""
    assert run_program([*arguments, "--home", str(command.home)]) == 0, arguments


@pytest.mark.timeout(400)
def test_what_was_mailed_is_made_again_and_previewed_for_any_reader(tmp_path: Path) -> None:
    command = prepared(tmp_path / "home")
    add_settings(command, READERS, timezone="Europe/Berlin", unsubscribe="https://desk.example/{token}")
    imported(command, NEWS)
    for moment in MORNINGS:
        called(command, "digest", "--alerts", "--send", "--as-of", moment)
        called(command, "digest", "--send", "--as-of", moment)
    sent = command.json("outbox", "list")
    assert {row["recipient"] for row in sent} == {f"{name}@desk.example" for name in ("analyst", "boss", "quiet")}
    assert len(sent) >= 7 and {row["kind"] for row in sent} == {"digest", "alert"}
    _live_on(command)
    for row in sent:
        path = tmp_path / "again.eml"
        kind = ("--alerts",) if row["kind"] == "alert" else ()
        called(command, "digest", *kind, "--for", row["recipient"], "--as-of", row["as_of"], "--to-file", str(path))
        mailed = (command.home / "outbox").glob(f"*-{row['recipient']}-*.eml")
        assert path.read_bytes() in [mail.read_bytes() for mail in mailed], (
            row["recipient"],
            row["as_of"],
            row["kind"],
        )


def _live_on(command: Followup) -> None:
    """More news, an answer, a decision, digests of later days."""
    called(command, "judge", "https://nytimes.example/3", f"{SLUG}/moscow-summit", "no", "--as-of", "2013-08-11T06:00")
    called(command, "decide", f"{SLUG}/two-plus-two", "failed", "--because", "no result", "--as-of", "2013-08-11T07:00")
    imported(command, LATER)
    called(command, "digest", "--send", "--as-of", "2013-08-13T05:00")
    assert command.json("outbox", "list")[-1]["as_of"].startswith("2013-08-13")

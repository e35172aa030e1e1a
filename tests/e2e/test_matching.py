"""Matching as an analyst meets it: what is asked, why a pair matches, names proposed and accepted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.home import SLUG, prepared
from tests.newsroom.followup import Followup

ITEM = "moscow-summit"
REPORTS = [
    "Moscow summit of Putin and Obama planned with the Ostrov Accord on the table",
    "Ostrov Accord to be signed at the Moscow summit of Obama and Putin",
    "Obama and Putin prepare their Moscow summit in September",
    "Putin expects Obama at the Moscow summit in September",
    "Moscow summit between Obama and Putin will go on, says adviser",
]


@pytest.fixture
def command(tmp_path: Path) -> Followup:
    command = prepared(tmp_path / "home")
    lines = [
        json.dumps(
            {
                "external_id": f"r{number}",
                "source": "paper",
                "url": f"https://paper.example/{number}",
                "title": title,
                "summary": "",
                "published": f"2013-07-0{number + 1}",
            }
        )
        for number, title in enumerate(REPORTS)
    ]
    records = tmp_path / "records.jsonl"
    records.write_text("\n".join(lines), encoding="utf-8")
    command.call("articles", "import", str(records))
    command.call("retrack", "--as-of", "2013-07-10")
    return command


def asked(command: Followup, as_of: str) -> list[str]:
    told = command.call("digest", "--print", "--since", "2013-06-25", "--as-of", as_of)
    return [f"r{number}" for number in range(len(REPORTS)) if f"judge https://paper.example/{number} " in told]


@pytest.mark.timeout(300)
def test_first_alerts_are_asked_a_pair_is_explained_and_names_are_taken_up_when_accepted(command: Followup) -> None:
    told = command.call("explain", ITEM, "r3", "--as-of", "2013-07-10")
    assert "compared: " in told and "role: its subject" in told
    assert "no signal: nothing in it says what became of the item" in told
    assert "a person's word: nobody was asked" in told
    answered: set[str] = set()
    for _ in range(3):  # a digest asks once an item
        (record,) = asked(command, "2013-07-10")
        command.call("judge", record, ITEM, "yes", "--as-of", "2013-07-10")
        answered.add(record)
    assert answered == {"r0", "r1", "r2"}
    assert asked(command, "2013-07-11") == []
    found = command.jsonl("items", "alias", ITEM, "--as-of", "2013-07-12")
    assert {"item": f"{SLUG}/{ITEM}", "term": "Ostrov Accord", "articles": 2} in found
    command.call("items", "alias", ITEM, "--accept", "Ostrov Accord", "--as-of", "2013-07-12")
    kept = next(row for row in command.json("items", "list") if row["key"] == ITEM)
    assert "Ostrov Accord" in kept["terms"]

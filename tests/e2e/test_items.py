"""The analyst's hand: items added, edited and closed by the real command, and a review that is read again."""

from __future__ import annotations

import resource
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom.followup import Followup, program
from tests.reviews.containers import long_review

SLUG = "harbour"
REVIEW = """The harbour scheme

Posted 4 March 2020

The port authority will publish its figures by 30 June. The minister promised a reply within two weeks.

The unions meet on 12 May. The council is to decide on the crane in April.

Sources: Reuters, Gull Gazette
"""


@pytest.fixture
def command(tmp_path: Path) -> Followup:
    made = Followup(tmp_path / "home", {})
    made.call("init", str(made.home))
    add(made, tmp_path, REVIEW)
    return made


def add(command: Followup, folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    file = folder / "review.txt"
    file.write_text(text, encoding="utf-8")
    return ran(command, "review", "add", str(file), *(arguments or ("--slug", SLUG)))


def ran(command: Followup, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [program(), *arguments, "--home", str(command.home)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    return done


def path_of(command: Followup) -> Path:
    return command.home / "reviews" / f"{SLUG}.toml"


def table(command: Followup, key: str) -> dict[str, Any]:
    """The item's table as it stands in the file."""
    items = tomllib.loads(path_of(command).read_text(encoding="utf-8"))["item"]
    return next(item for item in items if item["key"] == key)


def key_with(command: Followup, words: str) -> str:
    return next(item["key"] for item in command.json("items", "list") if words in item["quote"])


def test_an_item_added_by_hand_has_key_terms_and_a_date_in_words(command: Followup) -> None:
    command.call("items", "add", SLUG, "Ferry line to Oslo opens", "--due", "by the end of May", "--kind", "event",
                 "--actor", "Blue Line", "--term", "Oslo ferry", "--criterion", "The first ferry sails.",
                 "--polarity", "-1", "--expectation", "--key", "oslo-ferry")  # fmt: skip
    item = command.json("items", "show", "oslo-ferry")
    assert (item["kind"], item["polarity"], item["commitment"]) == ("event", -1, False)
    assert (item["due"]["latest"], item["due"]["text"]) == ("2020-05-31", "the end of May")
    assert (item["actors"], item["terms"]) == (["Blue Line"], ["Oslo ferry"])
    assert f"{SLUG}/oslo-ferry" in [row["item"] for row in command.json("items", "list")]
    said = command.call("items", "add", SLUG, "Strike at the grain terminal")
    assert f"added {SLUG}/strike-grain-terminal" in said
    assert "grain terminal" in table(command, "strike-grain-terminal")["terms"]


def test_an_edit_changes_what_is_named_and_nothing_else(command: Followup) -> None:
    key, path = key_with(command, "figures"), path_of(command)
    path.write_text(path.read_text(encoding="utf-8") + "# mine: ask Ann about the crane\n", encoding="utf-8")
    before, others = table(command, key), path.read_text(encoding="utf-8").count("[[item]]")
    command.call("items", "edit", key, "--title", "Port figures out", "--term", "harbour accounts", "--due",
                 "2020-06-01 to 2020-07-15", "--drop", before["terms"][0])  # fmt: skip
    after, text = table(command, key), path.read_text(encoding="utf-8")
    assert after["title"] == "Port figures out"
    assert [str(after["due"][end]) for end in ("earliest", "latest")] == ["2020-06-01", "2020-07-15"]
    assert after["terms"] == [*before["terms"][1:], "harbour accounts"]
    assert {name: after[name] for name in ("key", "kind", "criterion", "quote", "span")} == {
        name: before[name] for name in ("key", "kind", "criterion", "quote", "span")
    }
    assert "# mine: ask Ann about the crane" in text
    assert text.startswith("# Proposed from the review's text.")
    assert text.count("[[item]]") == others
    command.call("items", "edit", key, "--due", "none")
    assert "due" not in table(command, key)


def test_a_closed_item_leaves_the_list_and_comes_back(command: Followup) -> None:
    key = key_with(command, "unions")
    assert command.call("items", "close", key) == f"closed {SLUG}/{key}\n"
    assert key not in [row["key"] for row in command.json("items", "list")]
    rows = {row["key"]: row["closed"] for row in command.json("items", "list", "--all")}
    assert [row for row, closed in rows.items() if closed] == [key]
    listed = command.call("items", "list", "--all")
    assert "closed" in listed.partition("─")[0]
    command.call("items", "edit", key, "--reopen")
    assert key in [row["key"] for row in command.json("items", "list")]


def test_an_item_is_shown_with_its_date_as_written_and_as_read(command: Followup) -> None:
    shown = " ".join(command.call("items", "show", key_with(command, "crane")).split())
    for line in ("2020-04-01 to 2020-04-30", "as written April", "precision month",
                 "it is expected to happen", "somebody's commitment", "characters "):  # fmt: skip
        assert line in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("add", "nowhere", "A title"), 2, "no review 'nowhere'"),
        (("add", SLUG, "A title", "--key", "No Key"), 2, "'No Key': is no key"),
        (("add", SLUG, "A title", "--due", "soon"), 2, "'soon': no date can be read in it"),
        (("add", SLUG, "A title", "--due", "32 May 2026"), 2, "'32 May 2026': no date can be read in it"),
        (("add", SLUG, ""), 78, "title"),
        (("add", SLUG, "A title", "--term", "x" * 300), 78, "terms"),
        (("edit", "nothing", "--title", "x"), 2, "no item 'nothing'"),
        (("close", "nothing"), 2, "no item 'nothing'"),
        (("show", "nothing"), 2, "no item 'nothing'"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    command: Followup, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = path_of(command).read_bytes()
    done = ran(command, "items", *arguments)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
    assert path_of(command).read_bytes() == before


def test_a_changed_text_touches_no_edit_and_tells_what_is_new(command: Followup, tmp_path: Path) -> None:
    key = key_with(command, "figures")
    command.call("items", "edit", key, "--title", "My own title", "--term", "harbour accounts")
    before = path_of(command).read_bytes()
    changed = REVIEW.replace("The unions meet on 12 May.", "The mayor will open the pier in July.")
    done = add(command, tmp_path, changed)
    assert path_of(command).read_bytes() == before
    assert "its items stay as they are" in done.stdout
    marks = [line.split()[0] for line in done.stdout.splitlines()[1:-1]]
    assert sorted(marks) == ["+", "-", "~"]
    assert "My own title -> " in done.stdout
    assert "'Gull Gazette' is in no configuration" in done.stderr


def test_a_new_heading_makes_no_second_review(command: Followup, tmp_path: Path) -> None:
    done = add(command, tmp_path, REVIEW.replace("The harbour scheme", "Another heading"), "--date", "2020-03-04")
    assert f"review {SLUG!r} is on the shelf" in done.stdout
    assert len(command.json("review", "list")) == 1


def test_a_key_that_a_changed_text_would_rename_is_told(command: Followup, tmp_path: Path) -> None:
    path, key = path_of(command), key_with(command, "figures")
    path.write_text(path.read_text(encoding="utf-8").replace(f'key = "{key}"', 'key = "my-key"'), encoding="utf-8")
    renamed = ran(command, "items", "sync")
    assert f"{SLUG}/{key} is now 'my-key'" in renamed.stderr
    assert "give it its old key back" in renamed.stderr
    again = add(command, tmp_path, REVIEW)
    assert f"the text would now call {SLUG}/my-key {key!r}; the kept key stays" in again.stderr


def test_a_review_of_three_thousand_words_takes_under_five_seconds(tmp_path: Path) -> None:
    """Of processor time, start-up and all: the wall's clock depends on who else works."""
    file = tmp_path / "long.txt"
    file.write_text(long_review(), encoding="utf-8")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    proposal = Followup(tmp_path / "none", {}).json("review", "add", str(file), "--dry-run", "--date", "2026-03-06")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5
    assert len(proposal["items"]) > 20

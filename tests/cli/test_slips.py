"""Slips of the hand at the command line: each is told, and none is taken for something else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from monitor.cli.program import program
from tests.e2e.home import SLUG, Inside, prepared
from tests.newsroom.followup import Followup

OTHER = '[review]\nslug = "harbour"\ntitle = "Harbour"\ndate = 2026-03-01\n'
ITEM = '[[item]]\nkey = "bridge"\ntitle = "The bridge is to open"\nkind = "event"\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    return prepared(tmp_path_factory.mktemp("made") / "home")


@pytest.fixture
def home(made: Followup, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.home, tmp_path / "home"))


def heard(home: Path, *arguments: str) -> str:
    """What a command says on stderr."""
    return CliRunner().invoke(program, [*arguments, "--home", str(home)], env={"NO_COLOR": "1"}).stderr


def second(home: Path) -> Inside:
    """The home with another review, which cites no source."""
    (home / "reviews" / "harbour.toml").write_text(OTHER + ITEM, encoding="utf-8")
    inside = Inside(home)
    inside("items", "sync")
    return inside


@pytest.mark.parametrize("term,warned", [("the", True), ("of the", True), ("harbour", False), ("the harbour", False)])
def test_a_term_that_stands_everywhere_is_warned_of(home: Path, term: str, warned: bool) -> None:
    said = heard(home, "items", "add", SLUG, "Ferry line to Oslo opens", "--term", term)
    assert (f"warning: {term!r} stands in nearly every report" in said) is warned
    if warned:
        word = term if " " not in term else f"'{term}'"
        assert f"followup items edit {SLUG}/ferry-line-oslo-opens --drop {word}" in said


@pytest.mark.parametrize("command", [("status",), ("digest", "--print")])
def test_a_day_to_come_has_brought_nothing(home: Path, command: tuple[str, ...]) -> None:
    told = "2013-09-03 is still to come (now is 2013-08-31 23:59 UTC): nothing can be new after it"
    for day, said in (("2013-09-03", True), ("2013-08-30", False)):
        assert (told in heard(home, *command, "--since", day, "--as-of", "2013-08-31")) is said


def test_the_only_review_is_shown_and_of_several_their_names(home: Path) -> None:
    inside = Inside(home)
    assert inside("review", "show") == inside("review", "show", SLUG)
    second(home)
    assert f"which one? harbour, {SLUG}" in heard(home, "review", "show")
    for path in (home / "reviews").glob("*.toml"):
        path.unlink()
    assert "no review is on the shelf" in inside("review", "show", accept=2)


def test_keys_are_whole_where_there_are_several_reviews(home: Path) -> None:
    inside, long = second(home), "second-bridge-of-the-harbour-after-the-first-one"
    inside("items", "add", "harbour", "Another bridge", "--key", long)
    listed = inside("items", "list")
    assert f"\n {long} " in listed
    assert listed.index("harbour/") < listed.index(f"{SLUG}/")


def test_a_review_without_sources_has_nothing_to_be_filled_from(home: Path) -> None:
    inside = second(home)
    said = inside("backfill", "harbour", "--plan", accept=2)
    assert said.startswith("review 'harbour' cites no source: name some as sources = [...] under [review]")
    assert inside("backfill", "--from", "2026-03-01", accept=2) == "name a review, or sources by --source"


@pytest.mark.parametrize("given,written", [("a/d", "a/d.eml"), ("a/d.txt", "a/d.txt")])
def test_a_message_gets_its_ending(home: Path, tmp_path: Path, given: str, written: str) -> None:
    Inside(home)("digest", "--as-of", "2013-07-01", "--to-file", str(tmp_path / given))
    assert [path.relative_to(tmp_path) for path in (tmp_path / "a").iterdir()] == [Path(written)]

"""The real command, as a person or cron calls it: outputs, exit codes, bad input."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.home import SLUG, prepared
from tests.newsroom.followup import Followup, program
from tests.shared import ROOT

TEXT = ROOT / "config" / "demo" / f"{SLUG}.txt"
RECORD = {
    "external_id": "x1",
    "source": "gazette",
    "url": "https://gazette.example/1",
    "title": "White House cancels the Moscow summit",
    "summary": "",
    "published": "2013-08-07",
}


@pytest.fixture
def command(tmp_path: Path) -> Followup:
    return prepared(tmp_path / "home")


def failed(command: Followup, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [program(), *arguments, "--home", str(command.home)], capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_dry_run_prints_the_proposal_and_needs_no_home(tmp_path: Path) -> None:
    command = Followup(tmp_path / "none", {})
    proposal = command.json("review", "add", str(TEXT), "--date", "2013-06-18", "--dry-run")
    assert set(proposal) == {"review", "items", "warnings"}
    assert sorted(proposal["review"]["sources"]) == ["bbc", "bloomberg", "nytimes", "reuters"]
    text = TEXT.read_text(encoding="utf-8")
    for item in proposal["items"]:
        start, end = item["span"]
        assert text[start:end] == item["quote"]
    assert not (tmp_path / "none").exists()


def test_a_second_add_touches_nothing(command: Followup) -> None:
    path = command.home / "reviews" / f"{SLUG}.toml"
    before = path.read_bytes()
    said = command.call("review", "add", str(TEXT), "--date", "2013-06-18", "--slug", SLUG)
    assert "its items stay as they are" in said
    assert path.read_bytes() == before


def test_an_edit_is_taken_in_and_a_deleted_item_is_closed(command: Followup) -> None:
    path = command.home / "reviews" / f"{SLUG}.toml"
    text = path.read_text(encoding="utf-8")
    cut = text[: text.rindex("[[item]]")]
    path.write_text(cut, encoding="utf-8")
    assert "1 closed" in command.call("items", "sync")
    assert len(command.json("items", "list")) == cut.count("[[item]]")


@pytest.mark.parametrize(
    "edit,line,words",
    [
        (("kind = ", "kidn = "), True, "item[1].kidn: unknown key; did you mean 'kind'?"),
        (("[review]", "[review"), False, "not TOML"),
    ],
)
def test_a_broken_review_names_file_line_and_key(
    command: Followup, edit: tuple[str, str], line: bool, words: str
) -> None:
    path = command.home / "reviews" / f"{SLUG}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(*edit, 1), encoding="utf-8")
    code, said = failed(command, "items", "sync")
    assert code == 78
    assert words in said
    assert f"{path}:" in said if line else str(path) in said


@pytest.mark.parametrize(
    "arguments,code",
    [
        (("status", "--as-of", "yesterday"), 2),
        (("explain", "no-such-item"), 2),
        (("run", "--source", "no-such-source"), 2),
        (("articles", "import", "/no/such/file.jsonl"), 2),
        (("review", "add", "/no/such/file.txt"), 2),
        (("digest", "--send"), 78),
    ],
)
def test_exit_codes(command: Followup, arguments: tuple[str, ...], code: int) -> None:
    found, said = failed(command, *arguments)
    assert found == code
    assert said.strip()


def test_without_a_home_the_way_to_one_is_told(tmp_path: Path) -> None:
    code, said = failed(Followup(tmp_path / "nowhere", {}), "status")
    assert code == 78
    assert "followup init" in said


def test_bad_lines_are_told_by_number_and_the_good_ones_come_in(command: Followup, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    bad = ["{", "[]", json.dumps({**RECORD, "title": ""}), json.dumps({**RECORD, "published": "soon"}), "\ud800"[:0]]
    file.write_text("\n".join([json.dumps(RECORD), *bad]), encoding="utf-8")
    done = subprocess.run(
        [program(), "articles", "import", str(file), "--home", str(command.home)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("1 new")
    for number in range(2, 6):
        assert f"records.jsonl:{number}: " in done.stderr
    assert command.call("articles", "import", str(file)).startswith("0 new, 0 revised, 1 known")


def test_as_of_shows_what_was_known_then(command: Followup, tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    others = [{**RECORD, "external_id": f"y{n}", "source": source, "url": f"https://{source}.example/{n}"}
              for n, source in enumerate(("herald", "courier"))]  # fmt: skip
    file.write_text("\n".join(json.dumps(record) for record in [RECORD, *others]), encoding="utf-8")
    command.call("articles", "import", str(file))
    command.call("retrack", "--as-of", "2014-01-01")

    def state(day: str) -> str:
        items = command.json("status", "--as-of", day)["items"]
        return next(item["headline"] for item in items if item["item"].endswith("/moscow-summit"))

    assert state("2013-08-06") == "open"
    assert state("2013-08-07") == "failed"
    assert state("2013-12-31") == "failed"
    why = command.call("explain", "moscow-summit", "--as-of", "2013-08-07")
    assert "«cancels»" in why
    assert "rule failed" in why


def test_a_persons_word_outranks_the_machine_and_can_be_undone(command: Followup) -> None:
    command.call("decide", "moscow-summit", "void", "--because", "wrong premise", "--as-of", "2013-07-01")
    row = command.json("status", "--as-of", "2013-07-02")["items"][0]
    assert (row["headline"], row["rule"]) == ("void", "person")
    assert re.fullmatch(r"Decided by \S.*: wrong premise\.", row["sentence"])
    later = command.json("status", "--as-of", "2013-12-01")["items"][0]
    assert (later["as_of"], later["flags"]) == ("2013-07-01", ["pinned"])
    command.call("undo", "moscow-summit", "--as-of", "2013-07-03")
    assert command.json("status", "--as-of", "2013-07-04")["items"][0]["headline"] == "open"
    assert command.json("status", "--as-of", "2013-07-02")["items"][0]["headline"] == "void"


def test_a_digest_is_the_same_bytes_again(command: Followup, tmp_path: Path) -> None:
    for name in ("one", "two"):
        command.call("digest", "--as-of", "2013-07-01", "--to-file", str(tmp_path / f"{name}.eml"))
    assert (tmp_path / "one.eml").read_bytes() == (tmp_path / "two.eml").read_bytes()


def test_a_digest_goes_out_once(command: Followup) -> None:
    settings = command.home / "monitor.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + '\n[[recipient]]\naddress = "a@example.org"\npolicy = "always"\n', encoding="utf-8")
    for _ in range(2):
        command.call("digest", "--send", "--as-of", "2013-07-01")
    assert len([path for path in (command.home / "outbox").rglob("*") if path.is_file()]) == 1


def test_backup_check_and_upgrade(command: Followup, tmp_path: Path) -> None:
    command.call("db", "check")
    command.call("db", "backup", str(tmp_path / "copy.db"))
    assert (tmp_path / "copy.db").stat().st_size > 0
    assert "up to date" in command.call("db", "upgrade")

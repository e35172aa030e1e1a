"""What was known on a day stays what was known on it, bit for bit: later reports, backfills, decisions rewrite nothing.

The commands run in this process, through the same group that the console script calls.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.domain.model import Origin, RawArticle
from monitor.store import SqlStore
from tests.e2e.home import Inside
from tests.eval_labels import agreement
from tests.eval_timelines import TIMELINES, read_records

TIMELINE = TIMELINES / "dev" / "microsoft-activision"
THEN, NOW = "2023-01-31", "2023-12-31"
LOOKS = (
    ("status", "--format", "json"),
    ("status", "--since", "2022-06-30"),
    ("explain", "cma", "--format", "json"),
    ("explain", "closing"),
    ("export", "states"),
    ("export", "evidence"),
    ("export", "matches", "--all"),
    ("export", "articles"),
    ("export", "decisions"),
    ("digest", "--print", "--since", "2022-06-30"),
)


def looks(commands: Inside, day: str) -> list[str]:
    return [commands(*look, "--as-of", day) for look in LOOKS]


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Inside:
    """The reports up to a day of January 2023, tracked as of that day."""
    folder = tmp_path_factory.mktemp("as_of")
    found = Inside(folder / "home")
    found("init", str(found.home))
    shutil.copy(TIMELINE / "items.toml", found.home / "reviews")
    found("items", "sync")
    found("articles", "import", str(records(folder / "first.jsonl", until=THEN)))
    found("retrack", "--as-of", THEN)
    return found


def records(path: Path, *, after: str = "", until: str = "9999") -> Path:
    lines, _ = read_records(TIMELINE / "records.tsv")
    kept = [line for line in lines.splitlines() if after < json.loads(line)["published"] <= until]
    path.write_text("\n".join(kept), encoding="utf-8")
    return path


def test_a_day_of_the_past_is_told_again_bit_for_bit(commands: Inside) -> None:
    before = looks(commands, THEN)
    commands("articles", "import", str(records(commands.home.parent / "rest.jsonl", after=THEN)))
    with SqlStore(commands.home / "followup.db") as store:
        late = RawArticle(
            "bbc", "https://bbc.example/late", "CMA blocks Microsoft's takeover of Activision", "From the archive.",
            published=datetime(2022, 11, 1, 9, tzinfo=UTC), published_from="import", external_id="late",
        )  # fmt: skip
        store.import_articles([late], Origin.BACKFILLED, datetime(2023, 12, 1, tzinfo=UTC))
    commands("retrack", "--as-of", NOW)
    commands("decide", "cma", "void", "--because", "wrong premise", "--as-of", NOW)
    assert looks(commands, THEN) == before
    assert looks(commands, NOW) != before
    late_rows = [row for row in commands("export", "evidence", "--as-of", NOW).splitlines() if '"late"' in row]
    assert {json.loads(row)["backfilled"] for row in late_rows} == {True}


def test_since_says_each_change_with_its_reason(commands: Inside) -> None:
    rows = json.loads(commands("status", "--since", "2022-06-30", "--as-of", THEN, "--format", "json"))["items"]
    (cma,) = [row for row in rows if row["item"].endswith("/cma")]
    assert (cma["before"], cma["state"]) == ("open", "developing")
    assert [(c["as_of"], c["rule"]) for c in cma["changes"]] == [("2022-07-06", "moving"), ("2022-07-27", "gap")]
    assert "It moves" in cma["changes"][0]["sentence"]
    assert "2022-07-06 developing: It moves" in " ".join(
        commands("status", "--since", "2022-06-30", "--as-of", THEN).split()
    )


def test_decisions_are_labels_and_can_be_pinned_and_taken_back(commands: Inside) -> None:
    commands("decide", "shareholders", "done", "--because", "minutes", "--as-of", "2022-05-10")
    commands("judge", "T001", "cma", "no", "--as-of", NOW)
    rows = [json.loads(row) for row in commands("export", "decisions", "--as-of", NOW).splitlines()]
    said = {(row["item"].split("/")[1], row["said"], row["machine"]) for row in rows}
    assert {("shareholders", "done", "done"), ("cma", "no match", "no match")} <= said
    assert agreement(rows)["done"] == (1, 1)
    commands("undo", "shareholders", "--as-of", "2022-05-11")
    commands("pin", "closing", "--because", "enough", "--as-of", "2022-05-10")
    assert "pinned" in json.loads(commands("explain", "closing", "--as-of", NOW, "--format", "json"))["change"]["flags"]
    rows = [json.loads(row) for row in commands("export", "decisions", "--as-of", NOW).splitlines()]
    assert ("closing", "developing") in {(row["item"].split("/")[1], row["said"]) for row in rows}
    assert "shareholders" not in {row["item"].split("/")[1] for row in rows}
    commands("undo", "closing", "--as-of", NOW)
    again = json.loads(commands("explain", "closing", "--as-of", NOW, "--format", "json"))["change"]
    assert "pinned" not in again["flags"]

"""`kill -9` at any moment of a run, then a run: the same content as an undisturbed run."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.domain.model import Drop
from tests.e2e.home import add_settings, content, copied, prepared, started
from tests.fakeweb import FakeWeb
from tests.newsroom.entries import read_entries
from tests.newsroom.followup import Followup
from tests.newsroom.newsroom import Newsroom

AS_OF = "2013-08-09T20:00"
_CHANCE = random.Random(2013)
SHARES = [_CHANCE.uniform(0.05, 1.0) for _ in range(10)]


@pytest.fixture(scope="module")
def web() -> Iterator[FakeWeb]:
    newsroom = Newsroom(read_entries())
    newsroom.now = datetime(2013, 8, 9, 20, tzinfo=UTC)
    with FakeWeb(newsroom.respond) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def fresh(web: FakeWeb, tmp_path_factory: pytest.TempPathFactory) -> Followup:
    """A home that has read nothing yet, to be copied."""
    return prepared(tmp_path_factory.mktemp("fresh") / "home", web.environment())


@pytest.fixture(scope="module")
def undisturbed(fresh: Followup, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], float]:
    command = copied(fresh, tmp_path_factory.mktemp("calm") / "home")
    begun = time.perf_counter()
    assert command.json("run", "--as-of", AS_OF)["troubles"] == []
    return content(command, AS_OF), time.perf_counter() - begun


@pytest.mark.e2e
@pytest.mark.parametrize("share", SHARES, ids=lambda share: f"{share:.2f}")
def test_a_killed_run_is_made_good_by_the_next(
    share: float, fresh: Followup, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path
) -> None:
    calm, seconds = undisturbed
    command = copied(fresh, tmp_path / "home")
    process = started(command, "run", "--as-of", AS_OF)
    time.sleep(share * seconds)
    process.kill()
    process.wait()
    report = command.json("run", "--as-of", AS_OF)
    assert report["troubles"] == []
    found = content(command, AS_OF)
    for what, lines in calm.items():  # one by one, so that a failure shows the lines that differ
        assert (sorted(set(found[what]) - set(lines)), sorted(set(lines) - set(found[what]))) == ([], []), what


@pytest.mark.e2e
def test_a_run_is_idempotent_and_retrack_gives_the_same_rows(
    fresh: Followup, undisturbed: tuple[dict[str, list[str]], float], tmp_path: Path
) -> None:
    command = copied(fresh, tmp_path / "home")
    add_settings(command, '\n[operations]\nlog = "log.json"\n')
    first = command.json("run", "--as-of", AS_OF)
    _all_are_accounted_for(command, first)
    again = command.json("run", "--as-of", AS_OF)
    assert again["counts"]["new"] == 0
    assert again["counts"]["changes"] == 0
    assert set(again["endpoints"].values()) <= {"not_modified", "unchanged"}
    before = [command.call("export", what, "--as-of", AS_OF) for what in ("matches", "evidence", "states")]
    command.call("retrack", "--as-of", AS_OF)
    after = [command.call("export", what, "--as-of", AS_OF) for what in ("matches", "evidence", "states")]
    assert before == after
    assert content(command, AS_OF) == undisturbed[0]


def _all_are_accounted_for(command: Followup, report: dict[str, Any]) -> None:
    """Each article either may concern an item or is dropped under one reason, and the log says so by the run's id."""
    counts = report["counts"]
    with closing(sqlite3.connect(command.home / "followup.db")) as db:
        query = "SELECT count(DISTINCT article) FROM matches WHERE decision IN ('match', 'possible')"
        (concerned,) = db.execute(query).fetchone()
    dropped = sum(count for reasons in report["drops"].values() for count in reasons.values())
    assert dropped == counts["dropped"] + counts["tracked"] - concerned > 0
    assert {reason for reasons in report["drops"].values() for reason in reasons} <= set(Drop)
    line = json.loads((command.home / "log.json").read_text(encoding="utf-8").splitlines()[-1])
    assert (line["run"], line["drops"]) == (report["run"], report["drops"])


@pytest.mark.e2e
def test_a_second_run_names_the_first_and_leaves(fresh: Followup, tmp_path: Path) -> None:
    from datetime import timedelta

    from monitor.store import SqlStore

    command = copied(fresh, tmp_path / "home")
    with SqlStore(command.home / "followup.db") as store:
        store.acquire("elsewhere:1", datetime.now(UTC), int(timedelta(hours=1).total_seconds()))
        said = command.call("run", "--as-of", AS_OF, accept=(75,))
        store.release("elsewhere:1")
    assert said == ""
    command.call("run", "--as-of", AS_OF)

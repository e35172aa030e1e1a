"""A home of every earlier schema, filled, comes up with each of its rows and with its search index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from monitor.app.records import DeliveryState
from monitor.domain.health import Condition, Health, Turn
from monitor.domain.model import Evidence, State, Verdict
from monitor.store import SqlStore, migrate
from tests.store.builders import BRIDGE, NOON, TUNNEL, batch, change, filled, hours, piece, raw, tracked
from tests.store.rows import rows
from tests.store.test_migrate import made_by

_EVERY = ScriptDirectory.from_config(migrate._config()).walk_revisions()
EARLIER = [each.revision for each in _EVERY if each.revision != migrate.HEAD]
_OURS = (
    "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND name NOT LIKE 'articles_search%' AND name != 'alembic_version'"
)


@pytest.fixture(scope="module")
def full(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of this version with rows in the tables that a home of some months has filled."""
    path = tmp_path_factory.mktemp("full") / "followup.db"
    path.write_bytes(pristine.read_bytes())
    with SqlStore(path) as store:
        one, two, three = filled(store)
        _work(store, one, two, three)
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO pruned VALUES ('gazette', '2024-01-31', 900)")
        db.execute("INSERT INTO windows (source, first, last) VALUES ('gazette', '2026-01-01', '2026-01-31')")
        db.execute("INSERT INTO archive_hosts (host, day, asked) VALUES ('gazette.example', '2026-03-01', 7)")
        db.execute("INSERT INTO raw_answers VALUES ('https://gazette.example/1', 'a.warc', 12, '2026-03-01')")
        db.execute(f"INSERT INTO pages (article, at, outcome) VALUES ({one}, '2026-03-01', 'read')")
        db.commit()
    return path


def _work(store: SqlStore, one: int, two: int, three: int) -> None:
    """A judgement, evidence with its history, a decision, a revision, deliveries, readers, health, a lease, a job."""
    store.save_tracking([tracked(one, piece(one)), tracked(two, of=(BRIDGE, TUNNEL)), tracked(three, of=())])
    store.judge(two, BRIDGE, False, "me", NOON)
    (evidence,) = store.evidence(BRIDGE)
    assert isinstance(evidence, Evidence)
    store.save_histories({BRIDGE: [change(evidence=(evidence.id,))]}, NOON)
    store.decide(Verdict(BRIDGE, State.DONE, because="seen", by="me", decided=NOON))
    run = store.begin_run(hours(3), hours(3), "test")
    store.save_batches([batch(raw(3, title="Zeppelins over the harbour"))], run, hours(3))
    store.end_run(run, "ok", hours(3), {"new": 0}, [])
    for number, state in enumerate((DeliveryState.SENT, DeliveryState.UNCERTAIN)):
        entry = store.enqueue(f"d{number}", "a@desk.example", "mail", b"message", NOON + timedelta(days=number))
        store.set_delivery(entry.id, state, NOON)
    store.meet_readers(["a@desk.example"], NOON)
    store.unsubscribe("b@desk.example", NOON)
    store.save_health(run, [Turn("gazette", "gazette", NOON, Health(Condition.FAILING, "no answer"))], {})
    store.acquire("elsewhere:1", NOON, 60)
    store.note_job("run", NOON)
    store.keep_robots({"https://gazette.example": "User-agent: *"}, NOON)


def _filled_as(version: str, path: Path, full: Path) -> dict[str, tuple[str, list[tuple[object, ...]]]]:
    """A database of that schema with the full one's rows; returns table -> what to select, and the rows."""
    made_by(version, path)
    wanted: dict[str, tuple[str, list[tuple[object, ...]]]] = {}
    with closing(sqlite3.connect(path)) as db:
        db.execute("ATTACH ? AS origin", (str(full),))
        for (table,) in db.execute(_OURS).fetchall():
            columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA table_info({table})"))
            db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM origin.{table} ORDER BY rowid")
            query = f"SELECT {columns} FROM {table} ORDER BY rowid"
            wanted[table] = (query, db.execute(query).fetchall())
        db.commit()
    return wanted


@pytest.mark.parametrize("version", sorted(EARLIER))
def test_a_filled_home_of_an_earlier_schema_comes_up_whole(version: str, full: Path, tmp_path: Path) -> None:
    path = tmp_path / "followup.db"
    wanted = _filled_as(version, path, full)
    empty = [table for table, (_, found) in wanted.items() if not found]
    assert empty == [], "a table without rows shows nothing"
    assert migrate.upgrade(path) == [each for each in sorted([*EARLIER, migrate.HEAD]) if each > version]
    migrate.check(path)
    assert {table: rows(path, query) for table, (query, _) in wanted.items()} == {
        table: found for table, (_, found) in wanted.items()
    }
    (backup,) = path.parent.glob(f"followup-{version}-*.db")
    assert rows(backup, "SELECT version_num FROM alembic_version") == [(version,)]
    with SqlStore(path) as store:
        assert [article.title for article in store.search(["zeppelin"])] == ["Zeppelins over the harbour"]
        assert len(store.search(["report"])) == 2
        store.save_batches([batch(raw(9, title="A report of later"))], store.begin_run(NOON, NOON, "test"), hours(9))
        assert len(store.search(["report"])) == 3, "the index is kept in step after an upgrade too"
    migrate.check(path)

"""Making, upgrading, checking, backing up and restoring real files, old schema and broken ones included."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from monitor.errors import InputError, SchemaOutOfDate, StoreError
from monitor.store import SqlStore, migrate
from monitor.store.tables import SEARCH, metadata
from tests.shared import ROOT
from tests.store.builders import BRIDGE, NOON, filled, piece, tracked
from tests.store.rows import rows


def made_by(version: str, path: Path) -> None:
    """A database of an earlier schema, by the migrations themselves."""
    engine = migrate.make_engine(path)
    with engine.begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def add(db: sqlite3.Connection, table: str, **row: object) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A filled home of the first schema, whose aliases are addresses as they were then."""
    path = tmp_path / "old.db"
    made_by("0001", path)
    moment = NOON.isoformat(timespec="microseconds")
    url = "https://www.reuters.com/article/us-bridge-idUSBRE88901C20130527"
    article = {"source": "reuters", "first_seen": moment, "keywords": "[]", "access": "headline", "origin": "collected"}
    change = {"item": BRIDGE, "position": 0, "as_of": "2026-03-02", "state": "done", "clock": "met", "confidence": 0.9}
    match = {"item": BRIDGE, "article": 1, "score": 0.9, "decision": "match", "reasons": "[]", "features": "{}"}
    item = {"id": BRIDGE, "review": "harbour", "position": 0, "definition": "{}", "added_at": moment}
    titles = ("Bridge", "Zeppelins over the harbour")
    with closing(sqlite3.connect(path)) as db:
        add(db, "reviews", slug="harbour", date="2026-03-01", sources='["reuters"]', synced_at=moment)
        add(db, "items", **item)
        for number, title in enumerate(titles, 1):
            own = {"id": number, "url": f"{url}{number}", "external_id": f"r{number}#0", "title": title}
            add(db, "articles", **article, **own)
            add(db, "article_aliases", key=f"url:{url}{number}", article=number)
        add(db, "matches", **match, judgement=1)
        add(db, "status_changes", **change, evidence="[]", flags="[]", recorded_at=moment)
        db.commit()
    return path


def test_a_filled_first_schema_comes_up_with_its_data_and_its_search(old: Path) -> None:
    with pytest.raises(SchemaOutOfDate, match="followup db upgrade"):
        SqlStore(old)
    assert migrate.upgrade(old) == [f"{number:04}" for number in range(2, int(migrate.HEAD) + 1)]
    migrate.check(old)
    (backup,) = old.parent.glob("old-0001-*.db")
    assert rows(backup, "SELECT version_num FROM alembic_version") == [("0001",)]
    with SqlStore(old) as store:
        assert [a.title for a in store.search(["zeppelin"])] == ["Zeppelins over the harbour"]
        assert [a.title_from for a in store.articles([1, 2])] == ["address", ""]
        assert [m.judgement for m, _ in store.matches(BRIDGE)] == [True]
        assert [c.state for c in store.history(BRIDGE)] == ["done"]
        twin = "http://mobile.reuters.com/article/idUSBRE88901C201305271?irpc=932"
        assert store.find_article(twin).source == "reuters"
        assert store.known("reuters", ["r2#3", "r3"]) == {"r2#3"}
    assert migrate.upgrade(old) == []


def test_an_upgrade_that_fails_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(old)) as db:
        db.execute("INSERT INTO article_aliases VALUES ('url:lost', 99)")
        db.commit()
    with pytest.raises(StoreError, match=r"article_aliases refers to a missing row of articles; nothing was changed"):
        migrate.upgrade(old)
    assert rows(old, "SELECT version_num FROM alembic_version") == [("0001",)]
    assert "due" not in [row[1] for row in rows(old, "PRAGMA table_info(status_changes)")]


def test_tables_and_migrations_agree(pristine: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain.db"
    engine = create_engine(f"sqlite:///{plain}")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for statement in SEARCH:
            connection.exec_driver_sql(statement)
    engine.dispose()

    def shape(path: Path) -> dict[str, dict[str, object]]:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
        names = [row[0] for row in rows(path, tables)]
        index = "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
        return {
            "columns": {name: {row[1:3] for row in rows(path, f"PRAGMA table_info('{name}')")} for name in names},
            "parents": {name: sorted(rows(path, f"PRAGMA foreign_key_list('{name}')")) for name in names},
            "strict": {row[1]: row[5] for row in rows(path, "PRAGMA table_list") if row[1] in names},
            "indexes": {name: " ".join(sql.split()) for name, sql in rows(path, index)},
        }

    assert shape(pristine) == shape(plain)


def test_the_version_in_the_code_is_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(migrate._config()).get_current_head() == migrate.HEAD


@pytest.mark.parametrize("name", ["plain.db", "a b.db", "50%.db", "what?.db", "ümlaut#1.db"])
def test_any_name_of_a_file_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / "new folder" / name
    assert migrate.upgrade(path) == [f"{number:04}" for number in range(1, int(migrate.HEAD) + 1)]
    migrate.check(path)
    with SqlStore(path) as store:
        filled(store)
    assert {found.name for found in path.parent.iterdir()} <= {name, f"{name}-wal", f"{name}-shm"}


def test_a_missing_database_is_named_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    for call in (migrate.require_current, migrate.check, SqlStore):
        with pytest.raises(SchemaOutOfDate, match=r"none\.db: no database here; make it with: followup db upgrade"):
            call(path)
    assert not path.exists()


def test_a_newer_database_is_left_alone(database: Path) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE alembic_version SET version_num = '0999'")
        db.commit()
    for call in (migrate.require_current, migrate.upgrade):
        with pytest.raises(SchemaOutOfDate, match="newer program"):
            call(database)


def test_a_backup_is_whole_while_the_store_is_open(store: SqlStore, tmp_path: Path) -> None:
    filled(store)
    target = tmp_path / "copy.db"
    migrate.backup(store.path, target)
    migrate.check(target)
    with pytest.raises(InputError, match="exists already"):
        migrate.backup(store.path, target)
    with pytest.raises(InputError, match="there is no folder"):
        migrate.backup(store.path, tmp_path / "no" / "copy.db")
    with SqlStore(target) as copy:
        assert len(list(copy.all_articles(NOON))) == 3


def test_a_restored_database_is_the_backup_and_the_replaced_one_is_kept(store: SqlStore, tmp_path: Path) -> None:
    one, *_ = filled(store)
    copy = tmp_path / "copy.db"
    migrate.backup(store.path, copy)
    store.save_tracking([tracked(one, piece(one))])
    kept = migrate.restore(store.path, copy)
    assert store.evidence(BRIDGE) == []
    assert kept is not None
    assert rows(kept, "SELECT count(*) FROM evidence") == [(1,)]
    migrate.check(store.path)


@pytest.mark.parametrize("damage", [b"this is no database" * 400, b""])
def test_a_damaged_backup_changes_nothing(store: SqlStore, tmp_path: Path, damage: bytes) -> None:
    filled(store)
    bad = tmp_path / "bad.db"
    bad.write_bytes(damage)
    with pytest.raises(StoreError, match=r"bad\.db"):
        migrate.restore(store.path, bad)
    assert len(list(store.all_articles(NOON))) == 3


def test_a_damaged_database_is_told_and_replaced(database: Path, tmp_path: Path) -> None:
    with SqlStore(database) as store:
        filled(store, 200)
    copy = tmp_path / "copy.db"
    migrate.backup(database, copy)
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"\xff" * 8192)
    with pytest.raises(StoreError, match=r"followup\.db: .*put a backup in its place"):
        migrate.check(database)
    kept = migrate.restore(database, copy)
    migrate.check(database)
    assert kept is not None
    assert kept.stat().st_size == size


def test_a_search_index_out_of_step_is_told(store: SqlStore) -> None:
    filled(store)
    rows(
        store,
        "INSERT INTO articles_search (articles_search, rowid, title, summary, body) VALUES ('delete', 1, 'x', '', '')",
    )
    with pytest.raises(StoreError, match="search index"):
        migrate.check(store.path)


def test_a_killed_backup_leaves_no_copy_that_looks_whole(store: SqlStore, tmp_path: Path) -> None:
    filled(store)
    (tmp_path / "copy.db.part").write_bytes(b"half")
    migrate.backup(store.path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db.part").exists()
    shutil.copy(tmp_path / "copy.db", tmp_path / "again.db")
    migrate.check(tmp_path / "again.db")


def test_every_table_is_documented(pristine: Path) -> None:
    page = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    names = [name for (name,) in rows(pristine, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    ours = [name for name in names if name != "alembic_version" and not name.startswith("articles_search_")]
    assert [name for name in ours if f"| `{name}` |" not in page] == []

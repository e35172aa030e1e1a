"""Several processes at one file: the lease, the lock, and a writer that is killed at any moment."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor.domain.model import Origin
from monitor.errors import RunInProgress, StoreBusy, StoreError
from monitor.store import SqlStore, migrate
from tests.shared import ROOT
from tests.store.builders import BRIDGE, NOON, filled, hours, piece, raw, tracked
from tests.store.rows import rows


def child(program: str, *arguments: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_of_eight_threads_one_gets_the_lease(database: Path) -> None:
    def compete(number: int) -> str:
        with SqlStore(database) as store:
            try:
                store.acquire(f"machine{number}:1", NOON, 60)
            except RunInProgress as error:
                return error.owner
            time.sleep(0.5)
            return "won"

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(compete, range(8)))
    assert results.count("won") == 1


@pytest.mark.parametrize(
    "owner,at,wins",
    [
        ("other:1", 0, False),
        ("other:1", 0.99, False),
        ("other:1", 1, True),
        ("host:2", 0, True),
        ("hostile:1", 0, False),
    ],
)
def test_a_lease_that_was_left_behind(database: Path, owner: str, at: float, wins: bool) -> None:
    with SqlStore(database) as dead:
        dead.acquire("host:1", NOON, 3600)
        # What a kill does: the file's lock goes, the row stays.
        dead._unlock_file()
    with SqlStore(database) as store:
        if wins:
            store.acquire(owner, hours(at), 3600)
            assert rows(store, "SELECT owner FROM lease") == [(owner,)]
            return
        with pytest.raises(RunInProgress, match=r"host:1, since 2026-03-02 12:00:00 UTC"):
            store.acquire(owner, hours(at), 3600)


def test_only_the_holder_gives_the_lease_back(store: SqlStore) -> None:
    store.acquire("host:1", NOON, 3600)
    store.release("host:2")
    assert rows(store, "SELECT owner FROM lease") == [("host:1",)]
    store.release("host:1")
    store.release("host:1")
    assert rows(store, "SELECT owner FROM lease") == []
    store.acquire("elsewhere:9", NOON, 3600)


HOLDER = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from monitor.store import SqlStore
store = SqlStore(Path(sys.argv[1]))
store.acquire("host:7", datetime.now(UTC), 3600)
print("held", flush=True)
time.sleep(60)
"""


def test_a_killed_holder_holds_nothing(database: Path) -> None:
    process = child(HOLDER, database)
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    with SqlStore(database) as store:
        with pytest.raises(RunInProgress, match="host:7"):
            store.acquire("host:8", NOON, 60)
        process.kill()
        process.communicate()
        store.acquire("host:8", NOON, 60)


def test_a_locked_database_is_busy_and_not_broken(database: Path) -> None:
    with SqlStore(database, busy_ms=50) as store, closing(sqlite3.connect(database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match=r"followup\.db: another process holds the database"):
            store.begin_run(NOON, NOON, "test")
        assert store.runs() == []
        other.rollback()
        store.begin_run(NOON, NOON, "test")


def test_readers_see_one_state_while_a_writer_works(store: SqlStore) -> None:
    one, two, _ = filled(store)
    store.save_tracking([tracked(one), tracked(two)])
    stream = store.matches()
    next(stream)
    store.clear_tracking(BRIDGE)
    assert len(list(stream)) == 1
    assert list(store.matches()) == []


def test_a_full_disk_is_told(database: Path) -> None:
    with SqlStore(database) as store:
        (pages,) = rows(store, "PRAGMA page_count")[0]

        @event.listens_for(store.engine, "checkout")
        def small(connection: sqlite3.Connection, *_rest: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {pages + 20}")

        records = (raw(number, body="word " * 2_000) for number in range(1, 500))
        with pytest.raises(StoreError, match=r"followup\.db: the disk is full"):
            store.import_articles(records, Origin.IMPORTED, NOON)
        assert rows(store, "SELECT count(*) FROM articles") == [(0,)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_may_not_be_written_is_told(database: Path) -> None:
    database.chmod(0o400)
    with SqlStore(database) as store, pytest.raises(StoreError, match="cannot be written"):
        store.begin_run(NOON, NOON, "test")


WRITER = """
import sys
from datetime import timedelta
from pathlib import Path
from monitor.domain.model import Origin
from monitor.store import SqlStore
from tests.store.test_processes import work
with SqlStore(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    work(store)
print("done", flush=True)
"""


def work(store: SqlStore) -> None:
    """Intake, tracking, histories: everything again and again, as a run after a run that was killed would."""
    from tests.store.builders import batch, change

    filled(store)
    for number in range(10):
        run = store.begin_run(NOON, NOON, "test")
        store.save_batches([batch(*(raw(100 * number + n) for n in range(1, 40)))], run, NOON)
        store.import_articles([raw(5_000 + 10 * number + n) for n in range(10)], Origin.IMPORTED, NOON)
        while articles := store.untracked(20, NOON):
            store.save_tracking([tracked(a.id, piece(a.id)) for a in articles])
        ids = tuple(sorted(e.id for e in store.evidence(BRIDGE))[:3])
        store.save_histories({BRIDGE: [change(day, evidence=ids) for day in range(3, 5 + number)]}, NOON)
        store.enqueue(f"digest {number}", "a@example.org", "mail", b"message", NOON)
        store.end_run(run, "ok", NOON, {}, [])


CONTENT = (
    "SELECT source, url, title, tracked, family, first_seen FROM articles ORDER BY url",
    "SELECT a.key, b.url FROM article_aliases a JOIN articles b ON b.id = a.article ORDER BY 1",
    "SELECT m.item, b.url, score, decision FROM matches m JOIN articles b ON b.id = m.article ORDER BY 1, 2",
    "SELECT e.id, item, b.url, quote FROM evidence e JOIN articles b ON b.id = e.article ORDER BY 1",
    "SELECT item, position, as_of, evidence FROM status_changes ORDER BY 1, 2",
    "SELECT digest, recipient, state FROM outbox ORDER BY 1",
    "SELECT key, etag, body_hash FROM endpoints",
)
_CHANCE = random.Random(9)


@pytest.fixture(scope="module")
def undisturbed(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[object], float]:
    path = tmp_path_factory.mktemp("calm") / "followup.db"
    path.write_bytes(pristine.read_bytes())
    begun = time.perf_counter()
    with SqlStore(path) as store:
        work(store)
    return [rows(path, query) for query in CONTENT], time.perf_counter() - begun


@pytest.mark.parametrize("share", [_CHANCE.random() for _ in range(12)], ids=lambda share: f"{share:.2f}")
def test_a_killed_writer_loses_nothing_that_the_next_does_not_make_good(
    database: Path, undisturbed: tuple[list[object], float], share: float
) -> None:
    content, seconds = undisturbed
    process = child(WRITER, database)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n", process.communicate()
    time.sleep(share * seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    migrate.check(database)
    with SqlStore(database) as store:
        work(store)
    assert [rows(database, query) for query in CONTENT] == content
    migrate.check(database)

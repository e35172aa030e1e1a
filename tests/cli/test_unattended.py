"""What an unattended command leaves: nothing on its streams, a log, metrics, a heartbeat on success alone."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from monitor.store.backups import dated_backup
from tests.e2e.test_commands import failed
from tests.newsroom.followup import Followup


@pytest.fixture
def beats() -> Iterator[tuple[str, list[str]]]:
    """An address that takes heartbeats, and the paths that were asked for."""
    asked: list[str] = []

    class Taker(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


@pytest.fixture
def command(tmp_path: Path) -> Followup:
    made = Followup(tmp_path / "home", {})
    made.call("init")
    return made


def settings(command: Followup, *lines: str) -> None:
    text = "\n".join(["[operations]", *lines])
    (command.home / "monitor.toml").write_text(f"{text}\n", encoding="utf-8")


def test_a_backup_leaves_a_log_metrics_and_a_heartbeat(
    command: Followup, beats: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = beats
    metrics = tmp_path / "metrics"
    metrics.mkdir()
    settings(command, 'log = "followup.log"', f'metrics = "{metrics}"', f'heartbeat_backup = "{address}/backup"')
    assert command.call("db", "backup") == ""
    assert asked == ["/backup"]
    begun, done = (json.loads(line) for line in (command.home / "followup.log").read_text().splitlines())
    assert (begun["event"], begun["job"]) == ("begun", "backup")
    assert (done["event"], done["code"]) == ("done", 0)
    assert done["timestamp"].endswith("Z")
    success = (metrics / "followup_backup_success.prom").read_text()
    assert 'followup_last_success_seconds{job="backup"} ' in success
    assert 'followup_exit_code{job="backup"} 0\n' in (metrics / "followup_backup.prom").read_text()


def test_a_run_that_fails_beats_not_and_keeps_its_last_success(command: Followup, beats: tuple[str, list[str]]) -> None:
    address, asked = beats
    command.home.joinpath("metrics").mkdir()
    settings(command, 'log = "l.json"', 'metrics = "metrics"', f'heartbeat_run = "{address}/run"')
    assert command.call("run") == ""
    assert asked == ["/run"]
    success = command.home / "metrics" / "followup_run_success.prom"
    before = success.read_bytes()
    (command.home / "reviews" / "broken.toml").write_text("[review", encoding="utf-8")
    code, said = failed(command, "run")
    assert code == 78
    assert asked == ["/run"]
    assert success.read_bytes() == before
    assert 'followup_exit_code{job="run"} 78\n' in (command.home / "metrics" / "followup_run.prom").read_text()
    last = json.loads((command.home / "l.json").read_text().splitlines()[-1])
    assert (last["run"], last["code"], last["state"]) == (2, 78, "partial")
    assert "broken.toml" in last["troubles"][0]
    assert "broken.toml" in said


def test_what_goes_wrong_with_the_signs_is_told_and_spoils_nothing(command: Followup) -> None:
    lines = ('log = "no/such/folder/l"', 'metrics = "no/such/folder"', 'heartbeat_run = "http://127.0.0.1:9/"')
    settings(command, *lines)
    code, said = failed(command, "run")
    assert code == 0
    told = said.splitlines()
    assert len(told) == 3
    assert "the log cannot be written" in told[0]
    assert "the metrics cannot be written" in told[1]
    assert "the heartbeat http://127.0.0.1:9/ was not taken" in told[2]


def test_a_damaged_database_names_the_way_out_and_the_way_works(command: Followup) -> None:
    database = command.home / "followup.db"
    good = dated_backup(database, command.home / "backups")
    shutil.copy(good, command.home / "kept.db")
    for path in command.home.glob("followup.db-*"):
        path.unlink()
    database.write_bytes(b"no database at all" * 1000)
    code, said = failed(command, "run")
    assert (code, f"followup db restore {good}" in said) == (78, True)
    said = command.call("db", "restore", str(good))
    assert "what stood there is" in said
    assert command.call("run") == ""
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    (bad := command.home / "bad.db").write_bytes(b"x" * 5000)
    code, said = failed(command, "db", "restore", str(bad))
    assert (code, str(bad) in said) == (78, True)
    command.call("db", "check")

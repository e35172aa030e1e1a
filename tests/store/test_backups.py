"""A folder of backups: named by time, thinned out, and nothing of anybody else's touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import InputError
from monitor.store import SqlStore, migrate
from monitor.store.backups import dated_backup, thin_out
from tests.e2e.test_commands import failed
from tests.newsroom.followup import Followup
from tests.store.builders import filled


def test_backups_are_named_by_time_and_thinned_out(store: SqlStore, tmp_path: Path) -> None:
    filled(store)
    folder = tmp_path / "deep" / "backups"
    made = [dated_backup(store.path, folder) for _ in range(4)]
    assert made == sorted(made)
    foreign = folder / "followup-before-the-move.db"
    foreign.touch()
    assert thin_out(folder, "followup", 2) == made[:2]
    assert sorted(folder.iterdir()) == sorted([*made[2:], foreign])
    migrate.check(made[-1])


def test_a_file_in_the_folders_place_is_told(store: SqlStore, tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(InputError, match="taken"):
        dated_backup(store.path, tmp_path / "taken")


def test_a_backup_onto_a_file_is_wrong_usage(tmp_path: Path) -> None:
    command = Followup(tmp_path / "home", {})
    command.call("init")
    target = tmp_path / "copy.db"
    command.call("db", "backup", str(target))
    code, said = failed(command, "db", "backup", str(target))
    assert code == 2
    assert said == f"followup: {target}: exists already; name a new file, or a folder\n"
    command.call("db", "backup")
    command.call("db", "backup", str(tmp_path / "home" / "backups"), "--keep", "1")
    assert len(list((tmp_path / "home" / "backups").iterdir())) == 1

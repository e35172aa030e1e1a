"""A fresh, real database file for each test, copied from one that the migrations made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import SqlStore
from monitor.store.migrate import upgrade

FAMILIES = {"gazette": "gazette-group", "herald": "herald"}


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pristine") / "empty.db"
    upgrade(path)
    return path


@pytest.fixture
def database(pristine: Path, tmp_path: Path) -> Path:
    path = tmp_path / "followup.db"
    shutil.copy(pristine, path)
    return path


@pytest.fixture
def store(database: Path) -> Iterator[SqlStore]:
    with SqlStore(database, FAMILIES) as opened:
        yield opened

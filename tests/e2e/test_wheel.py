"""The wheel, outside the checkout: settings, sources, migrations and templates are inside, and a run works."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakeweb import FakeWeb
from tests.newsroom.entries import read_entries
from tests.newsroom.newsroom import Newsroom
from tests.shared import ROOT

TEXT = ROOT / "config" / "demo" / "obama-putin-lough-erne.txt"
_PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [*_PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, timeout=100)
    (wheel,) = folder.glob("followup_monitor-*.whl")
    subprocess.run(
        [*_PIP, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True, timeout=100
    )
    return folder / "site"


@pytest.mark.e2e
def test_the_wheel_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    newsroom = Newsroom(read_entries())
    newsroom.now = datetime(2013, 8, 9, 20, tzinfo=UTC)
    with FakeWeb(newsroom.respond) as web:
        environment = {**os.environ, **web.environment(), "PYTHONPATH": str(installed)}

        def followup(*arguments: str) -> str:
            command = [sys.executable, "-P", str(installed / "bin" / "followup"), *arguments]
            done = subprocess.run(
                command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        where = [sys.executable, "-P", "-c", "import monitor, spiders; print(monitor.__file__, spiders.__file__)"]
        found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
        assert all(path.startswith(str(installed)) for path in found.split())
        home = str(tmp_path / "home")
        followup("init", home)
        followup("review", "add", str(TEXT), "--date", "2013-06-18", "--home", home)
        followup("run", "--as-of", "2013-08-09T20:00", "--home", home)
        assert "COVERAGE" in followup("digest", "--as-of", "2013-08-09T20:00", "--home", home)
        assert followup("export", "articles", "--as-of", "2013-08-10", "--home", home).count("\n") == 100

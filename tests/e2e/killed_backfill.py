"""`kill -9` of `followup backfill` before each commit and before each raw answer is written; prints what became of it.

    python -m tests.e2e.killed_backfill HOME ASKED FOLDER [1]

Every second of these moments is tried, or every one. HOME has asked nothing yet; the archives before it, which run in
another process, write each address that they are asked for into the file ASKED. After each kill the same command is
called again.
"""

from __future__ import annotations

import importlib
import itertools
import json
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.e2e.backfilled import AS_OF
from tests.e2e.dying import dies_at, passed
from tests.e2e.home import Inside, content
from tests.newsroom.followup import Followup

WORDS = ("backfill", "--source", "reuters", "--from", "2013-08-05", "--to", "2013-08-10", "--as-of", AS_OF)
STEP = 2
_CRAWL = ("scrapy.crawler", "scrapy.core.downloader.handlers.http11", "spiders.archive_spider", "spiders.settings")
"""Of what a crawl needs, that which may be imported before there is a reactor."""


def main(home: Path, asked: Path, folder: Path, step: int = STEP) -> int:
    """0; the findings as JSON on stdout."""
    for name in _CRAWL:
        importlib.import_module(name)
    sys.addaudithook(_on_write)
    calm, _ = _filled(home, asked, folder / "calm", 0)
    Inside(folder / "calm")("retrack", "--as-of", AS_OF)  # what it reads, all forks have read
    addresses = set(_asked(asked))
    found: dict[str, Any] = {"points": 0, "killed": 0, "lost": [], "twice": [], "addresses": len(addresses)}
    for point in itertools.count(1, step):
        state, code = _filled(home, asked, folder / "killed", point)
        if code == 0:  # no such point: it came to its end
            break
        found["points"], found["killed"] = found["points"] + 1, found["killed"] + (code == -signal.SIGKILL)
        times = Counter(_asked(asked))
        again = [address for address, number in times.items() for _ in range(number - 1)]
        if state != calm or set(times) != addresses:
            found["lost"].append(f"point {point}: {sorted(key for key in calm if state[key] != calm[key])}")
        if len(again) > 1:
            found["twice"].append(f"point {point}: {again}")
    json.dump(found, sys.stdout)
    return 0


def _on_write(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and str(arguments[0]).endswith(".warc.gz") and "a" in str(arguments[1]):
        passed()


def _filled(home: Path, asked: Path, copy: Path, die_at: int) -> tuple[dict[str, Any], int]:
    """What a copy of the home says after it was killed and called again, and how the first call ended."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(home, copy)
    asked.write_text("", encoding="utf-8")
    words = (*WORDS, "--home", str(copy))
    code = dies_at(die_at, *words)
    if die_at:
        assert dies_at(0, *words) in (0, 3)
    return content(Followup(copy, {}), AS_OF) | _account(copy), 0 if code == 3 else code


def _account(home: Path) -> dict[str, Any]:
    """What the database knows of windows and answers, but for numbers and times."""
    with closing(sqlite3.connect(home / "followup.db")) as db:
        windows = "SELECT route, first, last, state, cursor, requests, entries, new, cause FROM windows ORDER BY 1, 2"
        return {
            "windows": db.execute(windows).fetchall(),
            "answers": db.execute("SELECT url FROM raw_answers ORDER BY 1").fetchall(),
        }


def _asked(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if not line.endswith("/robots.txt")]


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:4]), *map(int, sys.argv[4:5])))

"""`./run bench`: a run over 200 local feeds where nothing is new, against Scrapy alone; and other parts by name.

Machines are noisy: candidate and baselines take turns, and the medians of the ratios within a turn are printed.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.home import SLUG, prepared
from tests.newsroom.followup import Followup, program
from tests.reviews.containers import long_review
from tests.shared import ROOT

FEEDS, ENTRIES, TURNS = 200, 50, 5
AS_OF = "2013-08-09T20:00"


def main(arguments: Sequence[str] = ()) -> int:
    """0; the figures are printed, since time is no gate."""
    if "matching" in arguments:
        from tests import bench_matching

        return bench_matching.main()
    if "status" in arguments:
        from tests import bench_status

        return bench_status.main()
    if "backfill" in arguments:
        from tests import bench_backfill

        return bench_backfill.main(list(arguments)[1:])
    if "digest" in arguments:
        from tests import bench_digest

        return bench_digest.main()
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.bench_feeds", str(FEEDS), str(ENTRIES)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            report(measure(home(Path(folder) / "home", port), port))
            report_review(Path(folder) / "review.txt")
        finally:
            server.kill()
            server.wait()
    return 0


def home(folder: Path, port: int) -> Followup:
    """A home that reads 200 feeds of this machine, each on a host of its own, polled once already."""
    command = prepared(folder)
    for path in (folder / "sources").glob("*.toml"):
        path.unlink()
    endpoints = "".join(
        f'[[endpoint]]\nname = "f{n}"\nurl = "http://127.0.1.{n + 1}:{port}/{n}.xml"\nkind = "feed"\n'
        for n in range(FEEDS)
    )
    head = 'key = "bbc"\nname = "Local"\ndomains = ["127.0.1.1"]\n'
    (folder / "sources" / "bbc.toml").write_text(head + endpoints, encoding="utf-8")
    settings = folder / "monitor.toml"
    text = settings.read_text(encoding="utf-8").replace("[fetch]", "[fetch]\nallow_private_hosts = true", 1)
    settings.write_text(text, encoding="utf-8")
    first = json.loads(command.call("run", "--as-of", AS_OF, "--format", "json", limit_s=600))
    assert first["counts"]["new"] == FEEDS * ENTRIES, first
    again = command.json("run", "--as-of", AS_OF)
    assert set(again["endpoints"].values()) <= {"not_modified", "unchanged"}, again
    return command


def measure(command: Followup, port: int) -> dict[str, list[tuple[float, float]]]:
    """Wall seconds and peak megabytes of each turn, by name."""
    scrapy = [sys.executable, "-m", "tests.bench_scrapy"]
    commands = {
        "followup run, nothing new": [program(), "run", "--as-of", AS_OF, "--home", str(command.home)],
        "Scrapy, the same requests": [*scrapy, str(port), str(FEEDS)],
        "Scrapy doing nothing": [*scrapy, str(port), "0"],
    }
    turns: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(TURNS):
        for name, words in commands.items():
            turns[name].append(timed(words))
    return turns


def timed(words: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak megabytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, "NO_PROXY": "*"})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return time.perf_counter() - started, _megabytes(usage)


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


def report(turns: dict[str, list[tuple[float, float]]]) -> None:
    """Medians, and the ratio of each turn to its neighbours."""
    print(f"{FEEDS} feeds of {ENTRIES} entries, review {SLUG}, {TURNS} turns, medians")
    for name, figures in turns.items():
        wall, peak = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"  {name:28}{wall:>7.2f} s{peak:>8.0f} MB")
    own, *others = turns
    for other in others:
        ratio = statistics.median(a[0] / b[0] for a, b in zip(turns[own], turns[other], strict=True))
        print(f"  {own} takes {ratio:.2f} times as long as {other}")


def report_review(file: Path) -> None:
    """The median of reading a review of 3,000 words, start-up and all."""
    file.write_text(long_review(), encoding="utf-8")
    words = [program(), "review", "add", str(file), "--dry-run", "--date", "2026-03-06", "--format", "json"]
    seconds = []
    for _ in range(TURNS):
        started = time.perf_counter()
        subprocess.run(words, capture_output=True, check=True)
        seconds.append(time.perf_counter() - started)
    print(f"  followup review add, 3,000 words{statistics.median(seconds):>9.2f} s (5 s allowed)")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

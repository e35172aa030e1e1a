"""`kill -9` of `followup digest --send` before each commit and after each hand-over; prints what became of the readers.

    python -m tests.e2e.killed_everywhere FOLDER

The channel keeps a book of what it was handed, as a mail server would, and forgets nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from monitor.app.records import DeliveryState
from monitor.cli.program import UNDELIVERED, run_program
from monitor.store import SqlStore
from tests.e2e.dying import dies_at, passed
from tests.e2e.home import add_settings, imported, prepared

READERS = tuple(f"reader-{number}@desk.example" for number in range(2))
FIRST, LATER = "2013-08-08T05:00", "2013-08-09T05:10"
NEWS = [
    ("bbc", "2013-08-07T06:00:00Z", "White House cancels the Moscow summit"),
    ("reuters", "2013-08-07T07:00:00Z", "Washington calls off the summit in Moscow, and the Kremlin regrets it"),
]
NEVER = datetime.max.replace(tzinfo=UTC)
BOOK = "FOLLOWUP_TEST_BOOK"


class BookChannel:
    """Writes down whom it was handed a message for, at once and for good."""

    def send(self, message: bytes, recipient: str) -> None:
        """One line a hand-over; twice is twice."""
        with Path(os.environ[BOOK]).open("a", encoding="utf-8") as book:
            told = b"1 closed" in message.partition(b"\r\n\r\n")[0]
            book.write(f"{recipient} {'told' if told else 'nothing'}\n")
        passed()


def sent_by(home: Path, as_of: str, die_at: int = 0) -> int:
    """The exit code of `digest --send`; negative where a signal ended it."""
    book = {BOOK: str(home / "book")}
    return dies_at(die_at, "digest", "--send", "--as-of", as_of, "--home", str(home), environment=book)


def doubtful_readers(home: Path) -> list[str]:
    """Whose deliveries are uncertain."""
    with SqlStore(home / "followup.db") as store:
        return [entry.recipient for entry in store.outbox(DeliveryState.UNCERTAIN)]


def met_first(home: Path) -> list[str]:
    """Who was known when the first attempt died. Whoever was not is a new reader the next day, without a yesterday."""
    with SqlStore(home / "followup.db") as store:
        return [
            reader for reader in READERS if (store.told_from(reader) or NEVER) < datetime.fromisoformat(f"{FIRST}Z")
        ]


def main(folder: Path) -> int:
    """0; the findings as JSON on stdout."""
    command = prepared(folder / "calm")
    readers = "".join(f'\n[[recipient]]\naddress = "{reader}"\nchannel = "book"\n' for reader in READERS)
    add_settings(command, f'\n[channel.book]\ntype = "tests.e2e.killed_everywhere:BookChannel"\n{readers}')
    imported(command, NEWS)
    found: dict[str, list[str]] = {"twice": [], "missed": [], "unshown": []}
    points = killed = uncertain = 0
    calm = folder / "calm-again"
    shutil.copytree(command.home, calm)
    run_program(
        ["digest", "--to-file", str(calm / "first.eml"), "--home", str(calm)]
    )  # imports all, once for every fork
    while True:
        home = folder / f"at-{points + 1}"
        shutil.copytree(command.home, home)
        code = sent_by(home, FIRST, points + 1)
        if code == 0:  # no such point: it came to its end
            break
        points, killed = points + 1, killed + (code == -signal.SIGKILL)
        after = sent_by(home, LATER)
        uncertain += _judge(home, points, after, found)
    json.dump({"points": points, "killed": killed, "uncertain": uncertain, **found}, sys.stdout)
    return 0


def _judge(home: Path, point: int, code: int, found: dict[str, list[str]]) -> int:
    """How many readers are uncertain; what is wrong goes into `found`."""
    book = Counter((home / "book").read_text(encoding="utf-8").splitlines())
    doubtful, met = doubtful_readers(home), met_first(home)
    for reader in READERS:
        if book[f"{reader} told"] > 1:
            found["twice"].append(f"point {point}: {reader}")
        if not book[f"{reader} told"] and reader in met and reader not in doubtful:
            found["missed"].append(f"point {point}: {reader}")
    if bool(doubtful) != (code == UNDELIVERED):
        found["unshown"].append(f"point {point}: {doubtful} uncertain, exit code {code}")
    return len(doubtful)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

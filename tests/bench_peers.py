"""Other readers of feeds over the same 200, for `./run bench run`: lemon24/reader and rss2email.

They stand in an environment of their own, `.venv-peers`, which is made when it is missing; where that fails the bench
says so and goes on without them. Neither matches anything: reader stores entries, rss2email puts a mail for each into a
Maildir.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.shared import ROOT
from tests.spent import Spent, spend

ENVIRONMENT = ROOT / ".venv-peers"
WANTED = ("reader==3.26", "sgmllib3k==1.0.0", "rss2email==3.14")
"""sgmllib3k is what reader's own copy of feedparser asks for."""
NAMES = ("reader", "rss2email")
_MAIL = "[DEFAULT]\nto = a@b.example\nfrom = a@b.example\nemail-protocol = maildir\nverbose = error\n"


def installed() -> bool:
    """Makes the environment where it is missing; False, with the reason on stderr, where it cannot be made."""
    done = ENVIRONMENT / "made"
    if done.is_file() and done.read_text(encoding="utf-8").split() == [*WANTED]:
        return True
    pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check", *WANTED]
    for words in ([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], pip):
        ended = subprocess.run(words, capture_output=True, text=True, check=False)
        if ended.returncode:
            why = (ended.stderr.strip().splitlines() or ["no reason given"])[-1]
            print(f"WITHOUT {' and '.join(NAMES)}, which could not be installed: {why}", file=sys.stderr)
            return False
    done.write_text("\n".join(WANTED), encoding="utf-8")
    return True


@dataclass(frozen=True)
class Peers:
    """Both readers with their memory in one folder; nothing is run where they are not installed."""

    folder: Path
    here: bool

    def subscribe(self, port: int, feeds: int) -> None:
        """All feeds, none of them read yet."""
        if not self.here:
            return
        addresses = [f"http://127.0.1.{number + 1}:{port}/{number}.xml" for number in range(feeds)]
        for name in ("cur", "new", "tmp"):
            (self.folder / "mail" / "INBOX" / name).mkdir(parents=True)
        followed = "".join(f"\n[feed.f{number}]\nurl = {url}\n" for number, url in enumerate(addresses))
        settings = f"{_MAIL}maildir-path = {self.folder / 'mail'}\n{followed}"
        (self.folder / "rss2email.cfg").write_text(settings, encoding="utf-8")
        subprocess.run(self._reader(-1, *addresses), check=True, cwd=ROOT)

    def read(self, new: int) -> dict[str, Spent]:
        """What one pass of either costs, by its name, in which `new` entries must come."""
        if not self.here:
            return {}
        mail = self.folder / "mail" / "INBOX" / "new"
        before = sum(1 for _ in mail.iterdir())
        memory = ["-c", str(self.folder / "rss2email.cfg"), "-d", str(self.folder / "rss2email.json")]
        spent = {
            "reader": spend(self._reader(new)),
            "rss2email": spend([str(ENVIRONMENT / "bin" / "r2e"), *memory, "run"]),
        }
        assert sum(1 for _ in mail.iterdir()) - before == new
        return spent

    def _reader(self, new: int, *subscribed: str) -> list[str]:
        program = ROOT / "tests" / "bench_reader.py"
        database = self.folder / "reader.db"
        return [str(each) for each in (ENVIRONMENT / "bin" / "python", program, database, new, *subscribed)]

"""What goes wrong in years: a full disk, no right to write, kills, servers that are away: told, with a way out."""

from __future__ import annotations

import json
import re
import resource
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from monitor.app.records import FetchPlan, PageRound
from monitor.app.run import PassReport, run
from monitor.bootstrap import open_app
from monitor.domain.model import EndpointBatch, Outcome, RawArticle
from monitor.domain.site import Recording, Robots, Site
from monitor.settings.home import Home
from monitor.store import migrate
from tests.deliver.servers import Manners, free_port, mail_server
from tests.e2e.dying import dies_at
from tests.e2e.home import Inside, add_settings, copied, prepared
from tests.newsroom.followup import Followup, program
from tests.store.rows import rows
from tests.store.test_migrate import made_by

READER = "analyst@desk.example"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Followup:
    return prepared(tmp_path_factory.mktemp("sound") / "home")


def told(home: Path, *arguments: str, before: Callable[[], None] | None = None) -> tuple[int, str]:
    """Exit code and stderr of the real command, which must be no traceback."""
    line = [program(), *arguments, "--home", str(home)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=100, check=False, preexec_fn=before)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


@contextmanager
def mounted(place: Path, *arguments: str) -> Iterator[Path]:
    """A file system for this test alone; only root may."""
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(place)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def records(folder: Path, count: int, words: int = 2_000) -> Path:
    file = folder / "records.jsonl"
    line = {"source": "bbc", "title": "Rain", "summary": "word " * words, "published": "2013-07-01T08:00:00Z"}
    with file.open("w", encoding="utf-8") as stream:
        for number in range(count):
            stream.write(json.dumps(line | {"external_id": f"{number}", "url": f"https://bbc.example/{number}"}) + "\n")
    return file


def _fill(disk: Path) -> None:
    """Nothing is left of it."""
    try:
        with (disk / "rubbish").open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
    except OSError:
        return


def test_a_full_disk_is_told_and_what_was_stored_stays(sound: Followup, tmp_path: Path) -> None:
    file = records(tmp_path, 800)
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=4m", "none") as disk:
        home = copied(sound, disk / "home").home
        code, said = told(home, "articles", "import", str(file))
        assert code == 78
        assert "followup.db: the disk is full; free some space, then run again" in said
        assert "sound" in Inside(home)("db", "check")  # and its log of writes is gone
        _fill(disk)
        code, said = told(home, "db", "backup", str(disk / "copy.db"))
        assert (code, "full" in said) == (78, True), said
        assert not (disk / "copy.db").exists(), "half a copy bears no name"
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        assert "sound" in Inside(home)("db", "check")
        assert "800 new" in Inside(home)("articles", "import", str(file))


def test_a_database_on_a_disk_that_may_only_be_read_is_told(sound: Followup, tmp_path: Path) -> None:
    home = copied(sound, tmp_path / "home").home
    with mounted(home, "--bind", str(home)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(home)], check=True)
        for command in (("run",), ("digest", "--print"), ("db", "upgrade")):
            code, said = told(home, *command)
            assert (command, code) == (command, 78)
            assert "look at the owner and the mode of" in said
    assert "sound" in Inside(home)("db", "check")


def test_an_upgrade_that_is_killed_anywhere_has_not_begun(sound: Followup, tmp_path: Path) -> None:
    """`kill -9` before every seventh statement, and before the commit: the old schema, whole, and then the new."""
    old = copied(sound, tmp_path / "old").home
    for part in old.glob("followup.db*"):
        part.unlink()
    made_by("0001", old / "followup.db")
    rows(old / "followup.db", "INSERT INTO reviews VALUES ('harbour', 'Harbour', '2026-03-01', '', '[]', '2026-03-01')")
    Inside(copied(Followup(old, {}), tmp_path / "warm").home)("db", "upgrade")  # imports all, once for every fork
    point, code = 1, -9
    while code == -9:
        home = copied(Followup(old, {}), tmp_path / f"at-{point}").home
        code = dies_at(point, "db", "upgrade", "--home", str(home), before="before_cursor_execute")
        version = rows(home / "followup.db", "SELECT version_num FROM alembic_version")
        assert version == [("0001" if code == -9 else migrate.HEAD,)]
        _comes_up(home)
        point += 7
    assert (code, point > 30) == (0, True)
    home = copied(Followup(old, {}), tmp_path / "at-commit").home
    assert dies_at(1, "db", "upgrade", "--home", str(home)) == -9
    _comes_up(home)


def _comes_up(home: Path) -> None:
    assert rows(home / "followup.db", "SELECT slug FROM reviews") == [("harbour",)]
    assert migrate.upgrade(home / "followup.db")[-1:] in ([migrate.HEAD], [])
    migrate.check(home / "followup.db")
    assert rows(home / "followup.db", "SELECT slug FROM reviews") == [("harbour",)]


def _mailed(command: Followup, port: int) -> None:
    """One reader, by a mail server at this port."""
    server = f'host = "localhost"\nport = {port}\nsecurity = "none"\nsender = "followup@desk.example"\n'
    channel = f'\n[channel.mail]\ntype = "monitor.deliver.smtp:SmtpChannel"\n{server}'
    add_settings(command, f'{channel}\n[[recipient]]\naddress = "{READER}"\npolicy = "always"\nchannel = "mail"\n')


def test_a_mail_server_that_is_away_for_three_days(sound: Followup, tmp_path: Path) -> None:
    """Tried every hour, as alerts would: each day's digest waits, and arrives once when the server is back."""
    command, port = copied(sound, tmp_path / "home"), free_port()
    _mailed(command, port)
    first = datetime(2013, 7, 1, 6, 30, tzinfo=UTC)
    code, said = told(command.home, "digest", "--send", "--as-of", f"{first:%Y-%m-%dT%H:%M}")
    assert code == 75
    assert "no connection ([Errno 111] Connection refused); the next `followup digest --send` tries again" in said
    inside = Inside(command.home)
    for hour in range(1, 72):
        alerts = () if hour % 24 == 0 else ("--alerts",)
        inside("digest", "--send", *alerts, "--as-of", f"{first + timedelta(hours=hour):%Y-%m-%dT%H:%M}")
    assert Counter(row["state"] for row in json.loads(inside("outbox", "list", "--format", "json"))) == {"ready": 3}
    manners = Manners()
    with mail_server(manners, port=port):
        for _ in range(2):
            inside("digest", "--send", "--as-of", f"{first + timedelta(days=3):%Y-%m-%dT%H:%M}")
    days = [message_from_bytes(content)["Date"] for _, _, content in manners.taken]
    assert [day[5:11] for day in days] == ["01 Jul", "02 Jul", "03 Jul", "04 Jul"]


def test_a_mail_server_that_never_comes_back_is_given_up_and_shown(sound: Followup, tmp_path: Path) -> None:
    command = copied(sound, tmp_path / "home")
    _mailed(command, free_port())
    Inside(command.home)("digest", "--send", "--as-of", "2013-07-01T06:30")
    code, said = told(command.home, "digest", "--send", "--as-of", "2013-07-08T06:30")
    assert code == 4
    assert "digest 1 for analyst@desk.example by mail: failed" in said
    assert "mend it, then: followup outbox again 1" in said


SOURCE = 'key = "{0}"\nname = "{0} news"\ndomains = ["{0}.example"]\n[[endpoint]]\nname = "front"\nkind = "feed"\n'


@dataclass
class Publishers:
    """Two publishers with a report a day; one is away for a month. A `monitor.app.ports.Fetcher`."""

    now: datetime
    away: bool

    def collect(
        self,
        plans: Sequence[FetchPlan],
        sink: Callable[[EndpointBatch], None],
        keep: Callable[[Recording], None] | None = None,
        pages: PageRound | None = None,
        robots: Robots | None = None,
    ) -> None:
        for plan in plans:
            key, source = plan.endpoint.key, plan.source.key
            if source == "herald" and self.away:
                sink(EndpointBatch(key, source, Outcome.UNREACHABLE, cause="no route to host"))
                continue
            report = RawArticle(source, f"https://{source}.example/{self.now:%m%d}", f"{self.now:%d %B}: rain",
                                published=self.now)  # fmt: skip
            sink(EndpointBatch(key, source, Outcome.NEW, (report,), entries=1, newest=self.now))

    def explore(self, url: str) -> Site:
        raise NotImplementedError


def test_a_source_that_is_away_for_a_month_is_told_once_and_its_return_once(tmp_path: Path) -> None:
    home, inside = Home(tmp_path / "home"), Inside(tmp_path / "home")
    inside("init")
    for path in home.sources.iterdir():
        path.unlink()
    for name in ("gazette", "herald"):
        text = SOURCE.format(name) + f'url = "https://{name}.example/feed"\n'
        (home.sources / f"{name}.toml").write_text(text, encoding="utf-8")
    review = '[review]\nslug = "harbour"\ntitle = "Harbour"\ndate = 2026-03-01\nsources = ["gazette", "herald"]\n'
    item = '[[item]]\nkey = "bridge"\ntitle = "The bridge is to open"\nkind = "event"\n'
    (home.reviews / "harbour.toml").write_text(review + item, encoding="utf-8")
    reports = {day: _passed(home, day) for day in range(45)}
    away = range(8, 38)
    assert [day for day, report in reports.items() if report.state == "partial"] == list(away)
    assert all(reports[day].troubles == ("herald/front: no route to host",) for day in away)
    said = [(day, line) for day, report in reports.items() for line in report.told if line.startswith("herald ")]
    assert len(said) == 2, said
    assert 8 <= said[0][0] <= 11 and said[1][0] == 38, said
    for day in (12, 20, 37):
        assert "herald news" in _digest(inside, day), "silence would lie: it stands in each digest while it lasts"
    assert "herald" not in _digest(inside, 41)
    assert json.loads(inside("sources", "status", "--as-of", _day(20), "--format", "json"))[1]["condition"] == "failing"


def _day(day: int) -> str:
    return f"{datetime(2026, 3, 2, 6, tzinfo=UTC) + timedelta(days=day):%Y-%m-%dT%H:%M}"


def _passed(home: Home, day: int) -> PassReport:
    now = datetime.fromisoformat(f"{_day(day)}Z")
    with open_app(home, now) as app:
        return run(replace(app, fetcher=lambda: Publishers(now, 8 <= day < 38)))


def _digest(inside: Inside, day: int) -> str:
    return inside("digest", "--print", "--as-of", _day(day))


def test_a_kill_as_the_kernel_kills_is_told_by_the_next_run(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Inside(home)("init")  # nothing to read: what counts is the account
    Inside(copied(Followup(home, {}), tmp_path / "warm").home)("run")  # imports all, once for every fork
    for number in range(1, 20):
        if dies_at(number, "run", "--home", str(home)) != -9:
            pytest.fail("no run was killed within its account")
        if rows(home / "followup.db", "SELECT count(*) FROM runs WHERE state = 'running'") == [(1,)]:
            break
    code, said = told(home, "run")
    assert code == 0
    assert re.match(
        r"followup: run 1, begun at \S+ \S+ UTC by process \d+ of \S+, was never ended: it was killed", said
    )
    assert "from outside or ran out of memory (`dmesg` tells), or the machine stopped; this one has gone on" in said
    assert told(home, "run") == (0, "")


def test_too_little_memory_is_told(tmp_path: Path) -> None:
    """By a limit of the process, from the least with which the command starts at all.

    Not at every limit: a library in Rust or C may end the process in its own way, as the kernel would.
    """
    home = tmp_path / "home"
    Inside(home)("init")

    def with_limit(megabytes: int, *arguments: str) -> tuple[int, str]:
        limit = megabytes * 1_000_000
        line = [program(), *arguments]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))  # fmt: skip
        return done.returncode, done.stderr

    least = next(size for size in range(40, 400, 4) if with_limit(size, "--version")[0] == 0)
    ends = [with_limit(least + more, "run", "--home", str(home)) for more in (0, 2, 4)]
    sentences = [said for code, said in ends if code == 71]
    assert sentences, ends
    assert all("there is too little memory; what was stored stays" in said for said in sentences)
    assert "sound" in Inside(home)("db", "check")
    assert told(home, "run")[0] == 0

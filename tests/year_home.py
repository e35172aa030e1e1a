"""A home of `tests.year` through the time: what starts its commands, and what each start came to."""

from __future__ import annotations

import json
import re
import resource
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine
from apscheduler.executors.debug import DebugExecutor
from apscheduler.schedulers.base import BaseScheduler

from monitor.schedule.daemon import Daemon
from monitor.schedule.jobs import Job, jobs
from monitor.settings.home import open_home
from monitor.settings.main import read_settings
from monitor.store import SqlStore
from tests.e2e.dying import dies_at
from tests.e2e.home import SLUG, Inside
from tests.shared import ROOT
from tests.year_world import Trouble, World

ZONE = ZoneInfo("Europe/Berlin")
READERS = ("analyst@desk.example", "boss@desk.example")
LINES = {"run": "40 1 * * *", "digest": "30 2 * * *", "backup": "50 4 * * 0", "prune": "10 5 1 * *"}
"""The digest's time does not exist on one morning of the year, and comes twice on another."""
TIMES = {"run": clock(1, 40), "digest": clock(2, 30), "backup": clock(4, 50), "prune": clock(5, 10)}
"""The same for cron, read by eye: what the daemon makes of the lines is to be compared with it."""
SUNDAY, KILLED = 6, -9
DAYS: Mapping[str, Callable[[date], bool]] = {
    "backup": lambda day: day.weekday() == SUNDAY,
    "prune": lambda day: day.day == 1,
}
"""On which days; the others each day."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which days."""

    first: date
    days: int

    def midnight(self, day: int) -> datetime:
        """Of a day by its number, in UTC."""
        return datetime.combine(self.first, clock(), UTC) + timedelta(days=day)

    def noon(self, day: int) -> datetime:
        """The same."""
        return self.midnight(day) + timedelta(hours=12)

    @property
    def end(self) -> datetime:
        """When all days are over."""
        return self.midnight(self.days)


@dataclass
class Month:
    """What a month's starts took, and what the database was like at its end."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Of the processor, by job."""
    killed: int = 0
    kilobytes: float = 0.0
    mail_kilobytes: float = 0.0
    """Digests that are kept in it, to be made again."""
    articles: int = 0


class Home:
    """One home, and what became of it."""

    def __init__(self, root: Path, world: World, plan: Plan, trouble: Trouble) -> None:
        self.root, self.world, self.plan, self.trouble = root, world, plan, trouble
        self.months: defaultdict[str, Month] = defaultdict(Month)
        self.codes: Counter[tuple[str, int]] = Counter()
        self.boards: dict[date, dict[str, str]] = {}
        self.killed: dict[date, str] = {}
        with time_machine.travel(plan.midnight(0), tick=True):
            furnish(root, trouble)

    @property
    def jobs(self) -> list[Job]:
        """The commands that run unattended, as `followup init --cron` and the daemon have them."""
        place = open_home(str(self.root))
        return jobs(read_settings(place.config).schedule, place)

    def behind(self, day: date) -> bool:
        """Whether it may know less than an undisturbed home: while it is cut off, and until its next run."""
        spans = (*self.trouble.offline, *self.trouble.refusing, *self.trouble.asleep)
        cut = any(s.begin.date() <= day <= s.end.date() + timedelta(days=1) for s in spans)
        return cut or day in self.killed

    def start(self, name: str, words: Sequence[str], moment: datetime) -> int:
        """Start a command at this moment; its exit code."""
        self.world.show(moment, self.trouble)
        day, before = moment.astimezone(ZONE).date(), _spent()
        point = 0 if day in self.killed else self.trouble.point(name, day)
        with time_machine.travel(moment, tick=True):
            code = dies_at(point, *words, environment=self.world.environment, said=str(self.root / "said"))
        self.codes[name, code] += 1
        month = self.months[f"{day:%Y-%m}"]
        month.seconds[name].append(_spent() - before)
        if code == KILLED:
            month.killed, self.killed[day] = month.killed + 1, name
        return code

    def noon(self, moment: datetime) -> None:
        """Once a week and at the end the board as it stands; each day what the database is like."""
        month = self.months[f"{moment:%Y-%m}"]
        month.kilobytes = (self.root / "followup.db").stat().st_size / 1024
        with closing(sqlite3.connect(self.root / "followup.db")) as db:
            (month.articles,) = db.execute("SELECT count(*) FROM articles").fetchone()
            (month.mail_kilobytes,) = db.execute("SELECT total(length(message)) / 1024 FROM outbox").fetchone()
        number = (moment.date() - self.plan.first).days
        if number % 7 == 0 or number == self.plan.days - 1 or self.plan.days < 60:
            rows = Inside(self.root).json("status", "--as-of", moment.isoformat())["items"]
            self.boards[moment.date()] = {row["item"]: row["headline"] for row in rows}


def _spent() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def furnish(root: Path, trouble: Trouble) -> None:
    """A home with the example review, two readers, and the news sitemap of each source."""
    Inside(root)("init", str(root))
    shutil.copy(ROOT / "config" / "demo" / f"{SLUG}.toml", root / "reviews")
    Inside(root)("items", "sync")
    for path in (root / "sources").glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("article_pages = true", "article_pages = false")
        head, *blocks = re.split(r"(?=^\[\[(?:endpoint|archive)\]\])", text, flags=re.MULTILINE)
        kept = "".join(block for block in blocks if '"news-sitemap"' in block)
        # The newsroom is silent for days, which real publishers are not.
        path.write_text(head + re.sub(r"^oldest_hours = .*\n", "", kept, flags=re.MULTILINE), encoding="utf-8")
    settings = root / "monitor.toml"
    text = settings.read_text(encoding="utf-8").replace("[schedule]\n", f'[schedule]\ntimezone = "{ZONE.key}"\n', 1)
    for name, line in LINES.items():
        text = re.sub(rf"^{name} = .*$", f'{name} = "{line}"', text, count=1, flags=re.MULTILINE)
    settings.write_text(text + _readers(trouble), encoding="utf-8")
    with SqlStore(root / "followup.db") as store:
        for name in LINES:  # as if it had been at work yesterday: a daemon makes good what was never done
            store.note_job(name, datetime.now(UTC))


def _readers(trouble: Trouble) -> str:
    """Who gets a digest each morning, news or not, by a channel that is down at times."""
    mute = json.dumps([moment.isoformat() for each in trouble.mute for moment in (each.begin, each.end)])
    channel = f'\n[channel.book]\ntype = "tests.year_world:Book"\npath = "book"\nmute = {mute}\n'
    return channel + "".join(
        f'\n[[recipient]]\naddress = "{reader}"\npolicy = "always"\nchannel = "book"\n' for reader in READERS
    )


def by_cron(home: Home, only: Sequence[str] = tuple(LINES)) -> None:
    """As cron does it: each line at its time; what comes while the machine sleeps is not made good."""
    words = {job.name: job.arguments for job in home.jobs}
    for moment, name in cron_starts(home.plan):
        if name == "noon":
            home.noon(moment)
        elif name in only and not home.trouble.sleeps(moment):
            home.start(name, words[name], moment)


def undisturbed(home: Home) -> None:
    """The runs alone: what the statuses are measured by."""
    by_cron(home, ["run"])


def cron_starts(plan: Plan) -> list[tuple[datetime, str]]:
    """Every start of every line, in order; a time that a night skips comes as much later as was skipped."""
    starts = [(plan.noon(number), "noon") for number in range(plan.days)]
    for day in (plan.noon(number).date() for number in range(plan.days)):
        for name, time in TIMES.items():
            if DAYS.get(name, lambda _: True)(day):
                starts.append((datetime.combine(day, time, ZONE).astimezone(UTC), name))
    return sorted(each for each in starts if plan.midnight(0) <= each[0] < plan.end)


class Stepping(BaseScheduler):  # type: ignore[misc]
    """APScheduler without threads: it does what is due when it is woken, and says how long it would wait then."""

    wait_s: float | None = None

    def wakeup(self) -> None:
        self.wait_s = self._process_jobs()

    def shutdown(self, wait: bool = True) -> None:
        super().shutdown(wait)


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has come to its end, as `monitor.schedule.daemon.Child`."""

    code: int

    def wait(self, timeout: float | None = None) -> int:
        return self.code

    def poll(self) -> int:
        return self.code

    def terminate(self) -> None:
        """Too late."""

    def kill(self) -> None:
        """Too late."""


def by_daemon(home: Home) -> None:
    """As the daemon does it, which sleeps and wakes with the machine, and is once started anew."""
    reboots = [each.end for each in home.trouble.offline]
    noons = [home.plan.noon(number) for number in range(home.plan.days)]
    with time_machine.travel(home.plan.midnight(0), tick=False) as traveller:
        daemon, scheduler = begun(home)
        while True:
            due = datetime.now(UTC) + timedelta(seconds=scheduler.wait_s or 86_400)
            now = home.trouble.awake(min([due, *noons[:1]]))
            if now >= home.plan.end:
                return
            traveller.move_to(now)
            if reboots and now >= reboots[0]:
                reboots.pop(0)
                daemon, scheduler = begun(home)
            daemon.look()
            while noons and noons[0] <= now:
                home.noon(noons.pop(0))


def begun(home: Home) -> tuple[Daemon, Stepping]:
    """A daemon that has just taken up its work."""
    scheduler, names = Stepping(), {job.arguments: job.name for job in home.jobs}

    def start(words: Sequence[str]) -> Ended:
        return Ended(home.start(names[tuple(words)], words, datetime.now(UTC)))

    def last(name: str) -> datetime | None:
        with SqlStore(home.root / "followup.db") as store:
            return store.last_job(name)

    daemon = Daemon(home.jobs, ZONE, start, last, lambda _: None, lambda: (scheduler, DebugExecutor()))
    daemon.begin()
    return daemon, scheduler

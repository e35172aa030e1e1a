"""What surrounds a home of `tests.year`: a newsroom that knows the simulated time, and what goes wrong in its year."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from monitor.errors import DeliveryError
from tests.fakeweb import Answer, FakeWeb
from tests.newsroom.entries import read_entries
from tests.newsroom.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment up to another."""

    begin: datetime
    end: datetime

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.begin <= moment < self.end


def span(first: str, days: float) -> Span:
    """So many days from noon of the first (UTC)."""
    begin = datetime.fromisoformat(f"{first}T12:00+00:00")
    return Span(begin, begin + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong, and when."""

    offline: tuple[Span, ...] = ()
    """Nobody answers."""
    refusing: tuple[Span, ...] = ()
    """The BBC answers 503."""
    mute: tuple[Span, ...] = ()
    """The mail server takes nothing."""
    asleep: tuple[Span, ...] = ()
    killed: Mapping[tuple[str, date], int] = field(default_factory=dict)
    """Job and day -> the point at which its first start of that day dies."""

    @property
    def ever(self) -> bool:
        """Whether anything goes wrong at all."""
        return self != Trouble()

    def point(self, job: str, day: date) -> int:
        """Where the job dies; 0 where it lives."""
        return self.killed.get((job, day), 0)

    def sleeps(self, moment: datetime) -> bool:
        """Whether the machine does."""
        return any(span.holds(moment) for span in self.asleep)

    def awake(self, moment: datetime) -> datetime:
        """The same moment, or when the machine wakes."""
        return next((span.end for span in self.asleep if span.holds(moment)), moment)


def kills(first: date, days: int, every: int) -> dict[tuple[str, date], int]:
    """A run killed every so many days, a digest every five times as many; always the same."""
    chance = random.Random(2013)
    return {
        ("digest" if number % (5 * every) == 0 else "run", first + timedelta(days=number)): chance.randint(2, 14)
        for number in range(every, days, every)
    }


class Book:
    """A channel that writes down whom it was handed what; it takes nothing while the mail server is down."""

    def __init__(self, path: Path, mute: list[str]) -> None:
        moments = [datetime.fromisoformat(moment) for moment in mute]
        self.path, self.mute = path, [Span(*pair) for pair in zip(moments[::2], moments[1::2], strict=True)]

    def send(self, message: bytes, recipient: str) -> None:
        """One line a hand-over; twice is twice."""
        if any(span.holds(datetime.now(UTC)) for span in self.mute):
            raise DeliveryError("the mail server is down", transient=True)
        number = next(line for line in message.decode().splitlines() if line.lower().startswith("message-id:"))
        with self.path.open("a", encoding="utf-8") as book:
            book.write(f"{recipient} {number}\n")


class World:
    """Tells the newsroom, which runs in a process of its own, what time it is and what is wrong with it."""

    def __init__(self, moment: Any, wrong: Any, environment: Mapping[str, str]) -> None:
        self._moment, self._wrong, self.environment = moment, wrong, environment

    def show(self, moment: datetime, trouble: Trouble) -> None:
        """From now on it answers as of this moment."""
        self._moment.value = moment.timestamp()
        offline = any(span.holds(moment) for span in trouble.offline)
        self._wrong.value = 2 if offline else int(any(span.holds(moment) for span in trouble.refusing))


@contextmanager
def world() -> Iterator[World]:
    """The newsroom, as long as it is needed. To be entered before this process has threads."""
    context = multiprocessing.get_context("fork")
    moment, wrong = context.Value("d", 0.0), context.Value("i", 0)
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(ours, theirs, moment, wrong), daemon=True)
    process.start()
    theirs.close()
    try:
        yield World(moment, wrong, ours.recv())
    finally:
        ours.send(None)
        process.join(20)


def _serve(others: Connection, link: Connection, moment: Any, wrong: Any) -> None:
    others.close()  # so that the end of whoever asked for the newsroom is the end of this link
    newsroom = Newsroom(read_entries())

    def respond(url: str, headers: Mapping[str, str]) -> Answer:
        newsroom.now = datetime.fromtimestamp(moment.value, UTC)
        if wrong.value == 2:
            return Answer(hang_up=True)
        return Answer(503) if wrong.value == 1 and "bbc" in url else newsroom.respond(url, headers)

    with FakeWeb(respond) as web:
        link.send(web.environment())
        with suppress(EOFError):
            link.recv()

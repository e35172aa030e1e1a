"""What every part of the store stands on: one engine, transactions that read, transactions that write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from monitor.store.engine import translated

T = TypeVar("T")


class Base:
    """The engine and its two kinds of transactions."""

    path: Path
    engine: Engine
    families: Mapping[str, str]

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and never waits for the writer."""
        with translated(self.path), self.engine.connect().execution_options(reading=True) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its start; all of it happens or nothing."""
        with translated(self.path), self.engine.begin() as connection:
            yield connection


def batched(values: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Groups of at most `size`, read as they come (Python 3.12 has it in itertools)."""
    source = iter(values)
    while group := tuple(islice(source, size)):
        yield group

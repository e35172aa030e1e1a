"""What every part of the store stands on: one engine, transactions that read, transactions that write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, func, select

from monitor.errors import NotFound
from monitor.store import tables as t
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


def among(values: Iterable[str] | Iterable[int]) -> Select[Any]:
    """Many values as a subquery: one parameter and one compiled statement, however many they are."""
    each = func.json_each(json.dumps(list(values))).table_valued("value")
    return select(each.c.value)


def require_items(connection: Connection, items: Iterable[str]) -> None:
    """NotFound names the first that is not stored."""
    wanted = set(items)
    stored = set(connection.execute(select(t.items.c.id).where(t.items.c.id.in_(among(wanted)))).scalars())
    for item in sorted(wanted - stored):
        raise NotFound(f"no item {item!r} is stored")


def require_article(connection: Connection, article: int) -> None:
    """NotFound where it is not stored."""
    if connection.execute(select(t.articles.c.id).where(t.articles.c.id == article)).first() is None:
        raise NotFound(f"no article {article} is stored")

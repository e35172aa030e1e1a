"""The demonstration's entries and the addresses under which the newsroom serves them.

Addresses are made up so that none can be taken for a publisher's page: numbers that the BBC never gave, and the word
"paraphrase" in the others.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

DEMO = Path(__file__).resolve().parents[2] / "config" / "demo"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `newsroom.jsonl`."""

    SERVED: ClassVar[tuple[str, ...]] = ("title", "summary", "published", "section")

    source: str
    published: datetime
    title: str
    summary: str
    section: str
    about: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """What somebody wrote in it."""
        return (self.title, self.summary)

    @property
    def slug(self) -> str:
        """The title as publishers put it in an address: at most eight words."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower().replace("'", ""))[:8]) + "-paraphrase"

    @property
    def number(self) -> int:
        """The same eight digits for the same entry, beyond all that the BBC ever counted to."""
        seed = f"{self.source} {self.published:%Y-%m-%dT%H:%M} {self.title}"
        return 90_000_000 + int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 10_000_000


def read_entries(path: Path = DEMO / "newsroom.jsonl") -> list[Entry]:
    """All entries in the order of the file, which is the order of time."""
    return [_entry(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def _entry(record: dict[str, object]) -> Entry:
    return Entry(
        source=str(record["source"]),
        published=datetime.fromisoformat(str(record["published"])),
        title=str(record["title"]),
        summary=str(record["summary"]),
        section=str(record["section"]),
        about=tuple(record.get("about", ())),  # type: ignore[arg-type]
        near=tuple(record.get("near", ())),  # type: ignore[arg-type]
    )


def address(entry: Entry) -> str:
    """The page of an entry, as its publisher would spell it; always the same for the same entry."""
    return _ADDRESSES[entry.source](entry)


def _bbc(entry: Entry) -> str:
    section = entry.section.replace("/", "-").replace("_", "-").replace("world-us", "world-us-canada")
    return f"https://www.bbc.co.uk/news/{section}-{entry.number}"


def _nytimes(entry: Entry) -> str:
    section = entry.section.replace("_", "").replace("world/us", "us").replace("politics", "us/politics")
    return f"https://www.nytimes.com/{entry.published:%Y/%m/%d}/{section}/{entry.slug}.html"


def _bloomberg(entry: Entry) -> str:
    return f"https://www.bloomberg.com/news/articles/{entry.published:%Y-%m-%d}/{entry.slug}"


def _reuters(entry: Entry) -> str:
    section = entry.section.replace("_", "-").replace("world/asia", "world/asia-pacific")
    return f"https://www.reuters.com/{section}/{entry.slug}-{entry.published:%Y-%m-%d}/"


_ADDRESSES = {"bbc": _bbc, "nytimes": _nytimes, "bloomberg": _bloomberg, "reuters": _reuters}

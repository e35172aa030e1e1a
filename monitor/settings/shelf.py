"""The shelf: reviews as `reviews/<slug>.toml` beside their texts, for the analyst to edit.

A review is known by the slug inside its TOML, not by the file's name.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from monitor.app import reviews
from monitor.domain.model import Due, Kind, OpenItem, Precision, Proposal, Review
from monitor.errors import ConfigError
from monitor.settings.toml import Misplaced, Strict, check, nearest, read_toml, toml_files

SLUG = rf"^(?:{reviews.SLUG.pattern})$"
MAX_ITEMS = 20_000
MAX_PHRASES = 500


def _one_line(words: str) -> str:
    if len(words.splitlines()) > 1 or any(ord(char) < ord(" ") for char in words):
        raise ValueError("it is one line, without line breaks or control characters")
    return words


Line = Annotated[str, AfterValidator(_one_line)]
"""It becomes a subject, a heading, a cell."""
Phrase = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
"""A longer one is a sentence, which no report repeats; an empty one names nothing."""


class DueFile(Strict):
    """`due = { earliest, latest, text, precision, anchor }`."""

    earliest: dt.date | None = Field(default=None, ge=dt.date(1900, 1, 1), le=dt.date(2200, 12, 31))
    latest: dt.date | None = Field(default=None, ge=dt.date(1900, 1, 1), le=dt.date(2200, 12, 31))
    text: str = ""
    precision: Precision = Precision.DAY
    anchor: str | None = None

    @field_validator("latest")
    @classmethod
    def _in_order(cls, latest: dt.date | None, info: object) -> dt.date | None:
        earliest = getattr(info, "data", {}).get("earliest")
        if latest and earliest and latest < earliest:
            raise ValueError(f"latest {latest} lies before earliest {earliest}")
        return latest


class ItemFile(Strict):
    """One `[[item]]` table."""

    key: str = Field(pattern=SLUG)
    title: Line = Field(min_length=1, max_length=500)
    kind: Kind
    criterion: str = ""
    due: DueFile | None = None
    actors: tuple[Phrase, ...] = Field(default=(), max_length=MAX_PHRASES)
    terms: tuple[Phrase, ...] = Field(default=(), max_length=MAX_PHRASES)
    not_terms: tuple[Phrase, ...] = Field(default=(), max_length=MAX_PHRASES)
    quote: str = ""
    span: tuple[int, int] | None = None
    polarity: int = Field(default=1, ge=-1, le=1)
    commitment: bool = True
    closed: bool = False

    def item(self, review: Review) -> OpenItem:
        """The table as the house's value."""
        due = Due(**self.due.model_dump()) if self.due else None
        fields = self.model_dump(exclude={"due"})
        return OpenItem(review=review.slug, due=due, since=review.date, **fields)


class ReviewFile(Strict):
    """`[review]`."""

    slug: str = Field(pattern=SLUG)
    title: Line = Field(min_length=1)
    date: dt.date = Field(ge=dt.date(1900, 1, 1), le=dt.date(2200, 12, 31))
    file: str = ""
    sources: tuple[str, ...] = ()


class ShelfFile(Strict):
    """A review's whole TOML."""

    review: ReviewFile
    item: tuple[ItemFile, ...] = Field(default=(), max_length=MAX_ITEMS)

    @field_validator("item")
    @classmethod
    def _distinct(cls, items: tuple[ItemFile, ...]) -> tuple[ItemFile, ...]:
        keys: set[str] = set()
        for place, item in enumerate(items):
            if item.key in keys:
                raise Misplaced(f"two items bear the key {item.key!r}", place, "key")
            keys.add(item.key)
        for place, item in enumerate(items):
            anchor = item.due.anchor if item.due else None
            if anchor is not None and anchor not in keys:
                cause = f"{anchor!r} is no item of this review{nearest(anchor, keys - {item.key})}"
                raise Misplaced(cause, place, "due", "anchor")
        anchors = {item.key: item.due.anchor for item in items if item.due and item.due.anchor}
        for place, item in enumerate(items):
            if ring := _ring(item.key, anchors):
                raise Misplaced(f"the dates hang on each other in a ring: {' -> '.join(ring)}", place, "due", "anchor")
        return items


def _ring(key: str, anchors: Mapping[str, str]) -> list[str]:
    """The keys of the ring of anchors that leads back to `key`; empty where there is none."""
    path = [key]
    while (following := anchors.get(path[-1])) and following not in path[1:]:
        path.append(following)
        if following == key:
            return path
    return []


def read_review_file(path: Path) -> tuple[Review, tuple[OpenItem, ...]]:
    """One TOML as values; ConfigError names file, line and key."""
    file = read_toml(path, ShelfFile)
    review = Review(**file.review.model_dump())
    return review, tuple(table.item(review) for table in file.item)


@dataclass(frozen=True, slots=True)
class FolderShelf:
    """The shelf as a folder."""

    folder: Path

    def load(self) -> tuple[list[tuple[Review, tuple[OpenItem, ...]]], list[ConfigError]]:
        """All reviews that can be read, and a complaint for each file that cannot."""
        found: dict[str, tuple[Review, tuple[OpenItem, ...]]] = {}
        wrong: list[ConfigError] = []
        try:
            paths = toml_files(self.folder)
        except ConfigError as error:
            return [], [error]
        for path in paths:
            try:
                review, items = read_review_file(path)
                if review.slug in found:
                    raise ConfigError(
                        f"another file holds review {review.slug!r} too", file=str(path), key="review.slug"
                    )
                found[review.slug] = (review, items)
            except ConfigError as error:
                wrong.append(error)
        return list(found.values()), wrong

    def path_of(self, slug: str) -> Path | None:
        """The TOML that holds a review, whatever the file's name; None where there is none."""
        for path in toml_files(self.folder):
            try:
                if read_toml(path, ShelfFile).review.slug == slug:
                    return path
            except ConfigError:
                continue
        return None

    def save(self, proposal: Proposal, text: str) -> str:
        """Write text and TOML of a new review; ConfigError where its slug is taken."""
        from monitor.settings.proposal import as_toml

        slug = proposal.review.slug
        target = self.folder / f"{slug}.toml"
        if target.exists() or self.path_of(slug):
            raise ConfigError(f"review {slug!r} is on the shelf already", file=str(self.path_of(slug) or target))
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{slug}.txt").write_text(text, encoding="utf-8", newline="")
        _write_whole(target, as_toml(proposal, file=f"{slug}.txt"))
        return str(target)

    def put_item(self, item: OpenItem) -> str:
        """Write one item into its review's TOML; checked as a whole before anything is written."""
        from monitor.settings.proposal import with_item

        path = self.path_of(item.review)
        if path is None:
            raise ConfigError(f"no review {item.review!r} is on the shelf", file=str(self.folder))
        text = with_item(path.read_text(encoding="utf-8-sig"), item)
        check(tomllib.loads(text), ShelfFile, file=str(path), text=text)
        _write_whole(path, text)
        return str(path)


def _write_whole(path: Path, text: str) -> None:
    """A reader never sees half a file: written aside, then renamed."""
    aside = path.with_suffix(".toml.new")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)

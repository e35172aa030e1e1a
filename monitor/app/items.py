"""The analyst's hand: items added, edited and closed in the review's own TOML, which stays the only truth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from monitor.app.context import App
from monitor.app.records import SyncReport
from monitor.app.reviews import SLUG
from monitor.app.sync import sync_items
from monitor.domain.model import Due, Kind, OpenItem, Review
from monitor.domain.review import due_in_words, key_and_terms
from monitor.errors import InputError, NotFound


@dataclass(frozen=True, slots=True)
class Change:
    """What a person wants of an item; None and empty mean: as it is."""

    title: str | None = None
    kind: Kind | None = None
    criterion: str | None = None
    due: str | None = None
    """In words or as a day, read against the review's date; "none" takes it away."""
    actors: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    not_terms: tuple[str, ...] = ()
    """Phrases that come to those that are there."""
    drop: tuple[str, ...] = ()
    """Actors and phrases that go."""
    polarity: int | None = None
    commitment: bool | None = None
    closed: bool | None = None


def kept_item(app: App, name: str) -> tuple[Review, OpenItem]:
    """An item of the shelf by `review/key`, or by its key alone where only one review has it; NotFound."""
    reviews, wrong = app.shelf.load()
    found = [(review, item) for review, items in reviews for item in items if name in (item.id, item.key)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(f"item {name!r} stands in several reviews: {', '.join(item.id for _, item in found)}")
    if wrong:
        raise wrong[0]
    raise NotFound(f"no item {name!r}; see: followup items list --all")


def add_item(app: App, slug: str, change: Change, *, key: str | None = None, quote: str = "") -> OpenItem:
    """A new item at the end of a review's file; what is not said (key, terms) is made as the reader makes it."""
    review, items = _kept_review(app, slug)
    taken = {item.key for item in items}
    made, terms = key_and_terms(change.title or "", taken)
    if key is not None and (not SLUG.fullmatch(key) or key in taken):
        cause = "is taken" if key in taken else "is no key: small letters, digits, dots, hyphens and underscores"
        raise InputError(cause, source=repr(key))
    blank = OpenItem(slug, key or made, "", change.kind or Kind.EVENT, quote=quote, since=review.date)
    return _put(app, _changed(blank, replace(change, terms=change.terms or terms), review.date))


def edit_item(app: App, name: str, change: Change) -> OpenItem:
    """The item with the change, in its file; comments and all other items stay as they are."""
    review, item = kept_item(app, name)
    return _put(app, _changed(item, change, review.date))


def sync_one(app: App, slug: str) -> SyncReport | None:
    """Takes the files in; the report of one review."""
    reports, _ = sync_items(app)
    return next((report for report in reports if report.review == slug), None)


def _kept_review(app: App, slug: str) -> tuple[Review, tuple[OpenItem, ...]]:
    reviews, wrong = app.shelf.load()
    for review, items in reviews:
        if review.slug == slug:
            return review, items
    if wrong:
        raise wrong[0]
    raise NotFound(f"no review {slug!r}; see: followup review list")


def _put(app: App, item: OpenItem) -> OpenItem:
    app.shelf.put_item(item)
    sync_one(app, item.review)
    return item


def _changed(item: OpenItem, change: Change, day: date) -> OpenItem:
    said: dict[str, Any] = {
        name: value
        for name in ("title", "kind", "criterion", "polarity", "commitment", "closed")
        if (value := getattr(change, name)) is not None
    }
    if change.due is not None:
        said["due"] = _due(change.due, day)
    _check_drops(item, change.drop)
    for name in ("actors", "terms", "not_terms"):
        said[name] = _merged(getattr(item, name), getattr(change, name), change.drop)
    return replace(item, **said)


def _due(words: str, day: date) -> Due | None:
    if words.strip().lower() in ("", "none"):
        return None
    due = due_in_words(words, day)
    if due is None:
        raise InputError(
            "no date can be read in it: 2015-03-31, 'by the end of March 2015' or none", source=repr(words)
        )
    return due


def _merged(before: Sequence[str], more: Iterable[str], drop: Sequence[str]) -> tuple[str, ...]:
    gone = {phrase.casefold() for phrase in drop}
    return tuple(dict.fromkeys(phrase for phrase in (*before, *more) if phrase.casefold() not in gone))


def _check_drops(item: OpenItem, drop: Sequence[str]) -> None:
    """A misspelt phrase that drops nothing would go unseen."""
    known = {phrase.casefold() for phrase in (*item.actors, *item.terms, *item.not_terms)}
    for phrase in drop:
        if phrase.casefold() not in known:
            raise InputError(f"{item.id} has no such actor or term to drop", source=repr(phrase))

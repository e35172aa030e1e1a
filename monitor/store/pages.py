"""Articles' own pages: whose is to be read, and what it gave."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from monitor.domain.model import Article, Decision, Origin, Outcome, Page, PageReading
from monitor.domain.model.page import surer
from monitor.store import tables as t
from monitor.store.articles import article_of
from monitor.store.base import Base, among
from monitor.store.identity import address_key
from monitor.store.intake import poorer

TRIES = 3
"""Runs in which a page that could not be reached is asked for."""


class Pages(Base):
    """The pages of candidates."""

    def articles_without_page(self, sources: Sequence[str], since: datetime, limit: int) -> list[Article]:
        """Articles first seen after `since` that may belong to an item and whose page was not read, newest first."""
        a, m, p = t.articles.c, t.matches.c, t.pages.c
        may = or_(m.decision.in_([Decision.MATCH.value, Decision.POSSIBLE.value]), m.judgement == 1)
        done = and_(p.article == a.id, or_(p.outcome != Outcome.UNREACHABLE.value, p.tries >= TRIES))
        query = select(t.articles).where(
            a.source.in_(among(sources)),
            a.first_seen > since,
            a.origin == Origin.COLLECTED.value,
            a.body == "",
            exists().where(m.article == a.id, may),
            ~exists().where(done),
        )
        with self.reading() as connection:
            return [
                article_of(row) for row in connection.execute(query.order_by(a.first_seen.desc(), a.id).limit(limit))
            ]

    def save_page(self, reading: PageReading, now: datetime) -> bool:
        """Keep how it ended and what it said, in one transaction; returns whether the article changed by it."""
        own = t.articles.c.id == reading.article
        with self.writing() as connection:
            stored = connection.execute(select(t.articles).where(own)).one()
            tries = (
                connection.execute(select(t.pages.c.tries).where(t.pages.c.article == reading.article)).scalar() or 0
            )
            row = _row(reading, now) | {"tries": tries + 1}
            connection.execute(upsert(t.pages).values(**row).on_conflict_do_update(["article"], set_=row))
            if reading.page is None:
                return False
            changes = _changes(stored, reading.page)
            if changes.keys() & {"body", "published"}:
                changes["tracked"] = 0  # what was read stands on these
            if changes:
                connection.execute(update(t.articles).where(own).values(changes))
            _alias(connection, reading.article, reading.page.url)
            return "tracked" in changes


def _row(reading: PageReading, now: datetime) -> dict[str, Any]:
    page = reading.page
    said = ("url", "published", "published_from", "modified", "language")
    values: dict[str, Any] = {name: getattr(page, name) for name in said} if page else {}
    if page:
        values["access"] = page.access.value
    return {"article": reading.article, "at": now, "outcome": reading.outcome.value, "cause": reading.cause} | values


def _changes(stored: Row[Any], page: Page) -> dict[str, Any]:
    """What the page knows better: its text, how open it is, a surer time of publication, a later change."""
    changes: dict[str, Any] = {}
    body = page.body.strip()
    if len(body) > len(stored.body) and body != stored.summary:
        changes["body"] = body
    if poorer(stored.access, page.access.value):
        changes["access"] = page.access.value
    surest = page.published is not None and (
        stored.published is None or surer(page.published_from, stored.published_from)
    )
    if surest and page.published != stored.published:
        changes |= {"published": page.published, "published_from": page.published_from}
    if page.modified and (stored.modified is None or page.modified > stored.modified):
        changes["modified"] = page.modified
    if not stored.language and page.language:
        changes["language"] = page.language
    return changes


def _alias(connection: Connection, article: int, url: str) -> None:
    """The page's own address is one more name of the article, unless another one bears it."""
    if url:
        row = {"key": address_key(url), "article": article}
        connection.execute(upsert(t.aliases).values(**row).on_conflict_do_nothing())

"""The tables (docs/database.md says what each is for). All are STRICT."""

from __future__ import annotations

from typing import Any

from sqlalchemy import REAL, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

from monitor.store.types import Day, Json, Moment

metadata = MetaData()


def _table(name: str, *parts: Any) -> Table:
    return Table(name, metadata, *parts, sqlite_strict=True)


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="", **options)


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default="0")


reviews = _table(
    "reviews",
    Column("slug", Text, primary_key=True),
    _text("title"),
    Column("date", Day, nullable=False),
    _text("file"),
    Column("sources", Json, nullable=False),
    Column("synced_at", Moment, nullable=False),
)

items = _table(
    "items",
    Column("id", Text, primary_key=True),
    Column("review", ForeignKey("reviews.slug"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("definition", Json, nullable=False),
    _count("closed"),
    _count("tracked"),
    Column("added_at", Moment, nullable=False),
)

articles = _table(
    "articles",
    Column("id", Integer, primary_key=True),
    Column("source", Text, nullable=False),
    _text("family"),
    _text("origin_family"),
    _text("external_id"),
    _text("url"),
    _text("title"),
    _text("summary"),
    _text("body"),
    Column("published", Moment),
    _text("published_from"),
    Column("modified", Moment),
    Column("first_seen", Moment, nullable=False),
    _text("language"),
    Column("keywords", Json, nullable=False),
    _text("access"),
    _text("origin"),
    _text("title_from"),
    _count("tracked"),
    Index("articles_untracked", "published", "url", sqlite_where=Column("tracked") == 0),
    Index("articles_external", "external_id"),
)

aliases = _table(
    "article_aliases",
    Column("key", Text, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False),
    Index("article_aliases_article", "article"),
)

revisions = _table(
    "article_revisions",
    Column("id", Integer, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False),
    Column("replaced_at", Moment, nullable=False),
    _text("title"),
    _text("summary"),
    Index("article_revisions_article", "article"),
)

pages = _table(
    "pages",
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    _count("tries"),
    _text("outcome"),
    _text("cause"),
    _text("url"),
    Column("published", Moment),
    _text("published_from"),
    Column("modified", Moment),
    _text("access"),
    _text("language"),
)

matches = _table(
    "matches",
    Column("item", ForeignKey("items.id"), primary_key=True),
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("score", REAL, nullable=False),
    _text("decision"),
    Column("reasons", Json, nullable=False),
    Column("features", Json, nullable=False),
    _text("version"),
    Column("judgement", Integer),
    _text("judged_by"),
    Column("judged_at", Moment),
    Index("matches_article", "article"),
)

evidence = _table(
    "evidence",
    Column("id", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("article", ForeignKey("articles.id"), nullable=False),
    _text("signal"),
    _text("modality"),
    _text("quote"),
    _text("field"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("trigger_start", Integer, nullable=False),
    Column("trigger_end", Integer, nullable=False),
    _text("cue"),
    Column("published", Moment, nullable=False),
    Column("learnt", Moment, nullable=False),
    Column("occurred", Day),
    Column("new_due", Json),
    _text("attribution"),
    _count("anchored"),
    _text("grade"),
    _text("family"),
    _text("source"),
    Column("relevance", REAL, nullable=False),
    _count("backfilled"),
    _text("version"),
    UniqueConstraint("item", "article", "field", "start", "end", "signal", "cue", name="evidence_identity"),
    Index("evidence_article", "article"),
)

status_changes = _table(
    "status_changes",
    Column("id", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("as_of", Day, nullable=False),
    _text("state"),
    _text("clock"),
    _text("substate"),
    Column("confidence", REAL, nullable=False),
    Column("before", REAL),
    _text("rule"),
    _text("rule_version"),
    _text("sentence"),
    Column("evidence", Json, nullable=False),
    Column("flags", Json, nullable=False),
    Column("learnt", Day),
    Column("due", Json),
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("item", "position", name="status_changes_order"),
)

verdicts = _table(
    "verdicts",
    Column("id", Integer, primary_key=True),
    Column("item", ForeignKey("items.id"), nullable=False),
    Column("state", Text),
    _text("because"),
    _text("by"),
    Column("decided", Moment, nullable=False),
    _count("pinned"),
    Column("undone_at", Moment),
    Index("verdicts_item", "item"),
)

runs = _table(
    "runs",
    Column("id", Integer, primary_key=True),
    Column("as_of", Moment, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    _text("state"),
    _text("version"),
    Column("counts", Json, nullable=False),
    Column("troubles", Json, nullable=False),
)

endpoints = _table(
    "endpoints",
    Column("key", Text, primary_key=True),
    _text("source"),
    _text("etag"),
    _text("last_modified"),
    _text("body_hash"),
    Column("rhythm", Json),
    Column("rhythm_of", Day),
    Column("not_before", Moment),
)

readings = _table(
    "endpoint_readings",
    Column("id", Integer, primary_key=True),
    Column("endpoint", ForeignKey("endpoints.key"), nullable=False),
    _text("source"),
    Column("run", ForeignKey("runs.id")),
    Column("at", Moment, nullable=False),
    _text("outcome"),
    _count("healthy"),
    _count("http_status"),
    _count("entries"),
    _count("new"),
    _text("cause"),
    _count("elapsed_ms"),
    _count("revised"),
    _count("known"),
    _count("dropped"),
    Column("newest", Moment),
    _text("condition"),
    Index("endpoint_readings_endpoint", "endpoint", "at"),
    Index("endpoint_readings_new", "endpoint", "at", sqlite_where=Column("new") > 0),
    Index("endpoint_readings_newest", "endpoint", "at", sqlite_where=Column("newest").is_not(None)),
    Index("endpoint_readings_healthy", "source", "at", sqlite_where=Column("healthy") == 1),
)

health = _table(
    "health",
    Column("id", Integer, primary_key=True),
    Column("subject", Text, nullable=False),
    _text("source"),
    Column("at", Moment, nullable=False),
    _text("condition"),
    _text("because"),
    Column("since", Moment),
    Index("health_subject", "subject", "at"),
)

outbox = _table(
    "outbox",
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    _text("channel"),
    _text("state"),
    _count("attempts"),
    Column("message", LargeBinary, nullable=False),
    Column("as_of", Moment, nullable=False),
    _text("cause"),
    Column("kind", Text, nullable=False, server_default="digest"),
    Column("since", Moment),
    _text("subject"),
    _text("sha256"),
    Column("cited", Json),
    UniqueConstraint("digest", "recipient", name="outbox_once"),
    Index("outbox_state", "state"),
    Index("outbox_recipient", "recipient", "as_of"),
)

readers = _table(
    "readers",
    Column("recipient", Text, primary_key=True),
    Column("since", Moment, nullable=False),
)

unsubscribed = _table(
    "unsubscribed",
    Column("recipient", Text, primary_key=True),
    Column("at", Moment, nullable=False),
)

attempts = _table(
    "delivery_attempts",
    Column("id", Integer, primary_key=True),
    Column("entry", ForeignKey("outbox.id"), nullable=False),
    Column("at", Moment, nullable=False),
    _text("state"),
    _text("cause"),
    Index("delivery_attempts_entry", "entry"),
)

lease = _table(
    "lease",
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("since", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
)

pruned = _table(
    "pruned",
    Column("source", Text, primary_key=True),
    Column("day", Day, primary_key=True),
    _count("articles"),
)

jobs = _table(
    "jobs",
    Column("name", Text, primary_key=True),
    Column("begun", Moment, nullable=False),
)

windows = _table(
    "windows",
    Column("id", Integer, primary_key=True),
    _text("source"),
    _text("route"),
    Column("first", Day, nullable=False),
    Column("last", Day, nullable=False),
    _text("cursor"),
    _text("state"),
    _count("requests"),
    _count("entries"),
    _count("new"),
    _text("cause"),
    _count("attempts"),
    Column("retry_at", Moment),
    UniqueConstraint("source", "route", "first", "last", name="windows_once"),
)

robots = _table(
    "robots",
    Column("site", Text, primary_key=True),
    _text("body"),
    Column("read_at", Moment, nullable=False),
)

archive_hosts = _table(
    "archive_hosts",
    Column("host", Text, primary_key=True),
    Column("asked_at", Moment),
    Column("day", Day),
    _count("asked"),
    Column("shut_until", Moment),
    _count("strikes"),
)

raw_answers = _table(
    "raw_answers",
    Column("url", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("fetched_at", Moment, nullable=False),
)

SEARCH = (
    """CREATE VIRTUAL TABLE articles_search USING fts5(
         title, summary, body, content='articles', content_rowid='id', tokenize='porter unicode61')""",
    """CREATE TRIGGER articles_search_insert AFTER INSERT ON articles BEGIN
         INSERT INTO articles_search(rowid, title, summary, body)
         VALUES (new.id, new.title, new.summary, new.body); END""",
    """CREATE TRIGGER articles_search_delete AFTER DELETE ON articles BEGIN
         INSERT INTO articles_search(articles_search, rowid, title, summary, body)
         VALUES ('delete', old.id, old.title, old.summary, old.body); END""",
    """CREATE TRIGGER articles_search_update AFTER UPDATE OF title, summary, body ON articles BEGIN
         INSERT INTO articles_search(articles_search, rowid, title, summary, body)
         VALUES ('delete', old.id, old.title, old.summary, old.body);
         INSERT INTO articles_search(rowid, title, summary, body)
         VALUES (new.id, new.title, new.summary, new.body); END""",
)
"""The full-text index, kept by triggers; a migration that rebuilds `articles` must make them anew."""

"""The first schema: reviews and items, the archive with its search, tracking, people's words, runs, the outbox.

Written out as it was, and not derived from today's tables: a migration must do tomorrow what it does today.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE articles (
      id INTEGER NOT NULL,
      source TEXT NOT NULL,
      family TEXT DEFAULT '' NOT NULL,
      origin_family TEXT DEFAULT '' NOT NULL,
      external_id TEXT DEFAULT '' NOT NULL,
      url TEXT DEFAULT '' NOT NULL,
      title TEXT DEFAULT '' NOT NULL,
      summary TEXT DEFAULT '' NOT NULL,
      body TEXT DEFAULT '' NOT NULL,
      published TEXT,
      published_from TEXT DEFAULT '' NOT NULL,
      modified TEXT,
      first_seen TEXT NOT NULL,
      language TEXT DEFAULT '' NOT NULL,
      keywords TEXT NOT NULL,
      access TEXT DEFAULT '' NOT NULL,
      origin TEXT DEFAULT '' NOT NULL,
      tracked INTEGER DEFAULT '0' NOT NULL,
      PRIMARY KEY (id)
)
 STRICT""",
    """CREATE INDEX articles_external ON articles (external_id)""",
    """CREATE INDEX articles_untracked ON articles (published, url) WHERE tracked = 0""",
    """CREATE TABLE endpoints (
      "key" TEXT NOT NULL,
      source TEXT DEFAULT '' NOT NULL,
      etag TEXT DEFAULT '' NOT NULL,
      last_modified TEXT DEFAULT '' NOT NULL,
      body_hash TEXT DEFAULT '' NOT NULL,
      PRIMARY KEY ("key")
)
 STRICT""",
    """CREATE TABLE lease (
      name TEXT NOT NULL,
      owner TEXT NOT NULL,
      since TEXT NOT NULL,
      expires TEXT NOT NULL,
      PRIMARY KEY (name)
)
 STRICT""",
    """CREATE TABLE outbox (
      id INTEGER NOT NULL,
      digest TEXT NOT NULL,
      recipient TEXT NOT NULL,
      channel TEXT DEFAULT '' NOT NULL,
      state TEXT DEFAULT '' NOT NULL,
      attempts INTEGER DEFAULT '0' NOT NULL,
      message BLOB NOT NULL,
      as_of TEXT NOT NULL,
      cause TEXT DEFAULT '' NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT outbox_once UNIQUE (digest, recipient)
)
 STRICT""",
    """CREATE TABLE reviews (
      slug TEXT NOT NULL,
      title TEXT DEFAULT '' NOT NULL,
      date TEXT NOT NULL,
      file TEXT DEFAULT '' NOT NULL,
      sources TEXT NOT NULL,
      synced_at TEXT NOT NULL,
      PRIMARY KEY (slug)
)
 STRICT""",
    """CREATE TABLE runs (
      id INTEGER NOT NULL,
      as_of TEXT NOT NULL,
      started TEXT NOT NULL,
      finished TEXT,
      state TEXT DEFAULT '' NOT NULL,
      version TEXT DEFAULT '' NOT NULL,
      counts TEXT NOT NULL,
      troubles TEXT NOT NULL,
      PRIMARY KEY (id)
)
 STRICT""",
    """CREATE TABLE windows (
      id INTEGER NOT NULL,
      source TEXT DEFAULT '' NOT NULL,
      route TEXT DEFAULT '' NOT NULL,
      first TEXT NOT NULL,
      last TEXT NOT NULL,
      cursor TEXT DEFAULT '' NOT NULL,
      state TEXT DEFAULT '' NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT windows_once UNIQUE (source, route, first, last)
)
 STRICT""",
    """CREATE TABLE article_aliases (
      "key" TEXT NOT NULL,
      article INTEGER NOT NULL,
      PRIMARY KEY ("key"),
      FOREIGN KEY(article) REFERENCES articles (id)
)
 STRICT""",
    """CREATE INDEX article_aliases_article ON article_aliases (article)""",
    """CREATE TABLE article_revisions (
      id INTEGER NOT NULL,
      article INTEGER NOT NULL,
      replaced_at TEXT NOT NULL,
      title TEXT DEFAULT '' NOT NULL,
      summary TEXT DEFAULT '' NOT NULL,
      PRIMARY KEY (id),
      FOREIGN KEY(article) REFERENCES articles (id)
)
 STRICT""",
    """CREATE TABLE delivery_attempts (
      id INTEGER NOT NULL,
      entry INTEGER NOT NULL,
      at TEXT NOT NULL,
      state TEXT DEFAULT '' NOT NULL,
      cause TEXT DEFAULT '' NOT NULL,
      PRIMARY KEY (id),
      FOREIGN KEY(entry) REFERENCES outbox (id)
)
 STRICT""",
    """CREATE TABLE endpoint_readings (
      id INTEGER NOT NULL,
      endpoint TEXT NOT NULL,
      source TEXT DEFAULT '' NOT NULL,
      run INTEGER,
      at TEXT NOT NULL,
      outcome TEXT DEFAULT '' NOT NULL,
      healthy INTEGER DEFAULT '0' NOT NULL,
      http_status INTEGER DEFAULT '0' NOT NULL,
      entries INTEGER DEFAULT '0' NOT NULL,
      new INTEGER DEFAULT '0' NOT NULL,
      cause TEXT DEFAULT '' NOT NULL,
      elapsed_ms INTEGER DEFAULT '0' NOT NULL,
      PRIMARY KEY (id),
      FOREIGN KEY(endpoint) REFERENCES endpoints ("key"),
      FOREIGN KEY(run) REFERENCES runs (id)
)
 STRICT""",
    """CREATE INDEX endpoint_readings_at ON endpoint_readings (at)""",
    """CREATE INDEX endpoint_readings_endpoint ON endpoint_readings (endpoint, at)""",
    """CREATE TABLE items (
      id TEXT NOT NULL,
      review TEXT NOT NULL,
      position INTEGER NOT NULL,
      definition TEXT NOT NULL,
      closed INTEGER DEFAULT '0' NOT NULL,
      tracked INTEGER DEFAULT '0' NOT NULL,
      added_at TEXT NOT NULL,
      PRIMARY KEY (id),
      FOREIGN KEY(review) REFERENCES reviews (slug)
)
 STRICT""",
    """CREATE TABLE evidence (
      id INTEGER NOT NULL,
      item TEXT NOT NULL,
      article INTEGER NOT NULL,
      signal TEXT DEFAULT '' NOT NULL,
      modality TEXT DEFAULT '' NOT NULL,
      quote TEXT DEFAULT '' NOT NULL,
      field TEXT DEFAULT '' NOT NULL,
      start INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      trigger_start INTEGER NOT NULL,
      trigger_end INTEGER NOT NULL,
      cue TEXT DEFAULT '' NOT NULL,
      published TEXT NOT NULL,
      learnt TEXT NOT NULL,
      occurred TEXT,
      new_due TEXT,
      attribution TEXT DEFAULT '' NOT NULL,
      anchored INTEGER DEFAULT '0' NOT NULL,
      grade TEXT DEFAULT '' NOT NULL,
      family TEXT DEFAULT '' NOT NULL,
      source TEXT DEFAULT '' NOT NULL,
      relevance REAL NOT NULL,
      backfilled INTEGER DEFAULT '0' NOT NULL,
      version TEXT DEFAULT '' NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT evidence_identity UNIQUE (item, article, field, start, "end", signal, cue),
      FOREIGN KEY(item) REFERENCES items (id),
      FOREIGN KEY(article) REFERENCES articles (id)
)
 STRICT""",
    """CREATE INDEX evidence_article ON evidence (article)""",
    """CREATE TABLE matches (
      item TEXT NOT NULL,
      article INTEGER NOT NULL,
      score REAL NOT NULL,
      decision TEXT DEFAULT '' NOT NULL,
      reasons TEXT NOT NULL,
      features TEXT NOT NULL,
      version TEXT DEFAULT '' NOT NULL,
      judgement INTEGER,
      judged_by TEXT DEFAULT '' NOT NULL,
      judged_at TEXT,
      PRIMARY KEY (item, article),
      FOREIGN KEY(item) REFERENCES items (id),
      FOREIGN KEY(article) REFERENCES articles (id)
)
 STRICT""",
    """CREATE INDEX matches_article ON matches (article)""",
    """CREATE TABLE status_changes (
      id INTEGER NOT NULL,
      item TEXT NOT NULL,
      position INTEGER NOT NULL,
      as_of TEXT NOT NULL,
      state TEXT DEFAULT '' NOT NULL,
      clock TEXT DEFAULT '' NOT NULL,
      substate TEXT DEFAULT '' NOT NULL,
      confidence REAL NOT NULL,
      "before" REAL,
      rule TEXT DEFAULT '' NOT NULL,
      rule_version TEXT DEFAULT '' NOT NULL,
      sentence TEXT DEFAULT '' NOT NULL,
      evidence TEXT NOT NULL,
      flags TEXT NOT NULL,
      learnt TEXT,
      recorded_at TEXT NOT NULL,
      PRIMARY KEY (id),
      CONSTRAINT status_changes_order UNIQUE (item, position),
      FOREIGN KEY(item) REFERENCES items (id)
)
 STRICT""",
    """CREATE TABLE verdicts (
      id INTEGER NOT NULL,
      item TEXT NOT NULL,
      state TEXT,
      because TEXT DEFAULT '' NOT NULL,
      "by" TEXT DEFAULT '' NOT NULL,
      decided TEXT NOT NULL,
      pinned INTEGER DEFAULT '0' NOT NULL,
      undone_at TEXT,
      PRIMARY KEY (id),
      FOREIGN KEY(item) REFERENCES items (id)
)
 STRICT""",
    """CREATE INDEX verdicts_item ON verdicts (item)""",
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


def upgrade() -> None:
    for statement in STATEMENTS:
        op.get_bind().exec_driver_sql(statement)

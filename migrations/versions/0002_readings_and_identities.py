"""What a reading dropped and knew, the deadline of a status change, one key for all spellings of an address.

Only columns and indexes are added: rebuilding a table would drop the triggers of the full-text index. The keys of
addresses are computed by today's rules, on purpose: they must be those that intake looks for.
"""

from __future__ import annotations

from alembic import op

from monitor.domain.urls import article_key, entry_identity

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE status_changes ADD COLUMN due TEXT",
    "ALTER TABLE endpoint_readings ADD COLUMN revised INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE endpoint_readings ADD COLUMN known INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE endpoint_readings ADD COLUMN dropped INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE endpoint_readings ADD COLUMN newest TEXT",
    "DROP INDEX endpoint_readings_at",
    "CREATE INDEX endpoint_readings_healthy ON endpoint_readings (source, at) WHERE healthy = 1",
    "CREATE INDEX article_revisions_article ON article_revisions (article)",
    "CREATE INDEX delivery_attempts_entry ON delivery_attempts (entry)",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)
    articles = connection.exec_driver_sql("SELECT id, source, url, external_id FROM articles ORDER BY id").fetchall()
    keys = [(key, article) for article, *names in articles for key in _keys(*names)]
    if keys:
        connection.exec_driver_sql("INSERT OR IGNORE INTO article_aliases (key, article) VALUES (?, ?)", keys)


def _keys(source: str, url: str, external_id: str) -> list[str]:
    keys = [f"url:{article_key(url)}"] if url.strip() else []
    return [*keys, f"id:{source}:{entry_identity(external_id)}"] if external_id.strip() else keys


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

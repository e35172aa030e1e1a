"""Windows of a backfill with their account, the pace kept with each archive's host, and where raw answers lie."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    "ALTER TABLE windows ADD COLUMN requests INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE windows ADD COLUMN entries INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE windows ADD COLUMN new INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE windows ADD COLUMN cause TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE windows ADD COLUMN attempts INTEGER NOT NULL DEFAULT '0'",
    "ALTER TABLE windows ADD COLUMN retry_at TEXT",
    """CREATE TABLE archive_hosts (
      host TEXT NOT NULL,
      asked_at TEXT,
      day TEXT,
      asked INTEGER DEFAULT '0' NOT NULL,
      shut_until TEXT,
      strikes INTEGER DEFAULT '0' NOT NULL,
      PRIMARY KEY (host)
    ) STRICT""",
    """CREATE TABLE raw_answers (
      url TEXT NOT NULL,
      file TEXT NOT NULL,
      "offset" INTEGER NOT NULL,
      fetched_at TEXT NOT NULL,
      PRIMARY KEY (url)
    ) STRICT""",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

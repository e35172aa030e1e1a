"""Conditions of sources and routes as they changed, routes' rhythms, readings that prove nothing; articles' own pages.

Only columns, tables and indexes are added.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """CREATE TABLE health (
         id INTEGER NOT NULL,
         subject TEXT NOT NULL,
         source TEXT DEFAULT '' NOT NULL,
         at TEXT NOT NULL,
         condition TEXT DEFAULT '' NOT NULL,
         because TEXT DEFAULT '' NOT NULL,
         since TEXT,
         PRIMARY KEY (id)
       ) STRICT""",
    "CREATE INDEX health_subject ON health (subject, at)",
    "ALTER TABLE endpoints ADD COLUMN rhythm TEXT",
    "ALTER TABLE endpoints ADD COLUMN rhythm_of TEXT",
    "ALTER TABLE endpoint_readings ADD COLUMN condition TEXT DEFAULT '' NOT NULL",
    "CREATE INDEX endpoint_readings_new ON endpoint_readings (endpoint, at) WHERE new > 0",
    """CREATE TABLE pages (
         article INTEGER NOT NULL,
         at TEXT NOT NULL,
         tries INTEGER DEFAULT '0' NOT NULL,
         outcome TEXT DEFAULT '' NOT NULL,
         cause TEXT DEFAULT '' NOT NULL,
         url TEXT DEFAULT '' NOT NULL,
         published TEXT,
         published_from TEXT DEFAULT '' NOT NULL,
         modified TEXT,
         access TEXT DEFAULT '' NOT NULL,
         language TEXT DEFAULT '' NOT NULL,
         PRIMARY KEY (article),
         FOREIGN KEY(article) REFERENCES articles (id)
       ) STRICT""",
    "CREATE INDEX endpoint_readings_newest ON endpoint_readings (endpoint, at) WHERE newest IS NOT NULL",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

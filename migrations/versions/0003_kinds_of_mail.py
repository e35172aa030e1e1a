"""Which entries of the outbox are digests and which alerts, since when each tells, and who wants no more of them."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    "ALTER TABLE outbox ADD COLUMN kind TEXT NOT NULL DEFAULT 'digest'",
    "ALTER TABLE outbox ADD COLUMN since TEXT",
    "CREATE INDEX outbox_state ON outbox (state)",
    "CREATE INDEX outbox_recipient ON outbox (recipient, as_of)",
    "CREATE TABLE unsubscribed (recipient TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (recipient)) STRICT",
)


def upgrade() -> None:
    connection = op.get_bind()
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

"""The robots.txt of each host, so that a run within a day asks for it no second time."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE TABLE robots (site TEXT NOT NULL, body TEXT DEFAULT '' NOT NULL, read_at TEXT NOT NULL,"
        " PRIMARY KEY (site)) STRICT"
    )


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

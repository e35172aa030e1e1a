"""How many articles of a day were dropped because nothing needed them: how full the day was is still known."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE TABLE pruned (source TEXT NOT NULL, day TEXT NOT NULL, articles INTEGER DEFAULT '0' NOT NULL,"
        " PRIMARY KEY (source, day)) STRICT"
    )


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

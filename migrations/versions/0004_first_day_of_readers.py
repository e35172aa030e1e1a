"""From when on each reader is to be told: a first digest that was interrupted, or had nothing to tell, loses nothing."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.get_bind().exec_driver_sql(
        "CREATE TABLE readers (recipient TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (recipient)) STRICT"
    )


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

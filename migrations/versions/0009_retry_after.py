"""Until when an endpoint's host asked to be left alone. Only a column is added."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("ALTER TABLE endpoints ADD COLUMN not_before TEXT")


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

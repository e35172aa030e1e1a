"""What stays of a message whose text was let go: what it was called, its hash, the articles that it named."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    for column in ("subject TEXT DEFAULT '' NOT NULL", "sha256 TEXT DEFAULT '' NOT NULL", "cited TEXT"):
        op.get_bind().exec_driver_sql(f"ALTER TABLE outbox ADD COLUMN {column}")


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

"""When each unattended job was begun last: what the daemon catches up from, whoever did it."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.get_bind().exec_driver_sql("CREATE TABLE jobs (name TEXT NOT NULL PRIMARY KEY, begun TEXT NOT NULL) STRICT")


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

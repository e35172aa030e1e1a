"""Whether somebody wrote an article's title, or it is made of its address's words.

What stands is told by today's rule for making such titles, among articles of which nothing but a title is known.
"""

from __future__ import annotations

from alembic import op

from monitor.domain.urls import address_title

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN title_from TEXT NOT NULL DEFAULT ''")
    bare = "SELECT id, url, title FROM articles WHERE summary = '' AND body = ''"
    rows = connection.exec_driver_sql(bare).fetchall()
    made = [(number,) for number, url, title in rows if title in (address_title(url), url)]
    if made:
        connection.exec_driver_sql("UPDATE articles SET title_from = 'address' WHERE id = ?", made)


def downgrade() -> None:
    raise NotImplementedError("the way back is the backup that the upgrade made")

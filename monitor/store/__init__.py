"""SQLAlchemy rows in, domain values out."""

from monitor.store.store import SqlStore

__all__ = ["SqlStore"]

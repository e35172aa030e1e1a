"""Column types over what STRICT tables know: TEXT, INTEGER and REAL."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Dialect, Text, TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware moment as ISO text in UTC, to the microsecond, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Refuses naive moments: nobody can tell what they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        return datetime.fromisoformat(value) if value else None


class Day(TypeDecorator[date]):
    """A day as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """ISO text; a moment is refused, for its day depends on a zone."""
        if isinstance(value, datetime):
            raise TypeError(f"a moment where a day is expected: {value}")
        return value.isoformat() if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """The day."""
        return date.fromisoformat(value) if value else None


class Json(TypeDecorator[Any]):
    """A plain value as JSON text, keys in order so that the same value is the same text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """JSON text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The value."""
        return None if value is None else json.loads(value)

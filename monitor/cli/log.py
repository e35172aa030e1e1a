"""The log: JSON, a line for each event, in a file that turns over by itself."""

from __future__ import annotations

import logging
import logging.handlers
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.cli import show

MOST_BYTES = 5_000_000
KEPT = 5

Log = Callable[..., None]
"""Called with the event's name and its fields."""


def open_log(path: Path | None, **always: Any) -> Log:
    """What writes an event; nothing without a path. A log that cannot be written is told and then left alone."""
    if path is None:
        return _nothing
    import structlog

    try:
        handler = logging.handlers.RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        show.trouble(f"{path}: the log cannot be written: {error.strerror}")
        return _nothing
    handler.handleError = _lost  # type: ignore[method-assign]
    logger = logging.Logger("followup.events", logging.INFO)
    logger.addHandler(handler)
    processors: list[Any] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]
    bound = structlog.wrap_logger(logger, processors=processors, wrapper_class=structlog.BoundLogger).bind(**always)

    def write(event: str, **fields: Any) -> None:
        bound.info(event, **fields)

    return write


def _nothing(event: str, **fields: Any) -> None:
    """No log is wanted."""


def _lost(record: logging.LogRecord) -> None:
    """A full disk is told by the store, and must not end a run here."""

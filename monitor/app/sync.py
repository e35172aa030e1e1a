"""Taking the analyst's edited TOML files into the store."""

from __future__ import annotations

from monitor.app.context import App
from monitor.app.records import SyncReport
from monitor.errors import ConfigError


def sync_items(app: App) -> tuple[list[SyncReport], list[ConfigError]]:
    """One report for each review on the shelf, and the complaints about files that cannot be read.

    A review whose file is broken keeps the items that the store knows.
    """
    reviews, wrong = app.shelf.load()
    now = app.clock.now()
    return [app.store.save_review(review, items, now) for review, items in reviews], wrong

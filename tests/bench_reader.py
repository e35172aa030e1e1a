"""One pass of lemon24/reader: `python bench_reader.py DATABASE NEW`; with feeds behind it these are subscribed instead.

Runs in an environment of its own (tests/bench_peers.py), so it imports nothing of ours.
"""

from __future__ import annotations

import sys

from reader import make_reader  # type: ignore[import-not-found]

if __name__ == "__main__":
    database, new, *feeds = sys.argv[1:]
    peer = make_reader(database)
    for feed in feeds:
        peer.add_feed(feed)
    if not feeds:
        values = [result.value for result in peer.update_feeds_iter(scheduled=False)]
        assert not [value for value in values if isinstance(value, Exception)], values
        assert sum(value.new for value in values if value) == int(new)

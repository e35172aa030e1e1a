"""What was read once, read again from the answers on disk: nobody is asked, so the account of the asking stays.

The way of a window is walked anew from its first address, since a mended engine may find entries or addresses that an
earlier one did not see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from monitor.app.backfill_chain import Account, Span, Step
from monitor.app.backfill_ports import ArchivePage, Asking, Tools
from monitor.app.records import IntakeReport
from monitor.domain.model import Origin, Source
from monitor.domain.windows import Archive, Window, WindowState, addresses
from monitor.errors import FetchError, InputError


@dataclass(frozen=True, slots=True)
class Replay:
    """One source's answers on disk, for the days of a span."""

    tools: Tools
    source: Source
    span: Span
    account: Account
    progress: Callable[[Step], None] = lambda step: None

    def read(self, archives: Sequence[Archive]) -> Iterator[str]:
        """Take the entries in again; yields a sentence for each answer that was good once and cannot be read."""
        by_key = {archive.key: archive for archive in archives}
        kept = self.tools.windows.windows(self.source.key, self.span.first, self.span.last)
        windows = [window for window in kept if window.route in by_key]
        for ended, window in enumerate(windows, 1):
            yield from self._window(window, by_key[window.route])
            self.progress(Step(self.source.key, ended, len(windows), self.account.counts["new"], window.route))

    def _window(self, window: Window, archive: Archive) -> Iterator[str]:
        was_good = window.state in (WindowState.DONE, WindowState.EMPTY)
        todo, seen = list(reversed(addresses(archive, window.first, window.last))), set[str]()
        while todo:
            address = todo.pop()
            if address in seen:
                continue
            seen.add(address)
            try:
                page = self._page(Asking(window, archive, address))
            except (FetchError, InputError) as error:
                self.account.counts["failures"] += 1
                if was_good or isinstance(error, InputError):
                    yield f"{address}: {error}"
                continue
            if page is not None:
                self._take_in(page)
                todo.extend(reversed(page.further))
            elif was_good:
                yield f"{address}: its answer is not on disk"

    def _page(self, asking: Asking) -> ArchivePage | None:
        """What the kept answer holds; None where none was kept: it was refused, or never asked for."""
        place = self.tools.windows.raw_place(asking.address)
        if place is None:
            return None
        answer = self.account.timed("keep", lambda: self.tools.raw.at(place))
        self.account.counts.update(answers=1, bytes=len(answer.body))
        return self.account.timed("read", lambda: self.tools.reader.read(asking, self.source, answer))

    def _take_in(self, page: ArchivePage) -> None:
        articles, known_from = iter(page.articles), self.span.now
        report: IntakeReport = self.account.timed(
            "store", lambda: self.tools.windows.import_articles(articles, Origin.BACKFILLED, known_from)
        )
        self.account.took_in(page.entries, report)

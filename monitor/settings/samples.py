"""A recorded sample of a source: the answers of one reading as files, and a TOML that says which is which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import tomlkit

from monitor.domain.model import EndpointBatch
from monitor.domain.site import Recording
from monitor.errors import ConfigError

MANIFEST = "sample.toml"


class SampleWriter:
    """Writes answers into a new folder as they come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._answers = tomlkit.aot()

    @property
    def kept(self) -> int:
        """How many answers were kept."""
        return len(self._answers)

    def keep(self, answer: Recording) -> None:
        """Write one answer; ConfigError where the folder cannot be written to or holds a sample already."""
        name = f"{answer.endpoint.partition('/')[2]}-{self.kept + 1}.body"
        table = tomlkit.table()
        table.add("endpoint", answer.endpoint)
        table.add("url", answer.url)
        table.add("status", answer.status)
        table.add("content_type", answer.content_type)
        table.add("file", name)
        try:
            if not self._answers:
                self.folder.mkdir(parents=True)
            (self.folder / name).write_bytes(answer.body)
        except OSError as error:
            raise ConfigError(f"cannot be written ({error.strerror})", file=str(self.folder)) from error
        self._answers.append(table)

    def close(self, batches: Sequence[EndpointBatch], now: datetime) -> None:
        """Write what each endpoint gave: what a test must find again."""
        if not self._answers:
            return
        document = tomlkit.document()
        document.add("recorded", now)
        document.add("answer", self._answers)
        readings = tomlkit.aot()
        for batch in batches:
            table = tomlkit.table()
            table.add("endpoint", batch.endpoint)
            table.add("outcome", batch.outcome.value)
            table.add("entries", batch.entries)
            if batch.newest:
                table.add("newest", batch.newest)
            readings.append(table)
        document.add("reading", readings)
        (self.folder / MANIFEST).write_text(tomlkit.dumps(document), encoding="utf-8")

"""Opinions in a file of the home, a JSON object a line: they are no part of the fold, and in no table of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from monitor.domain.status.opinion import Opinion
from monitor.errors import InputError


@dataclass(frozen=True, slots=True)
class FileBook:
    """`monitor.app.ports.OpinionBook` on `opinions.jsonl`."""

    path: Path

    def keep(self, opinion: Opinion) -> None:
        """Append it."""
        line = json.dumps(asdict(opinion), ensure_ascii=False, default=str)
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    def opinions(self, item: str, until: datetime) -> list[Opinion]:
        """Those given of an item by then, in the order of the file; InputError names a line that is none."""
        if not self.path.is_file():
            return []
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise InputError(getattr(error, "strerror", None) or "not UTF-8 text", source=str(self.path)) from error
        found = [self._opinion(line, number) for number, line in enumerate(lines, 1) if line.strip()]
        return [opinion for opinion in found if opinion.item == item and opinion.asked <= until]

    def _opinion(self, line: str, number: int) -> Opinion:
        try:
            row = json.loads(line)
            quotes = tuple((int(article), str(quote)) for article, quote in row["quotes"])
            return Opinion(**{**row, "quotes": quotes, "asked": datetime.fromisoformat(row["asked"])})
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"line {number} is no opinion", source=str(self.path)) from error

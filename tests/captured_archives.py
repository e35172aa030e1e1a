"""Captured answers of archives, in the forms in which others recorded them: cassettes, JSON lines, pickled tables."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as `spiders.archive.Answer` has it."""

    url: str
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    at: datetime = NOW


def opened(path: Path) -> bytes:
    """The file's bytes, unpacked if its name says that it is gzipped."""
    body = path.read_bytes()
    return gzip.decompress(body) if path.suffix == ".gz" else body


def cassette(path: Path) -> list[Recorded]:
    """The answers of a cassette of VCR's, in the order in which they were given."""
    tape = yaml.load(opened(path), yaml.CSafeLoader)
    return [_played(each) for each in tape.get("interactions") or tape["http_interactions"]]


def _played(interaction: dict[str, Any]) -> Recorded:
    response = interaction["response"]
    text = response["body"]["string"]
    body = text if isinstance(text, bytes) else text.encode()
    status = response["status"]
    headers = {name.lower(): "".join(value) for name, value in response["headers"].items()}
    headers.pop("content-encoding", None)
    return Recorded(
        interaction["request"]["uri"],
        int(status.get("code") or status["status_code"]),
        gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body,
        headers,
    )


def json_lines(path: Path) -> list[Recorded]:
    """Answers that were recorded as one JSON object a line."""
    rows = [json.loads(line) for line in opened(path).splitlines()]
    return [Recorded(row["url"], row["response_status_code"], row["response_text"].encode()) for row in rows]


class _Tables(pickle.Unpickler):
    """Reads pandas' tables without running anything: numpy's arrays, and empty shells for all else."""

    _NUMPY = frozenset({"_reconstruct", "ndarray", "dtype", "scalar"})

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("numpy") and name in self._NUMPY:
            import numpy
            import numpy._core.multiarray as arrays

            return getattr(numpy, name, None) or getattr(arrays, name)
        if name == "slice" or (module, name) == ("_codecs", "encode"):
            return super().find_class(module, name)
        return type(name, (_Shell,), {})


class _Shell:
    """What a class of pandas would have been made from."""

    state: Any = None

    def __init__(self, *given: Any) -> None:
        self.given = given

    def __setstate__(self, state: Any) -> None:
        self.state = state


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    """The columns' names and the rows of a pickled table, as text; what is missing is empty."""
    frame = _Tables(io.BytesIO(opened(path)), encoding="latin1").load()
    saved = frame.state["_data"].state[3]["0.14.1"]
    names = _labels(saved["axes"][0])
    columns: dict[str, list[str]] = {}
    for block in saved["blocks"]:
        values, places = block["values"], block["mgr_locs"]
        numbers = range(*places.indices(len(names))) if isinstance(places, slice) else list(places)
        for number, column in zip(numbers, values, strict=True):
            columns[names[number]] = ["" if _missing(value) else str(value) for value in column]
    return names, [list(row) for row in zip(*(columns[name] for name in names), strict=True)]


def _labels(index: Any) -> list[str]:
    return [str(label) for label in index.given[1]["data"]]


def _missing(value: Any) -> bool:
    return value is None or value != value  # not a number


_ADDRESSED = ("SOURCEURL", "SOURCEURLS", "documentidentifier", "MentionIdentifier")


def as_file(path: Path) -> tuple[bytes, int, set[str]]:
    """The table in the form of GDELT's own files, how many addresses it holds, and their hosts.

    The samples have a column more than the files, which their maker looked up.
    """
    names, rows = table(path)
    kept = [number for number, name in enumerate(names) if name != "CAMEOCodeDescription"]
    text = "".join("\t".join(row[number] for number in kept) + "\n" for row in rows)
    place = next(number for number, name in enumerate(names) if name in _ADDRESSED)
    found = {url for row in rows for url in re.findall(r"https?://.*?(?=<UDIV>|;https?://|$)", row[place])}
    return text.encode(), len(found), {urlsplit(url).hostname or "" for url in found}

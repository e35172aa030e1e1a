"""Raw answers in WARC files, one for each route and month: what was read can be read again without the network."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.app.backfill_ports import Asking, Place, RawAnswer
from monitor.domain.times import parse_time
from monitor.errors import InputError, StoreError

if TYPE_CHECKING:
    from datetime import datetime

    from warcio.recordloader import ArcWarcRecord

LARGEST = 200_000_000
"""Bytes of one record's body that are read."""


class RawAnswers:
    """`monitor.app.backfill_ports.RawStore` in a folder of the home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, asking: Asking, answer: RawAnswer) -> Place:
        """Append one gzipped record in a single write: a killed process leaves none or all of it."""
        name = f"{asking.archive.key.replace('/', '-')}-{asking.window.first:%Y-%m}.warc.gz"
        path = self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with path.open("ab", buffering=0) as file:
                offset = file.tell()
                file.write(_written(answer))
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror}") from error
        return Place(name, offset)

    def at(self, place: Place) -> RawAnswer:
        """The answer that lies there; InputError where the file is gone or broken."""
        path = self.folder / place.file
        found = next(self._answers(path, place.offset), None)
        if found is None:
            raise InputError(f"no answer at {place.offset}", source=str(path))
        return found

    def records(self, path: Path) -> Iterator[RawAnswer]:
        """All answers of any WARC or ARC file; InputError where it cannot be read (further)."""
        if path.exists() and not path.is_file():
            raise InputError("no ordinary file", source=str(path))
        return self._answers(path, 0)

    def _answers(self, path: Path, offset: int) -> Iterator[RawAnswer]:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        try:
            with path.open("rb") as file:
                file.seek(offset)
                for record in ArchiveIterator(file, arc2warc=True):
                    if record.rec_type == "response" and record.http_headers is not None:
                        yield _read(record)
        except (OSError, EOFError, ValueError, ArchiveLoadFailed) as error:
            cause = getattr(error, "strerror", None) or str(error).strip() or "broken"
            raise InputError(cause.splitlines()[0][:200], source=str(path)) from error


def _written(answer: RawAnswer) -> bytes:
    """The record's bytes; the body is as it came after transfer coding, so headers that say otherwise are left out."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    gone = ("content-encoding", "transfer-encoding", "content-length", "set-cookie")
    headers = [(name, value) for name, value in answer.headers.items() if name not in gone]
    headers.append(("content-length", str(len(answer.body))))
    record = writer.create_warc_record(
        answer.url,
        "response",
        payload=io.BytesIO(answer.body),
        http_headers=StatusAndHeaders(str(answer.status), headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": f"{answer.at:%Y-%m-%dT%H:%M:%SZ}"},
    )
    writer.write_record(record)
    return buffer.getvalue()


def _read(record: ArcWarcRecord) -> RawAnswer:
    body = record.content_stream().read(LARGEST)
    if record.raw_stream.limit > 0 and not record.raw_stream.read(1):
        raise ValueError("it breaks off within a record")  # warcio takes that for its end
    headers = {name.lower(): value for name, value in record.http_headers.headers}
    written = record.rec_headers.get_header("WARC-Date") or ""
    return RawAnswer(
        url=record.rec_headers.get_header("WARC-Target-URI") or "",
        status=_status(record.http_headers.get_statuscode()),
        headers=headers,
        body=body,
        at=_moment(written),
    )


def _status(written: str | None) -> int:
    return int(written) if written and written.isdigit() else 0


def _moment(written: str) -> datetime:
    moment = parse_time(written)
    if moment is None:
        raise ValueError(f"WARC-Date {written!r} is no time")
    return moment

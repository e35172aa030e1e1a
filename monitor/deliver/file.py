"""Mail into a folder of .eml files, which every mail reader opens."""

from __future__ import annotations

import hashlib
import os
import re
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

from monitor.errors import DeliveryError


class FileChannel:
    """A folder. Implements `monitor.app.ports.Channel`; the same message for the same reader is one file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def send(self, message: bytes, recipient: str) -> None:
        """Write the message aside and rename it, so that nobody reads half of one."""
        target = self._directory / name_of(message, recipient)
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            write_whole(target, message)
        except OSError as error:
            raise DeliveryError(f"{target}: {error.strerror or error}", transient=True) from error

    def check(self) -> None:
        """See `monitor.app.ports.Examinable`."""
        check_folder(self._directory)


def check_folder(folder: Path) -> None:
    """DeliveryError where nothing can be written into the folder, or where it could not be made."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise DeliveryError(f"{folder}: {there} is no folder that may be written", transient=False)


def name_of(message: bytes, recipient: str) -> str:
    """`<date>T<time>-<recipient>-<digits>.eml`: sorted by date, never two messages under one name."""
    headers = message_from_bytes(message)
    stamp = "undated"
    if date := headers.get("Date"):
        try:
            stamp = parsedate_to_datetime(str(date)).strftime("%Y-%m-%dT%H%M")
        except ValueError:  # not our message; its digest still tells it apart
            stamp = "undated"
    reader = re.sub(r"[^A-Za-z0-9@._+-]", "_", recipient)[:80].lstrip(".")
    return f"{stamp}-{reader}-{identity(message, recipient)}.eml"


def identity(message: bytes, recipient: str) -> str:
    """16 hexadecimal digits of the Message-ID and the reader; of the whole message where it has none."""
    known = str(message_from_bytes(message).get("Message-ID", "")).encode() or message
    return hashlib.sha256(known + b"\n" + recipient.encode()).hexdigest()[:16]


def write_whole(target: Path, content: bytes) -> None:
    """The file appears complete and on the disk, or not at all."""
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)

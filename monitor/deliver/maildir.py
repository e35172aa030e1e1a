"""Mail into a Maildir, for readers such as mutt or a local IMAP server."""

from __future__ import annotations

from pathlib import Path

from monitor.deliver.file import check_folder, identity, write_whole
from monitor.errors import DeliveryError


class MaildirChannel:
    """A Maildir, made where there is none. Implements `monitor.app.ports.Channel`.

    The name comes from the Message-ID rather than from clock and process, so that sending again after a crash does not
    show the reader a digest twice, also when he has read the first one already.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: bytes, recipient: str) -> None:
        """Deliver into `new`; nothing happens where the same message lies there, or in `cur`."""
        name = f"{identity(message, recipient)}.followup"
        try:
            for part in ("tmp", "new", "cur"):
                (self._path / part).mkdir(parents=True, exist_ok=True, mode=0o700)
            if (self._path / "new" / name).exists() or any((self._path / "cur").glob(f"{name}:*")):
                return
            written = self._path / "tmp" / name
            write_whole(written, message.replace(b"\r\n", b"\n"))  # Maildir keeps the system's own line ends
            written.replace(self._path / "new" / name)
        except OSError as error:
            raise DeliveryError(f"{self._path}: {error.strerror or error}", transient=True) from error

    def check(self) -> None:
        """See `monitor.app.ports.Examinable`."""
        check_folder(self._path)

"""systemd's sd_notify: a datagram to the socket that it names (man sd_notify); nothing where it names none."""

from __future__ import annotations

import os
import socket


def notify(message: str) -> None:
    """Send `READY=1`, `WATCHDOG=1`, `STOPPING=1` or `STATUS=...`; what goes wrong here must not stop the daemon."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
            link.setblocking(False)  # where nobody reads, the work goes on
            link.sendto(message.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
    except OSError:
        return

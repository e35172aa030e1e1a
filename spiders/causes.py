"""What went wrong, as an outcome and a sentence for the report."""

from __future__ import annotations

import gzip
import re
import socket
import zlib
from http import HTTPStatus

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from monitor.domain.model import Outcome
from monitor.errors import Blocked, FetchError, NotAFeed, TooLarge, Unreadable
from spiders.guard import Refused

_ERRORS: tuple[tuple[type[Exception], Outcome], ...] = (
    (Blocked, Outcome.BLOCKED),
    (NotAFeed, Outcome.NOT_A_FEED),
    (TooLarge, Outcome.TOO_LARGE),
    (Unreadable, Outcome.UNREADABLE),
)


_REDIRECTS = (301, 302, 303, 307, 308)


class Unreachable(FetchError):
    """The host did not answer, or answered that it cannot."""


def of_error(error: BaseException) -> tuple[Outcome, str]:
    """Outcome and words for what reading a body raised."""
    if isinstance(error, Unreachable):
        return Outcome.UNREACHABLE, str(error)
    return next((outcome for kind, outcome in _ERRORS if isinstance(error, kind)), Outcome.ERROR), str(error)


def of_status(status: int) -> FetchError | None:
    """What an HTTP status that is no answer means; None for 200."""
    if status == HTTPStatus.OK:
        return None
    try:
        words = f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        words = f"HTTP {status}"
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unreachable(f"the host answered {words}")
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return FetchError(f"nothing is there ({words}): the address needs mending")
    if status == HTTPStatus.NOT_MODIFIED:
        return FetchError(f"the host answered {words}, though it was asked for all")
    if status in _REDIRECTS:
        return FetchError(f"the host answered {words}, a redirect that names no web address")
    return FetchError(f"the host answered {words}")


def of_download(
    error: BaseException, *, begun: bool, timeout_s: float, max_bytes: int, withheld: str
) -> tuple[Outcome, str]:
    """Outcome and words for a download that failed.

    `begun` says that the answer had begun; `withheld` is the private address that the host resolved to.
    """
    text, limit = str(error), f"the answer is larger than the limit of {max_bytes / 1_000_000:g} MB"
    if isinstance(error, Refused):
        return Outcome.ERROR, f"refused: {text}"
    if isinstance(error, IgnoreRequest):
        return _ignored(text, limit)
    if isinstance(error, DownloadTimeoutError):
        if begun:
            return Outcome.TOO_LARGE, f"the answer drips: it was not complete after {timeout_s:g} s"
        return Outcome.UNREACHABLE, f"no answer within {timeout_s:g} s"
    if isinstance(error, DownloadCancelledError):
        return Outcome.TOO_LARGE, limit
    if isinstance(error, ResponseDataLossError):
        return Outcome.UNREADABLE, "the answer breaks off"
    if isinstance(error, (gzip.BadGzipFile, EOFError, zlib.error)):
        return Outcome.UNREADABLE, f"the body is not compressed as its header says ({text})"
    return _unreachable(error, text, withheld)


def _ignored(text: str, limit: str) -> tuple[Outcome, str]:
    if "robots.txt" in text:
        return Outcome.ROBOTS, "robots.txt forbids it"
    if "max redirections" in text:
        return Outcome.ERROR, "redirects without end"
    if "DOWNLOAD_MAXSIZE" in text:
        return Outcome.TOO_LARGE, f"{limit} after decompression"
    return Outcome.ERROR, text


def _unreachable(error: BaseException, text: str, withheld: str) -> tuple[Outcome, str]:
    if isinstance(error, (CannotResolveHostError, socket.gaierror)):
        if withheld:
            return Outcome.ERROR, f"refused: its name resolves to the private address {withheld}"
        return Outcome.UNREACHABLE, "its name cannot be resolved"
    if isinstance(error, DownloadConnectionRefusedError):
        return Outcome.UNREACHABLE, "the connection was refused"
    if "certificate verify failed" in text:
        return Outcome.UNREACHABLE, "its certificate cannot be trusted"
    if "tunnel" in text.lower():
        return Outcome.UNREACHABLE, f"the proxy did not open a way ({text})"
    if isinstance(error, DownloadFailedError):
        return Outcome.UNREACHABLE, f"the connection failed ({_short(text)})"
    if isinstance(error, OSError):
        return Outcome.UNREACHABLE, f"the connection failed ({error.strerror or _short(text)})"
    return Outcome.ERROR, f"{type(error).__name__}: {_short(text)}"


def _short(text: str) -> str:
    """Twisted's failures without their wrapping."""
    if "ConnectionLost" in text:
        return "the other side closed it before it had answered"
    found = re.search(r"Failure ([\w.]+): ?([^>]*)>", text)
    words = f"{found[1].rpartition('.')[2]} {found[2]}".strip() if found else text
    return words[:200] or "no reason given"

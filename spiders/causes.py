"""What went wrong, as an outcome and a sentence for the report."""

from __future__ import annotations

import re
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
        return FetchError(f"nothing is there any more ({words}): the address needs mending")
    return FetchError(f"the host answered {words}")


def of_download(error: BaseException, *, begun: bool, timeout_s: float, withheld: str) -> tuple[Outcome, str]:
    """Outcome and words for a download that failed.

    `begun` says that the answer had begun; `withheld` is the private address that the host resolved to.
    """
    text = str(error)
    if isinstance(error, Refused):
        return Outcome.ERROR, f"refused: {text}"
    if isinstance(error, IgnoreRequest):
        return _ignored(text)
    if isinstance(error, DownloadTimeoutError):
        if begun:
            return Outcome.TOO_LARGE, f"the answer drips: it was not complete after {timeout_s:g} s"
        return Outcome.UNREACHABLE, f"no answer within {timeout_s:g} s"
    if isinstance(error, DownloadCancelledError):
        return Outcome.TOO_LARGE, "the answer is larger than the limit"
    if isinstance(error, ResponseDataLossError):
        return Outcome.UNREADABLE, "the answer breaks off"
    if isinstance(error, (OSError, EOFError, zlib.error)) and not isinstance(error, ConnectionError):
        return Outcome.UNREADABLE, f"the body is not compressed as its header says ({text})"
    return _unreachable(error, text, withheld)


def _ignored(text: str) -> tuple[Outcome, str]:
    if "robots.txt" in text:
        return Outcome.ROBOTS, "robots.txt forbids it"
    if "max redirections" in text:
        return Outcome.ERROR, "redirects without end"
    if "DOWNLOAD_MAXSIZE" in text:
        return Outcome.TOO_LARGE, "the answer is larger than the limit after decompression"
    return Outcome.ERROR, text


def _unreachable(error: BaseException, text: str, withheld: str) -> tuple[Outcome, str]:
    if isinstance(error, CannotResolveHostError):
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
    return Outcome.ERROR, f"{type(error).__name__}: {_short(text)}"


def _short(text: str) -> str:
    """Twisted's failures without their wrapping."""
    found = re.search(r"Failure ([\w.]+): ?([^>]*)>", text)
    words = f"{found[1].rpartition('.')[2]} {found[2]}".strip() if found else text
    return words[:200] or "no reason given"

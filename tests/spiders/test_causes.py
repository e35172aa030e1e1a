"""What a failed download is called: only a body that is not compressed as it says is called so."""

from __future__ import annotations

import gzip
import socket
import zlib

import pytest
from scrapy.exceptions import DownloadFailedError, IgnoreRequest

from monitor.domain.model import Outcome
from spiders.causes import of_download, of_status


@pytest.mark.parametrize(
    ("error", "outcome", "says"),
    [
        (gzip.BadGzipFile("Not a gzipped file"), Outcome.UNREADABLE, "not compressed as its header says"),
        (EOFError("ended early"), Outcome.UNREADABLE, "not compressed as its header says"),
        (zlib.error("incorrect header"), Outcome.UNREADABLE, "not compressed as its header says"),
        (socket.gaierror(socket.EAI_NONAME, "no such name"), Outcome.UNREACHABLE, "its name cannot be resolved"),
        (OSError(101, "Network is unreachable"), Outcome.UNREACHABLE, "the connection failed (Network is unreachable)"),
        (
            DownloadFailedError("[<twisted.python.failure.Failure twisted.internet.error.ConnectionLost: Connection>]"),
            Outcome.UNREACHABLE,
            "the connection failed (the other side closed it before it had answered)",
        ),
        (IgnoreRequest("DOWNLOAD_MAXSIZE"), Outcome.TOO_LARGE, "larger than the limit of 2 MB after decompression"),
    ],
)
def test_failures(error: Exception, outcome: Outcome, says: str) -> None:
    found, cause = of_download(error, begun=False, timeout_s=5, max_bytes=2_000_000, withheld="")
    assert (found, says in cause) == (outcome, True), cause


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (200, None),
        (302, "a redirect that names no web address"),
        (304, "though it was asked for all"),
        (404, "nothing is there (HTTP 404 Not Found): the address needs mending"),
        (503, "the host answered HTTP 503 Service Unavailable"),
        (299, "the host answered HTTP 299"),
    ],
)
def test_statuses(status: int, says: str | None) -> None:
    error = of_status(status)
    assert error is says or (says is not None and says in str(error))

"""The one door: a path, an address or standard input in, a Document out."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from monitor.documents.sniff import kind_of
from monitor.documents.values import MOST_BYTES, MOST_CHARACTERS, MOST_SECONDS, Document, Kind
from monitor.errors import InputError


def read_document(path_or_url: str, *, stdin: bytes | None = None, allow_private: bool = False) -> Document:
    """The text of a file, of an http(s) address, or of `stdin` where the path is "-".

    InputError names the file and the cause: missing, empty, binary, too large, encrypted, not what it says, blocked.
    `allow_private` lets addresses of this machine and its network be fetched.
    """
    media_type = ""
    if path_or_url == "-":
        body = _checked(stdin or b"", "standard input")
    elif path_or_url.lower().startswith(("http://", "https://")):
        from monitor.documents.web import fetch

        body, media_type = fetch(path_or_url, allow_private=allow_private)
        body = _checked(body, path_or_url)
    else:
        body = _checked(_from_file(Path(path_or_url)), path_or_url)
    name = "standard input" if path_or_url == "-" else path_or_url
    kind = kind_of(body, name=path_or_url, media_type=media_type, source=name)
    _load(kind)
    text = _in_time(lambda: _text(body, kind, name), name)
    return Document(_proper(text, name), _short(path_or_url), kind)


def _from_file(path: Path) -> bytes:
    try:
        if not path.exists():
            raise InputError("there is no such file", source=str(path))
        if path.is_dir():
            raise InputError("it is a folder, not a file", source=str(path))
        if not path.is_file():
            raise InputError("it is no ordinary file", source=str(path))
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"it cannot be read: {error}", source=str(path)) from error


def _checked(body: bytes, name: str) -> bytes:
    if len(body) > MOST_BYTES:
        raise InputError(f"it is larger than {MOST_BYTES // 1_000_000} MB, too large for a review", source=name)
    if not body.strip():
        raise InputError("it is empty", source=name)
    return body


def _text(body: bytes, kind: Kind, name: str) -> str:
    if kind is Kind.PDF:
        from monitor.documents.pdf import pdf_text

        return pdf_text(body, name)
    if kind is Kind.DOCX:
        from monitor.documents.docx import docx_text

        return docx_text(body, name)
    if kind is Kind.HTML:
        from monitor.documents.html import html_text

        return html_text(body, name)
    from monitor.documents.plain import plain_text

    return plain_text(body, name)


def _load(kind: Kind) -> None:
    """The container's library is imported before the clock starts: on a busy machine that alone takes seconds."""
    if kind is Kind.PDF:
        import pypdf  # noqa: F401
    elif kind is Kind.DOCX:
        import docx  # noqa: F401
    elif kind is Kind.HTML:
        import trafilatura  # noqa: F401


def _in_time(work: Callable[[], str], name: str) -> str:
    """The result of `work`, or InputError after MOST_SECONDS.

    A thread rather than a process: parsers of pages run in C and Python alike, and a daemon thread that is left behind
    ends with the command.
    """
    result: list[str] = []
    failure: list[BaseException] = []
    clocks: list[int] = []

    def run() -> None:
        if hasattr(time, "pthread_getcpuclockid"):
            clocks.append(time.pthread_getcpuclockid(threading.get_ident()))
        try:
            result.append(work())
        except BaseException as error:  # noqa: BLE001 - handed to the caller below
            failure.append(error)

    thread = threading.Thread(target=run, name="document", daemon=True)
    thread.start()
    _wait(thread, clocks)
    if failure:
        raise failure[0]
    if not result:
        raise InputError(f"unpacking it took longer than {MOST_SECONDS:.0f} seconds", source=name)
    return result[0]


def _wait(thread: threading.Thread, clocks: list[int]) -> None:
    """Until the thread ends or has worked for MOST_SECONDS: its own time, for a busy machine makes no page hostile."""
    started = time.monotonic()
    while thread.is_alive():
        thread.join(0.05)
        try:
            worked = time.clock_gettime(clocks[0]) if clocks else time.monotonic() - started
        except OSError:  # the thread has ended, and its clock with it
            continue
        if worked > MOST_SECONDS or time.monotonic() - started > 10 * MOST_SECONDS:
            return


_LONGEST_RUN, _LONGEST_WORD, _MOST_LINES = 1_000, 3_000, 8_000
_RUN = re.compile(rf"(.)\1{{{_LONGEST_RUN}}}", re.DOTALL)


def _proper(text: str, name: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise InputError("there is no text in it", source=name)
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"its text has more than {MOST_CHARACTERS:,} characters, too many for a review", source=name)
    if _RUN.search(text):
        raise InputError(f"it repeats one character more than {_LONGEST_RUN:,} times: that is no prose", source=name)
    if max(map(len, text.split())) > _LONGEST_WORD:
        raise InputError(f"it has a word of more than {_LONGEST_WORD:,} characters: that is no prose", source=name)
    if text.count("\n") > _MOST_LINES:
        raise InputError(f"it has more than {_MOST_LINES:,} lines, too many for a review", source=name)
    return text


def _short(path_or_url: str) -> str:
    return path_or_url if path_or_url == "-" or "://" in path_or_url else Path(path_or_url).name

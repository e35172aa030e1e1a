"""Plain text and Markdown: bytes in, text out."""

from __future__ import annotations

import re

from monitor.errors import InputError

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROL = 0.003
"""So large a share of control characters is no text."""


def plain_text(body: bytes, name: str) -> str:
    """The text in UTF-8, UTF-16 with its mark, or else Windows' western set; InputError for binary data."""
    text = _decoded(body)
    if text is None or len(_CONTROL.findall(text)) > max(2, _MOST_CONTROL * len(text)):
        raise InputError("it is binary data, not a text", source=name)
    return _CONTROL.sub(" ", text)


def _decoded(body: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if b"\x00" in body[:4096]:
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")

"""What a body of bytes is: by its first bytes, then by its name."""

from __future__ import annotations

import re

from monitor.documents.values import Kind
from monitor.errors import InputError

_REFUSED = {
    b"\xd0\xcf\x11\xe0": "it is an old Word or Office file: save it as .docx",
    b"{\\rtf": "it is an RTF file: save it as .docx or .txt",
    b"\x89PNG": "it is a picture, not a text",
    b"\xff\xd8\xff": "it is a picture, not a text",
    b"GIF8": "it is a picture, not a text",
    b"\x1f\x8b": "it is a compressed file: unpack it first",
    b"7z\xbc\xaf": "it is a compressed file: unpack it first",
    b"Rar!": "it is a compressed file: unpack it first",
    b"\x7fELF": "it is a program, not a text",
}
_HTML = re.compile(
    rb"(?:\s|<!--(?:(?!-->).)*+-->|<\?xml[^>]*+>)*+<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b",
    re.I | re.S,
)


def kind_of(body: bytes, *, name: str, media_type: str, source: str) -> Kind:
    """The kind of a body; InputError for what is known not to be a text."""
    for magic, cause in _REFUSED.items():
        if body.startswith(magic):
            raise InputError(cause, source=source)
    if b"%PDF-" in body[:1024]:
        return Kind.PDF
    if body.startswith(b"PK\x03\x04"):
        return Kind.DOCX
    suffix = name.lower().rpartition(".")[2].partition("?")[0]
    for promised, what in (("pdf", "PDF"), ("docx", "Word")):
        if suffix == promised and "://" not in name:
            raise InputError(f"it is named .{promised} and is no {what} file", source=source)
    if "html" in media_type or suffix in ("html", "htm", "xhtml") or _HTML.match(body[:4096]):
        return Kind.HTML
    return Kind.MARKDOWN if suffix in ("md", "markdown") else Kind.TEXT

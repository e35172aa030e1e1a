"""A reader of mail that shares no code with the standard library's `email`: the second opinion of the tests.

Written from RFC 5322 (header fields, folding), RFC 2045 (quoted-printable), RFC 2046 (multipart), RFC 2047 (encoded
words). It is strict where the writer must be: line ends, line lengths, seven bits.
"""

from __future__ import annotations

import binascii
import re

_WORD = re.compile(rb"=\?([A-Za-z0-9-]+)\?([BbQq])\?([^? ]*)\?=")


def read(message: bytes) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The header's fields with decoded words, and the parts as (type, text)."""
    check_lines(message)
    head, body = message.split(b"\r\n\r\n", 1)
    fields = fields_of(head)
    kind = value(fields, "Content-Type")
    boundary = re.search(r'boundary="([^"]+)"', kind)
    assert boundary, kind
    mark = b"--" + boundary.group(1).encode()
    pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    assert pieces[-1].startswith(b"--"), "no closing boundary"
    return fields, [part_of(piece) for piece in pieces[1:-1]]


def check_lines(message: bytes) -> None:
    """CRLF only, at most 998 bytes a line, seven bits."""
    assert message.replace(b"\r\n", b"").count(b"\n") == message.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(len(line) for line in message.split(b"\r\n")) <= 998
    assert message.isascii()


def fields_of(head: bytes) -> list[tuple[str, str]]:
    fields = []
    for line in re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n"):
        name, colon, content = line.partition(b":")
        assert colon and re.fullmatch(rb"[!-9;-~]+", name), line
        fields.append((name.decode(), decoded(content.strip())))
    return fields


def value(fields: list[tuple[str, str]], name: str) -> str:
    found = [content for key, content in fields if key.lower() == name.lower()]
    assert len(found) == 1, (name, found)
    return found[0]


def decoded(content: bytes) -> str:
    """Encoded words to text; white space between two of them is none (RFC 2047, 6.2)."""
    joined = re.sub(rb"(\?=)[ \t]+(?==\?)", rb"\1", content)
    return _WORD.sub(lambda m: _word(m[2], m[3]), joined).decode()


def _word(how: bytes, text: bytes) -> bytes:
    return binascii.a2b_base64(text) if how in b"Bb" else unquoted(text.replace(b"_", b" "))


def unquoted(text: bytes) -> bytes:
    return re.sub(rb"=([0-9A-F]{2})", lambda m: bytes([int(m[1], 16)]), text)


def part_of(piece: bytes) -> tuple[str, str]:
    head, body = piece.removeprefix(b"\r\n").split(b"\r\n\r\n", 1)
    fields = fields_of(head)
    assert value(fields, "Content-Transfer-Encoding") == "quoted-printable"
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    joined = re.sub(rb"=[ \t]*\r\n", b"", re.sub(rb"[ \t]+(?=\r\n)", b"", body))
    return value(fields, "Content-Type"), unquoted(joined).decode("utf-8").replace("\r\n", "\n")

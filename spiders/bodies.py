"""What a body is before anybody parses it: compressed, empty, a page where a feed was."""

from __future__ import annotations

import re
import zlib

from monitor.errors import NotAFeed, TooLarge, Unreadable

_GZIP = b"\x1f\x8b"
_BOMS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.IGNORECASE | re.DOTALL
)


def plain(body: bytes, limit: int) -> bytes:
    """The body without gzip, whatever its name or headers say: the first bytes tell.

    Raises TooLarge where more than `limit` bytes come out, Unreadable where it is broken or breaks off.
    """
    pieces: list[bytes] = []
    size = 0
    while body.startswith(_GZIP):  # several members may follow each other
        inflater = zlib.decompressobj(wbits=31)
        try:
            piece = inflater.decompress(body, limit - size + 1)
        except zlib.error as error:
            raise Unreadable(f"broken gzip ({error})") from error
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise TooLarge(f"the answer is larger than the limit of {limit / 1_000_000:g} MB after decompression")
        if not inflater.eof:
            raise Unreadable("the gzip stream breaks off")
        body = inflater.unused_data
        if not body.startswith(_GZIP):
            return b"".join(pieces)
    return body


def refuse_page(body: bytes) -> None:
    """Raise NotAFeed where nothing or a web page stands."""
    if not body.strip():
        raise NotAFeed("the body is empty")
    if is_page(body):
        raise NotAFeed("a web page stands where a feed or sitemap should")


def is_page(body: bytes) -> bool:
    """Whether the bytes begin as HTML does."""
    return _PAGE.match(body[:2048].removeprefix(_BOMS[0])) is not None


def is_markup(body: bytes) -> bool:
    """Whether the bytes can be XML at all."""
    for mark in _BOMS:
        body = body.removeprefix(mark)
    return body.lstrip()[:1] == b"<"

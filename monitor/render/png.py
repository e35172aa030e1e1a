"""The course of an item as a small PNG, for word processors, which show no SVG."""

from __future__ import annotations

import struct
import zlib

from monitor.domain.digest.report import Cell

_Pixel = tuple[int, int, int]
_COLOURS: dict[str, _Pixel] = {
    "good": (58, 154, 103),
    "bad": (194, 51, 75),
    "warn": (213, 154, 43),
    "live": (109, 155, 224),
    "calm": (207, 213, 221),
    "mute": (164, 172, 183),
}
_WHITE, _INK = (255, 255, 255), (31, 36, 43)
HEIGHT = 36
"""Pixels; half as many points on paper."""


def course(row: tuple[Cell, ...], step: int) -> bytes:
    """A bar of the states' colours, taller where the state changed, crossed by a line at the deadline."""
    edge, shoulder, middle = (_line(row, step, depth) for depth in range(3))
    band = HEIGHT // 6
    return png([edge] * band + [shoulder] * band + [middle] * (HEIGHT - 4 * band) + [shoulder] * band + [edge] * band)


def _line(row: tuple[Cell, ...], step: int, depth: int) -> list[_Pixel]:
    """One line of pixels: at the edge only deadlines show, on the shoulder changes too, in the middle all."""
    pixels: list[_Pixel] = []
    for cell in row:
        shown = depth == 2 or (depth == 1 and cell.changed)
        colour = _COLOURS[cell.face.tone] if shown else _WHITE
        mark = 3 if cell.due else 0
        pixels += [colour] * (step - mark) + [_INK] * mark
    return pixels


def png(pixels: list[list[_Pixel]]) -> bytes:
    """Rows of red, green and blue as a PNG file (ISO 15948: signature, header, deflated rows, end)."""
    header = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(value for pixel in row for value in pixel) for row in pixels)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(chunk: tuple[bytes, bytes]) -> bytes:
    name, content = chunk
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

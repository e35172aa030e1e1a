"""A Word document's text: headings as #, lists as - with their depth, tables between bars, italics as *...*."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from monitor.errors import InputError

_MOST_UNPACKED = 60_000_000
_MOST_PARTS = 5_000


def docx_text(body: bytes, name: str) -> str:
    """The document's text without headers, footers and comments; InputError for another archive or a bomb."""
    _check_archive(body, name)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        document = docx.Document(io.BytesIO(body))
        return "\n\n".join(_compact(list(_passages(document))))
    except (OpcError, KeyError, ValueError, AttributeError, SyntaxError, zipfile.BadZipFile, OSError) as error:
        raise InputError(f"it is a damaged Word file: {_brief(error)}", source=name) from error


def _check_archive(body: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise InputError("it is a damaged archive, no Word file", source=name) from error
    if not any(part.filename == "word/document.xml" for part in parts):
        raise InputError("it is an archive, but no Word file (.docx)", source=name)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise InputError("it unpacks to far more than a review", source=name)
    if any(part.flag_bits & 1 for part in parts):
        raise InputError("it is encrypted", source=name)


def _brief(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _passages(document: Any) -> Iterator[tuple[bool, str]]:
    """(whether it belongs to a list or table, text), in order."""
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield True, "| " + " | ".join(" ".join(cell.text.split()) for cell in row.cells) + " |"
        elif block.text.strip():
            yield _paragraph(block)


def _compact(passages: list[tuple[bool, str]]) -> Iterator[str]:
    """Entries of one list or table as lines of one passage."""
    lines: list[str] = []
    for listed, text in passages:
        if lines and not listed:
            yield "\n".join(lines)
            lines = []
        if listed:
            lines.append(text)
        else:
            yield text
    if lines:
        yield "\n".join(lines)


def _paragraph(paragraph: Any) -> tuple[bool, str]:
    style = str(getattr(paragraph.style, "name", "") or "")
    text = "".join(_run(run) for run in paragraph.runs) or paragraph.text
    text = " ".join(re.sub(r"\*\*\*\*|(?<!\*)\*\*(?!\*)(?=\s*\*\*)", "", text).split())
    if style == "Title" or style.startswith("Heading"):
        level = re.search(r"\d", style)
        return False, "#" * int(level.group() if level else 1) + " " + text.replace("*", "")
    depth = _list_depth(paragraph, style)
    return (True, "  " * depth + "- " + text) if depth is not None else (False, text)


def _run(run: Any) -> str:
    words = str(run.text)
    if not words.strip():
        return words
    mark = "**" if run.bold else "*" if run.italic else ""
    lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{lead}{mark}{words.strip()}{mark}{tail}"


def _list_depth(paragraph: Any, style: str) -> int | None:
    """The depth of a list entry, 0 for the outermost; None outside of lists."""
    properties = paragraph._p.pPr  # python-docx has no public way to a paragraph's numbering
    if properties is not None and properties.numPr is not None:
        level = properties.numPr.ilvl
        return int(level.val) if level is not None else 0
    if style.startswith("List"):
        number = re.search(r"\d", style)
        return int(number.group()) - 1 if number else 0
    return None

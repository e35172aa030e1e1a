"""A PDF's text, with the paragraphs that its lines make."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections import Counter
from collections.abc import Sequence

from monitor.errors import InputError

_MOST_PAGES = 200
_DAMAGE = (Exception,)
"""What pypdf raises on broken files is of nearly every kind: KeyError, RecursionError, zlib.error, its own."""
_PAGE_NUMBER = re.compile(r"\s*(?:page\s*)?\d+(?:\s*(?:of|/)\s*\d+)?\s*", re.IGNORECASE)


def pdf_text(body: bytes, name: str) -> str:
    """The text of all pages without running heads; InputError where it is encrypted, damaged or only pictures."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = pypdf.PdfReader(io.BytesIO(body), strict=False)
            if reader.is_encrypted:
                raise InputError("it is encrypted: save it without a password", source=name)
            if len(reader.pages) > _MOST_PAGES:
                raise InputError(f"it has more than {_MOST_PAGES} pages", source=name)
            pages = [page.extract_text() for page in reader.pages]
    except InputError:
        raise
    except _DAMAGE as error:
        raise InputError(f"it is a damaged PDF: {_brief(error)}", source=name) from error
    text = "\n".join(_without_running_heads([page.splitlines() for page in pages]))
    if not re.search(r"\w{2}", text):
        raise InputError("there is no text in the PDF, only pictures perhaps", source=name)
    return _paragraphs(re.sub(r"(?<=[a-z])-\n(?=[a-z])", "", text))


def _brief(error: Exception) -> str:
    return str(error).splitlines()[0][:120] if str(error) else type(error).__name__


def _without_running_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """All lines but page numbers and what stands at the edge of three pages or more."""
    edges = Counter(_digitless(line) for page in pages for line in {*page[:2], *page[-2:]})
    return [
        line
        for page in pages
        for at, line in enumerate(page)
        if not ((at < 2 or at >= len(page) - 2) and _is_running(line, edges))
    ]


def _is_running(line: str, edges: Counter[str]) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(line)) or (bool(line.strip()) and edges[_digitless(line)] >= 3)


def _digitless(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _paragraphs(text: str) -> str:
    """A blank line behind every line that ends a sentence well before the margin: PDF knows no paragraphs."""
    lines = text.splitlines()
    widths = sorted(len(line) for line in lines if line.strip())
    margin = widths[int(0.9 * (len(widths) - 1))] if widths else 0
    spaced = []
    for line in lines:
        spaced.append(line)
        if len(line.rstrip()) < 0.8 * margin and (
            re.search(r"[.!?:”\"]\s*$", line) or len(line.rstrip()) < 0.5 * margin
        ):
            spaced.append("")
    return "\n".join(spaced)

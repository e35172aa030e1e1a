"""The .docx and .pdf that the reviews' texts stand for, made anew for each run: no binaries in the tree."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path


def container(text: Path, wanted: str, folder: Path) -> Path:
    """The file `wanted` (its suffix tells the form) with the content of `text`."""
    if wanted.endswith(".docx"):
        make_docx(text.read_text(encoding="utf-8"), folder / wanted)
    elif wanted.endswith(".pdf"):
        make_pdf(text.read_text(encoding="utf-8"), folder / wanted)
    else:
        return text.with_name(wanted)
    return folder / wanted


def long_review(words: int = 3_000) -> str:
    """A review of at least so many words: those of the dev half, one after the other."""
    texts: list[str] = []
    for path in sorted((Path(__file__).parent / "dev").glob("*.txt")):
        texts.append(path.read_text(encoding="utf-8"))
        if sum(len(text.split()) for text in texts) >= words:
            break
    return "\n\n".join(texts)


def make_docx(text: str, target: Path) -> None:
    """Headings, list entries and paragraphs as Word's own styles, with a running head that is no part of the text."""
    import docx

    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Internal: we will recall this paper by Friday"
    for number, passage in enumerate(line for line in text.split("\n") if line.strip()):
        if number == 0:
            document.add_heading(passage.lstrip("# "), level=0)
        elif passage.startswith("#"):
            document.add_heading(passage.lstrip("# "), level=2)
        elif entry := re.match(r"\s*[-*•] (.+)", passage):
            document.add_paragraph(entry.group(1), style="List Bullet")
        else:
            document.add_paragraph(passage.strip())
    document.save(str(target))


def make_pdf(text: str, target: Path, *, width: int = 92, lines_a_page: int = 46) -> None:
    """Hard-wrapped lines in one font, page numbers below: what a word processor prints."""
    lines = [part for line in text.split("\n") for part in (textwrap.wrap(line, width) or [""])]
    pages = [lines[at : at + lines_a_page] for at in range(0, len(lines), lines_a_page)]
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    kids = []
    for number, page in enumerate(pages, start=1):
        stream = _page([*page, "", f"{number}"])
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    target.write_bytes(_file(objects))


def _page(lines: list[str]) -> bytes:
    shown = [
        b"(%s) Tj T*"
        % line.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        for line in lines
    ]
    return b"BT /F1 11 Tf 14 TL 50 790 Td\n" + b"\n".join(shown) + b"\nET"


def _file(objects: list[bytes]) -> bytes:
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)

"""Containers in, text out; what is no review gets a sentence that names the file and the cause."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from monitor.documents import Kind, read_document
from monitor.documents.values import MOST_BYTES
from monitor.errors import InputError
from tests.reviews.containers import make_docx, make_pdf

SENTENCE = "The port authority will publish its figures by 30 June."
TEXT = f"Harbour notes, 4 March 2020\n\n{SENTENCE}\n\n- The unions meet on 12 May."
PAGE = f"""<html><head><title>x</title><script>var share = 1</script></head><body><nav><a href="/">Home</a> Log in</nav>
<article><h1>Harbour notes, 4 March 2020</h1><p>{SENTENCE}</p><ul><li>The unions meet on 12 May.</li></ul></article>
<form>Leave a reply <input></form><footer>Share this Copyright</footer></body></html>"""


def _docx(path: Path) -> None:
    make_docx(TEXT, path)


def _pdf(path: Path) -> None:
    make_pdf(TEXT, path)


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("a.txt", lambda path: path.write_bytes(TEXT.encode()), Kind.TEXT),
        ("crlf.txt", lambda path: path.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-8-sig")), Kind.TEXT),
        ("wide.txt", lambda path: path.write_bytes(TEXT.encode("utf-16")), Kind.TEXT),
        ("western.txt", lambda path: path.write_bytes(f"Café. {TEXT}".encode("cp1252")), Kind.TEXT),
        ("a.md", lambda path: path.write_bytes(TEXT.encode()), Kind.MARKDOWN),
        ("a.html", lambda path: path.write_bytes(PAGE.encode()), Kind.HTML),
        ("unnamed", lambda path: path.write_bytes(PAGE.encode()), Kind.HTML),
        ("a.docx", _docx, Kind.DOCX),
        ("a.pdf", _pdf, Kind.PDF),
    ],
)
def test_each_container_gives_its_text(tmp_path: Path, name: str, make: Callable[[Path], object], kind: Kind) -> None:
    path = tmp_path / name
    make(path)
    document = read_document(str(path))
    assert (document.kind, document.name) == (kind, name)
    assert SENTENCE in " ".join(document.text.split())
    assert "The unions meet on 12 May." in document.text
    for furniture in ("Log in", "Leave a reply", "Share this", "var share", "we will recall this paper", "\r"):
        assert furniture not in document.text


def test_standard_input_is_read_by_its_content() -> None:
    assert read_document("-", stdin=PAGE.encode()).kind is Kind.HTML
    assert read_document("-", stdin=TEXT.encode()).text == TEXT


def _bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 70_000_000)
    return packed.getvalue()


def _archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("note.txt", "x")
    return packed.getvalue()


def _encrypted(folder: Path) -> bytes:
    make_pdf(TEXT, folder / "open.pdf")
    writer, out = pypdf.PdfWriter(clone_from=folder / "open.pdf"), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def _cut(folder: Path) -> bytes:
    make_pdf(TEXT, folder / "whole.pdf")
    return (folder / "whole.pdf").read_bytes()[:400]


@pytest.mark.parametrize(
    ("name", "body", "cause"),
    [
        ("empty.txt", lambda _: b"", "it is empty"),
        ("blank.md", lambda _: b" \n\t\n", "it is empty"),
        ("huge.txt", lambda _: b"x " * (MOST_BYTES // 2 + 1), "larger than 20 MB"),
        ("vast.html", lambda _: b"<p>x " * 10_000_000, "larger than 20 MB"),
        ("noise.txt", lambda _: bytes(range(256)) * 400, "binary data"),
        ("photo.txt", lambda _: b"\x89PNG\r\n\x1a\n" + b"x" * 99, "a picture"),
        ("old.doc", lambda _: b"\xd0\xcf\x11\xe0" + b"x" * 99, "old Word"),
        ("named.pdf", lambda _: TEXT.encode(), "named .pdf and is no PDF"),
        ("named.docx", lambda _: TEXT.encode(), "named .docx and is no Word"),
        ("bomb.docx", lambda _: _bomb(), "unpacks to far more"),
        ("other.docx", lambda _: _archive(), "no Word file"),
        ("torn.docx", lambda _: _archive()[:60], "damaged archive"),
        ("locked.pdf", _encrypted, "encrypted"),
        ("torn.pdf", _cut, "PDF"),
        ("deep.html", lambda _: b"<html><body>" + b"<div>" * 200_000 + b"x", "deep.html"),
        (
            "entities.html",
            lambda _: b'<!DOCTYPE html [<!ENTITY a "b">]><html><body>' + b"&a; " * 200_000,
            "entities.html",
        ),
        ("word.txt", lambda _: b"x" * 999 + b"y" * 999 + b"xy" * 2000, "a word of more than"),
        ("lines.txt", lambda _: b"- a b\n" * 10_000, "more than 8,000 lines"),
    ],
)
def test_what_is_no_review_is_refused_with_its_cause(
    tmp_path: Path, name: str, body: Callable[[Path], bytes], cause: str
) -> None:
    path = tmp_path / name
    path.write_bytes(body(tmp_path))
    start = time.process_time()
    with pytest.raises(InputError) as raised:
        read_document(str(path))
    assert time.process_time() - start < 5
    assert str(path) in str(raised.value)
    assert cause in str(raised.value)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/review",
        "http://localhost/review",
        "http://[::1]/review",
        "http://10.0.0.8/review",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "https://user:word@example.org/",
    ],
)
def test_no_private_host_is_fetched(address: str) -> None:
    with pytest.raises(InputError, match=r"not fetched|not known"):
        read_document(address)

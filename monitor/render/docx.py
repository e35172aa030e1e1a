"""The follow-up review for a word processor: headings, tables, links and quotes that an editor can go on with."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from monitor.domain.digest.model import Exhibit, Face, Step, Witness
from monitor.domain.digest.report import Cell, Entry, Report
from monitor.domain.digest.words import capital, count, day, moment, percent
from monitor.render.png import course
from monitor.render.report import cell_words, columns

_TONES = {"good": "14663A", "bad": "9B1C31", "warn": "7A4A00", "live": "1A4F9C", "calm": "3F4A5A", "mute": "565F6B"}
_SOFT, _LINK = "5B6470", "1A4F9C"
_PICTURE = Cm(5.8)
_WIDTHS = (Cm(6.4), Cm(3.8), Cm(6.2))


def render_docx(report: Report) -> bytes:
    """The document; the same report gives the same bytes."""
    document = _document(report)
    _opening(document, report)
    _glance(document, report)
    for entry in report.entries:
        _entry(document, report, entry)
    _sources(document, report)
    written = io.BytesIO()
    document.save(written)
    return _undated(written.getvalue())


def _document(report: Report) -> Any:
    """An empty document with our type, and with properties that name no clock but the report's own."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    for name, size in (("Normal", 10.5), ("Title", 22), ("Heading 1", 14), ("Heading 2", 11)):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string("1F242B")
        _typeface(style.element.get_or_add_rPr().get_or_add_rFonts())
    document.styles["Normal"].paragraph_format.space_after = Pt(5)
    _language(document.styles["Normal"].element)
    properties = document.core_properties
    properties.title, properties.subject = f"{report.title}: follow-up", "Follow-up review"
    properties.author, properties.comments = "followup-monitor", f"As of {moment(report.as_of)}"
    # The format knows no time zones: what is written counts as UTC.
    properties.created = properties.modified = report.as_of.astimezone(UTC).replace(tzinfo=None)
    _page_number(section.footer.paragraphs[0])
    return document


def _typeface(fonts: Any) -> None:
    """One face for all scripts; the template's references to a theme would outrank it."""
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Arial")


def _language(style: Any) -> None:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    style.get_or_add_rPr().append(language)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _opening(document: Any, report: Report) -> None:
    document.add_paragraph(report.title, style="Title")
    tally = ", ".join(f"{number} {face.word}" for face, number in report.tally) or "No items"
    document.add_paragraph().add_run(f"{tally}.").bold = True
    _soft(document, f"Review of {day(report.date)}, followed up to {moment(report.as_of)}. {report.coverage}")


def _glance(document: Any, report: Report) -> None:
    document.add_heading("At a glance", 1)
    said = f"{capital(columns(report.timeline))}. The bar is taller where the state changed; a line marks the deadline."
    _soft(document, said)
    table = document.add_table(rows=1, cols=3)
    table.autofit = False
    for cell, words in zip(table.rows[0].cells, ("Item", "State", "Course"), strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    _repeated(table.rows[0])
    step = max(4, 720 // len(report.timeline.starts))
    for entry, row in zip(report.entries, report.timeline.rows, strict=True):
        _glance_row(table.add_row().cells, entry, row, step)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    _rules(table)


def _glance_row(cells: Any, entry: Entry, row: tuple[Cell, ...], step: int) -> None:
    cells[0].paragraphs[0].add_run(entry.title)
    _face(cells[1].paragraphs[0], entry.face)
    picture = cells[2].paragraphs[0].add_run().add_picture(io.BytesIO(course(row, step)), width=_PICTURE)
    told = "; ".join(cell_words(cell) for cell in row if cell.changed or cell.due) or "no change"
    picture._inline.docPr.set("descr", f"Course of {entry.title}: {told}")
    for cell in cells:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(3)


def _rules(table: Any) -> None:
    """Thin lines between the rows and nothing else."""
    borders = OxmlElement("w:tblBorders")
    for edge in ("bottom", "insideH"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "DCDFE4")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _repeated(row: Any) -> None:
    """The row stands again on top of each page."""
    mark = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(mark)


def _entry(document: Any, report: Report, entry: Entry) -> None:
    document.add_heading(entry.title, 1)
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    _face(paragraph, entry.face)
    facts = [f"{percent(entry.confidence)} sure" if entry.confidence is not None else "", entry.due]
    paragraph.add_run("".join(f" · {fact}" for fact in facts if fact))
    for note in entry.notes:
        _soft(document, f"{capital(note)}.")
    if entry.criterion:
        paragraph = document.add_paragraph()
        paragraph.add_run("Done when ").bold = True
        paragraph.add_run(entry.criterion)
    if entry.passage:
        document.add_paragraph(entry.passage, style="Intense Quote")
    for step in entry.steps:
        _step(document, report, step)
    if not entry.steps:
        _soft(document, "Nothing moved it.")
    if entry.others:
        document.add_heading("Further reports", 2)
    for shown in entry.others:
        _exhibit(document, report, shown)
    _rest(document, entry)


def _rest(document: Any, entry: Entry) -> None:
    rest = [count(entry.more, "further fact") if entry.more else "", count(entry.comments, "comment")]
    said = ", ".join(part for part in rest if part and not part.startswith("0 "))
    if said:
        _soft(document, f"{said} not listed.")


def _step(document: Any, report: Report, step: Step) -> None:
    document.add_heading(f"{day(step.on)}: {step.old.words} → {step.new.words}", 2)
    if step.sentence:
        document.add_paragraph(step.sentence)
    for shown in step.exhibits:
        _exhibit(document, report, shown)


def _exhibit(document: Any, report: Report, shown: Exhibit) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    if shown.quote:
        paragraph.add_run(f"“{shown.quote.before}")
        paragraph.add_run(shown.quote.marked).bold = True
        paragraph.add_run(f"{shown.quote.after}”")
    else:
        paragraph.add_run(shown.title)
    paragraph.add_run(f" {shown.signal}. ").italic = True
    _cited(paragraph, report, shown, f"{shown.source}, {day(shown.published)}")
    for place, witness in enumerate(shown.also):
        paragraph.add_run(", " if place else "; also ")
        _cited(paragraph, report, witness, witness.name)
    if shown.copies:
        paragraph.add_run(f"; also in {shown.copies}")


def _cited(paragraph: Any, report: Report, shown: Exhibit | Witness, words: str) -> None:
    """A report's source as a link with its number in the appendix."""
    if shown.url:
        _link(paragraph, words, shown.url)
        paragraph.add_run(f" [{report.number(shown)}]")
    else:
        paragraph.add_run(words)


def _sources(document: Any, report: Report) -> None:
    document.add_heading("Sources", 1)
    document.add_paragraph(report.coverage)
    if report.sources:
        document.add_paragraph("; ".join(f"{name}: {count(number, 'report')}" for name, number in report.sources) + ".")
    for cited in report.citations:
        paragraph = document.add_paragraph(f"[{cited.number}] ")
        _link(paragraph, cited.title or cited.url, cited.url)
        paragraph.add_run(f" {cited.source}, {day(cited.published)}")
    _soft(document, f"As of {moment(report.as_of)} · followup-monitor {report.version}")


def _face(paragraph: Any, face: Face) -> None:
    run = paragraph.add_run(f"{face.shape} {face.words}")
    run.bold = True
    run.font.color.rgb = RGBColor.from_string(_TONES[face.tone])


def _soft(document: Any, words: str) -> None:
    run = document.add_paragraph().add_run(words)
    run.font.size, run.font.color.rgb = Pt(9.5), RGBColor.from_string(_SOFT)


def _link(paragraph: Any, words: str, url: str) -> None:
    """python-docx reads links but does not write them (its issue 74)."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.underline, run.font.color.rgb = True, RGBColor.from_string(_LINK)
    link.append(run._r)
    paragraph._p.append(link)


def _undated(document: bytes) -> bytes:
    """The same archive without the time of its making, which else makes each copy differ."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, datetime(1980, 1, 1, tzinfo=UTC).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return written.getvalue()

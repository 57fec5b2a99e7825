"""Sets the statement on the record as DOCX, in the court's own typeface (仿宋)."""

import io
import zipfile
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from recorder.archive.statement import Section, Statement

EAST_ASIA = "仿宋"
_LATIN = "Times New Roman"
_TITLE, _HEADING, _BODY, _SMALL = 18, 12, 10.5, 9


def statement_docx(statement: Statement) -> bytes:
    """Return the statement as DOCX."""
    document = Document()
    _set_typeface(document)
    core = document.core_properties
    core.title, core.language = statement.titles[0], "en" if statement.language == "en" else "zh-CN"
    core.created = core.modified = statement.made_at
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(document.sections[0], side, Cm(2))
    _line(document, statement.titles[0], _TITLE, centred=True, bold=True)
    for text in statement.titles[1:]:
        _line(document, text, _BODY, centred=True)
    for text in statement.notes:
        _line(document, text, _SMALL)
    _table(document, list(statement.facts), (22, 78))
    for section in statement.sections:
        _section(document, section, statement.nothing)
    _line(document, "", _BODY)
    _line(document, statement.signatures, _BODY)
    content = io.BytesIO()
    document.save(content)
    return _without_times(content)


def _without_times(document: io.BytesIO) -> bytes:
    """Return the same document whose parts do not say when they were written: the same statement is the same octets."""
    content = io.BytesIO()
    with zipfile.ZipFile(document) as made, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as timeless:
        for part in made.infolist():
            timeless.writestr(zipfile.ZipInfo(part.filename), made.read(part), zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _set_typeface(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.name, style.font.size = _LATIN, Pt(_BODY)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), EAST_ASIA)
    style.paragraph_format.space_after = Pt(2)


def _section(document: Any, section: Section, nothing: str) -> None:
    _line(document, "", _SMALL)
    _line(document, section.heading, _HEADING, bold=True)
    if section.rows:
        _table(document, [section.columns, *section.rows], section.widths)
    else:
        _line(document, nothing, _BODY)


def _table(document: Any, rows: list[Any], widths: tuple[int, ...]) -> None:
    table = document.add_table(rows=0, cols=len(widths), style="Table Grid")
    for texts in rows:
        cells = table.add_row().cells
        for cell, text, share in zip(cells, texts, widths, strict=True):
            cell.width = Cm(17 * share / 100)
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(_SMALL)


def _line(document: Any, text: str, size: float, *, centred: bool = False, bold: bool = False) -> None:
    paragraph = document.add_paragraph()
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold

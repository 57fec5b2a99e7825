"""Sets the statement on the record as a PDF, with a font of its own in it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF
from fpdf.fonts import FontFace

from recorder.archive.pdf_font import FAMILY, font_for
from recorder.archive.statement import Section, Statement

_TITLE, _HEADING, _BODY, _SMALL = 18, 12, 9.5, 8
_GREY = (238, 238, 238)


def statement_pdf(statement: Statement) -> bytes:
    """Return the statement as PDF."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(statement.made_at)
    pdf.set_title(statement.titles[0])
    pdf.set_lang("en" if statement.language == "en" else "zh-CN")
    pdf.set_auto_page_break(True, 18)
    with TemporaryDirectory() as folder:
        font = Path(folder, f"{FAMILY}.ttf")
        font.write_bytes(font_for([*statement.letters(), "0123456789/ "]))
        pdf.add_font(FAMILY, fname=font)
    pdf.add_page()
    _head(pdf, statement)
    for section in statement.sections:
        _section(pdf, section, statement.nothing)
    pdf.ln(8)
    _line(pdf, statement.signatures, _BODY, 8)
    return bytes(pdf.output())


def _head(pdf: FPDF, statement: Statement) -> None:
    _line(pdf, statement.titles[0], _TITLE, 10, "C")
    for text in statement.titles[1:]:
        _line(pdf, text, _BODY, 6, "C")
    pdf.ln(2)
    for text in statement.notes:
        _line(pdf, text, _SMALL, 4.5)
    pdf.ln(2)
    pdf.set_font(FAMILY, size=_BODY)
    with pdf.table(col_widths=(22, 78), first_row_as_headings=False, line_height=5.5) as table:
        for name, value in statement.facts:
            row = table.row()
            row.cell(name, style=FontFace(fill_color=_GREY))
            row.cell(value)


def _section(pdf: FPDF, section: Section, nothing: str) -> None:
    pdf.ln(4)
    _line(pdf, section.heading, _HEADING, 8)
    if not section.rows:
        _line(pdf, nothing, _BODY, 6)
        return
    pdf.set_font(FAMILY, size=_SMALL)
    style = FontFace(emphasis="", fill_color=_GREY)
    with pdf.table(col_widths=section.widths, headings_style=style, line_height=4.6, text_align="LEFT") as table:
        for texts in (section.columns, *section.rows):
            row = table.row()
            for text in texts:
                row.cell(text)


def _line(pdf: FPDF, text: str, size: float, height: float, align: str = "L") -> None:
    pdf.set_font(FAMILY, size=size)
    pdf.multi_cell(0, height, text, align=align, new_x="LMARGIN", new_y="NEXT")

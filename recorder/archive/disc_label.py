"""Labels for discs as a PDF: a page of 120 mm by 120 mm for each, in Chinese, with the code of the root to read aloud."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from fpdf import FPDF

from recorder.archive.disc import Disc
from recorder.archive.pdf_font import FAMILY, font_for
from recorder.spoken_code import groups, spoken_code

_SIDE_MM, _EDGE_MM = 120, 10
_SECRECY = {
    "ordinary": "",
    "work-secret": "工作秘密",
    "personal-privacy": "个人隐私",
    "trade-secret": "商业秘密",
    "state-secret": "国家秘密",
    "minor": "未成年人案件",
}


def label_lines(disc: Disc, court: str, day: str, secrecy: str) -> list[tuple[str, float]]:
    """Return what stands on the label of *disc*, each line with its size in points."""
    code = groups(spoken_code(disc.root))
    kind = "庭审录音录像归档包" if disc.of == "package" else "上诉审音视频包"
    marked = _SECRECY.get(secrecy, secrecy)
    return [
        (court, 12),
        (disc.case, 15),
        (f"第 {disc.sitting} 次庭审  {day}", 11),
        (f"{kind}  第 {disc.copy_number} 份（共 {disc.copies} 份）  第 {disc.disc} 张（共 {disc.discs} 张）", 9.5),
        *([(f"密级：{marked}", 12)] if marked else []),
        ("根校验码", 9),
        (" ".join(code[:4]), 14),
        (" ".join(code[4:]), 14),
        (f"庭审编号 {disc.hearing}", 8),
        ("未经人民法院许可，不得复制、删除、迁移（法释〔2017〕5号第十五条）", 7),
        ("刻录后回读：courtroom disc check", 7),
    ]


def label_pdf(discs: Sequence[Disc], court: str, day: str, secrecy: str) -> bytes:
    """Return a page for each of *discs*; *day* is that of the hearing (ISO 8601)."""
    pages = [label_lines(disc, court, day, secrecy) for disc in discs]
    pdf = FPDF(format=(_SIDE_MM, _SIDE_MM))
    pdf.set_title("光盘标签")
    pdf.set_lang("zh-CN")
    pdf.set_margins(_EDGE_MM, _EDGE_MM)
    pdf.set_auto_page_break(False)
    with TemporaryDirectory() as folder:
        font = Path(folder, f"{FAMILY}.ttf")
        font.write_bytes(font_for([text for page in pages for text, _ in page]))
        pdf.add_font(FAMILY, fname=font)
    for page in pages:
        pdf.add_page()
        pdf.rect(4, 4, _SIDE_MM - 8, _SIDE_MM - 8)
        for text, size in page:
            pdf.set_font(FAMILY, size=size)
            pdf.multi_cell(0, size * 0.62, text, align="C", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())

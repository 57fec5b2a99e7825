"""Why a file cannot be filed: a stable code, and its words in both languages."""

from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "unknown-kind", "empty", "too-big", "broken", "truncated", "encrypted", "too-many-pages", "too-large", "too-slow"
]


@dataclass(frozen=True, slots=True)
class Words:
    """How a fault is answered."""

    status: int
    title: str
    remedy: str


WORDS: dict[Code, Words] = {
    "unknown-kind": Words(
        415,
        "不支持该文件类型 · This kind of file cannot be filed",
        "请提交 PDF、PNG、JPEG、WebP、MP4（H.264）、MP3、WAV 或 Opus · "
        "File PDF, PNG, JPEG, WebP, MP4 (H.264), MP3, WAV or Opus.",
    ),
    "empty": Words(422, "文件为空 · The file is empty", "请重新选择文件 · Choose the file anew."),
    "too-big": Words(
        413,
        "文件过大 · The file is too large",
        "请压缩或拆分后再提交 · Make it smaller or split it.",
    ),
    "broken": Words(
        422,
        "文件已损坏，无法打开 · The file is damaged and cannot be opened",
        "请用原始文件重新提交 · File the original anew.",
    ),
    "truncated": Words(
        422,
        "文件不完整 · The file is not whole",
        "请重新传输原始文件后再提交 · Copy the original anew, then file it.",
    ),
    "encrypted": Words(
        422,
        "PDF已加密，无法出示 · The PDF is encrypted",
        "请去除密码后再提交 · Remove its password, then file it.",
    ),
    "too-many-pages": Words(
        422,
        "页数过多 · It has too many pages",
        "请拆分为不超过500页的文件 · Split it into files of at most 500 pages.",
    ),
    "too-large": Words(
        422,
        "图像像素过多 · The picture has too many pixels",
        "请缩小到一亿像素以内 · Make it smaller than 100 million pixels.",
    ),
    "too-slow": Words(
        422,
        "文件过于复杂，无法在限定时间和内存内展开 · The file takes too much time or memory to draw",
        "请另存为普通PDF或图片后再提交 · Save it as a plain PDF or as pictures, then file it.",
    ),
}


class ExhibitFault(Exception):
    """A file that cannot be filed; *says* is for whoever looks into it."""

    def __init__(self, code: Code, says: str = "") -> None:
        super().__init__(f"{code}: {says}")
        self.code: Code = code
        self.says = says

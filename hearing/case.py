"""A case, and the number that everything of it is filed under."""

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_validator

_NUMBER = re.compile(r"^（(\d{4})）([一-鿿]{1,3}\d{0,6})([一-鿿]{1,6})(\d{1,6})号(?:之[一二三四五六七八九十]{1,3})?$")


def normal_number(text: str) -> str:
    """Return a case number 案号 in its one spelling, full-width brackets and no blanks.

    Form: （收案年度）法院代字类型代字案件编号号 (最高人民法院关于人民法院案件案号的若干规定 §3).

    Raises:
        ValueError: *text* is not a case number; says what one looks like.
    """
    number = re.sub(r"\s", "", text).replace("(", "（").replace(")", "）")
    if not _NUMBER.match(number):
        raise ValueError(f"{text[:40]!r} is not a case number. Write it as （2026）示0101刑初128号.")
    return number


class Secrecy(StrEnum):
    """Label on all that is stored of a case."""

    ORDINARY = "ordinary"
    WORK_SECRET = "work-secret"  # 工作秘密  # noqa: S105
    PERSONAL_PRIVACY = "personal-privacy"  # 个人隐私
    TRADE_SECRET = "trade-secret"  # 商业秘密  # noqa: S105
    STATE_SECRET = "state-secret"  # 国家秘密  # noqa: S105
    MINOR = "minor"  # 未成年人


class Case(BaseModel):
    """A case as the court's register knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    cause: str
    """案由: ``危险驾驶``."""
    title: str = ""
    """How the public list names it: ``张某某危险驾驶案``. Masked by whoever enters it."""
    secrecy: Secrecy = Secrecy.ORDINARY

    @field_validator("number")
    @classmethod
    def _one_spelling(cls, value: str) -> str:
        return normal_number(value)

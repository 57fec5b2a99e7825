"""The number a case gets later: a case made at the spot (临时立案) is filed under a provisional one, and stays there.

What was recorded, sealed and signed names the number of that day, so nothing is filed anew: the later number is another
name of the same case. The newest is the one that is shown; search and citations find it by each.
"""

from typing import Literal

from pydantic import field_validator

from hearing.case import normal_number
from hearing.command import Asking
from hearing.logged import Logged


class CaseNumbered(Logged):
    """The court's register gave the case a number."""

    type: Literal["case-numbered"] = "case-numbered"
    number: str


class NumberCase(Asking):
    """Say which number the court's register gave the case."""

    type: Literal["number-case"] = "number-case"
    number: str

    @field_validator("number")
    @classmethod
    def _one_spelling(cls, value: str) -> str:
        return normal_number(value)

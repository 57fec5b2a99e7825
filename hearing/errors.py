"""What can go wrong in the words of a hearing.

    HearingError
    └─ Refused      a command that may not be, with place, fault and remedy in words
       └─ Stale     what the command touches has changed since the caller looked

Every refusal has a stable ``code`` (:mod:`hearing.words` holds title and remedy of each, in Chinese and English).
"""

from typing import Literal

from hearing.words import REFUSALS, Language, RefusalCode

Status = Literal[403, 404, 409, 422]


class HearingError(Exception):
    """Anything that this package refuses."""


class Refused(HearingError):
    """A command that may not be carried out now, by this person, in this form.

    ``status`` is the HTTP status that fits: 403 no right, 404 nothing of that name, 409 not now, 422 not like this.
    """

    def __init__(self, code: RefusalCode, detail: str = "") -> None:
        self.code: RefusalCode = code
        words = REFUSALS[code]
        self.status: Status = words.status
        self.title = words.title["zh-CN"]
        self.remedy = words.remedy["zh-CN"]
        self.detail = detail
        super().__init__(f"{code}: {words.title['en']} {detail} {words.remedy['en']}".replace("  ", " "))

    def problem(self, language: Language = "zh-CN") -> dict[str, str | int]:
        """Say it as a problem document (RFC 9457) with a ``remedy``."""
        words = REFUSALS[self.code]
        return {
            "type": f"urn:courtroom:refused:{self.code}",
            "title": words.title[language],
            "status": self.status,
            "detail": self.detail,
            "remedy": words.remedy[language],
        }


class Stale(Refused):
    """The caller expected an older state: *topic* was last touched by event number *seq*."""

    def __init__(self, topic: str, seq: int, expected: int) -> None:
        super().__init__("stale", f"{topic}: {expected} → {seq}")
        self.topic = topic
        self.seq = seq

    def problem(self, language: Language = "zh-CN") -> dict[str, str | int]:
        """Say it as a problem document that also names the newer ``seq``."""
        return {**super().problem(language), "seq": self.seq}

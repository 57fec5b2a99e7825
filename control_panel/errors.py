"""What the panel refuses, and in which words.

PanelError
├─ Refusal        an HTTP answer: status, place and fault, remedy (RFC 9457)
└─ StartError     the panel cannot start: says what to do
"""


class PanelError(Exception):
    """Something the panel will not or cannot do."""


class Refusal(PanelError):
    """A request is refused.

    Args:
        status: the HTTP status.
        title: what was refused, in words a clerk understands.
        detail: place and fault.
        remedy: what to do.
        more: further members of the problem document, e.g. ``seq``.
    """

    def __init__(self, status: int, title: str, detail: str = "", remedy: str = "", **more: object) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.detail = detail
        self.remedy = remedy
        self.more = more

    def document(self) -> dict[str, object]:
        """Write the problem document of this refusal."""
        return {
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "remedy": self.remedy,
            **self.more,
        }


class StartError(PanelError):
    """The panel cannot start; the message names place, fault and remedy."""

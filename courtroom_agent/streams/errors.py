"""What can go wrong with a live stream.

StreamError
├─ Refused       the server said no; waiting a little will not help
└─ Unreachable   no answer, no path or the connection died; trying again may help
"""


class StreamError(Exception):
    """A stream could not be published or played."""


class Refused(StreamError):
    """The server refused the stream (401, 403, 404, 409, 422, or an answer nobody can use)."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Unreachable(StreamError):
    """The server did not answer, or the way to it is cut."""

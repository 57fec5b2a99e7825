"""Signing on to a Q-SYS core: JSON-RPC messages that go before every command, as the core's QRC pages print them."""

import json
from typing import Any

from courtroom_agent.drivers.errors import Unauthorised
from hardware_profiles.template import Value

_ID = "logon"


class LogonHandshake:
    """A core with users wants ``Logon`` first; one without is spoken to at once (QRC Commands, Logon)."""

    def __init__(self, user: Value, password: Value) -> None:
        self._user = str(user)
        self._password = str(password)
        self.is_done = not self._user

    def greeting(self) -> bytes:
        """The name and the password, until they were accepted."""
        if self.is_done:
            return b""
        params = {"User": self._user, "Password": self._password}
        message = {"jsonrpc": "2.0", "id": _ID, "method": "Logon", "params": params}
        return json.dumps(message, separators=(",", ":")).encode() + b"\0"

    def raw(self, data: bytes) -> bytes:
        """Nothing."""
        return b""

    def take(self, message: bytes) -> bool:
        """Read the core's word on the name and the password.

        Raises:
            Unauthorised: they are not accepted.
        """
        if self.is_done or (answer := _answer(message)) is None:
            return False
        if "error" in answer:
            raise Unauthorised("The core refuses user and password. Put the right ones into the room file's options.")
        self.is_done = True
        return True

    def prefix(self) -> bytes:
        """Nothing goes before."""
        return b""


def _answer(message: bytes) -> dict[str, Any] | None:
    """The answer to the logon, or none when *message* is something else."""
    try:
        content = json.loads(message)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) and content.get("id") == _ID else None

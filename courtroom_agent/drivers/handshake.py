"""Handshakes that templates cannot express: what is said once when a line opens."""

from typing import Protocol

from courtroom_agent.drivers.envelope import ViscaEnvelope
from courtroom_agent.drivers.errors import Unauthorised
from courtroom_agent.drivers.logon import LogonHandshake
from courtroom_agent.drivers.pjlink import PjlinkHandshake
from hardware_profiles.device import DeviceProfile
from hardware_profiles.template import Value, Values

_PROMPT_MAX = 64


class Handshake(Protocol):
    """What comes before the first command."""

    @property
    def is_done(self) -> bool:
        """Whether commands may be sent."""

    def greeting(self) -> bytes:
        """What we say first, and again while nothing comes; empty where the device begins or nobody does."""

    def raw(self, data: bytes) -> bytes:
        """Look at *data* before it is cut into messages; what is to be said to it."""

    def take(self, message: bytes) -> bool:
        """Look at *message* first; true if it was ours."""

    def prefix(self) -> bytes:
        """What goes before the next command; empty after the first."""


class NoHandshake:
    """Commands may be sent at once."""

    is_done = True

    def greeting(self) -> bytes:
        """Nothing."""
        return b""

    def raw(self, data: bytes) -> bytes:
        """Nothing."""
        return b""

    def take(self, message: bytes) -> bool:
        """Nothing is ours."""
        return False

    def prefix(self) -> bytes:
        """Nothing goes before."""
        return b""


class ViscaReset(NoHandshake):
    """VISCA over IP: the numbers of the messages begin anew when the camera has said so."""

    def __init__(self) -> None:
        self.is_done = False

    def greeting(self) -> bytes:
        """The reset, as long as it was not answered."""
        return b"" if self.is_done else ViscaEnvelope.RESET

    def take(self, message: bytes) -> bool:
        """Read the answer to the reset."""
        if not ViscaEnvelope.is_reset_done(message):
            return False
        self.is_done = True
        return True


class LoginHandshake(NoHandshake):
    """A telnet session that asks for a password: the prompt has no line end; a line with Login follows the right one."""

    def __init__(self, password: Value) -> None:
        self._password = str(password)
        self._seen = b""
        self._answered = False
        self.is_done = not self._password

    def raw(self, data: bytes) -> bytes:
        """Answer the prompt, once.

        Raises:
            Unauthorised: it asks again, or asks for a password that we do not have.
        """
        self._seen = (self._seen + data)[-_PROMPT_MAX:]
        if b"password:" not in self._seen.lower():
            return b""
        self._seen = b""
        if self._answered or not self._password:
            raise Unauthorised("The device refuses the password. Put the right one into the room file's options.")
        self._answered = True
        return self._password.encode() + b"\r"

    def take(self, message: bytes) -> bool:
        """Nothing counts before the device says Login."""
        if self.is_done:
            return False
        self.is_done = self._answered and b"login" in message.lower()
        return True


def handshake_for(profile: DeviceProfile, options: Values) -> Handshake:
    """A fresh handshake for one opening of a line."""
    if profile.envelope == "visca-ip":
        return ViscaReset()
    if profile.handshake == "login":
        return LoginHandshake(options["password"])
    if profile.handshake == "logon":
        return LogonHandshake(options["user"], options["password"])
    if profile.handshake == "pjlink":
        return PjlinkHandshake(options["password"], options.get("digest", "md5"))
    return NoHandshake()

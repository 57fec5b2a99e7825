"""What simulated cameras say and understand of Sony's VISCA, alone or several in a daisy chain.

Written by hand from the EVI-H100S manual p25-29 and the SRG-300H manual p23-26.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import Conversation, Reply
from courtroom_agent.simulated.devices.joint import Joint
from courtroom_agent.simulated.devices.ptz import AXES, HOME, PtzCamera

SOCKETS = 2
_END = 0xFF
_LONGEST = 16
_ON, _STANDBY = 2, 3
_SYNTAX, _FULL, _CANCELLED, _NO_SOCKET, _NOT_NOW = 0x02, 0x03, 0x04, 0x05, 0x41
_MODEL = bytes.fromhex("00 01 05 13 01 00 02")
"""Sony, model 0513, ROM 0100, two sockets (SRG-300H, CAM_VersionInq)."""
_PAN = {1: -1, 2: 1, 3: 0}
_TILT = {1: 1, 2: -1, 3: 0}
_BOTH = ("pan", "tilt")
_FASTEST = {"pan": 0x18, "tilt": 0x17, "zoom": 7}


@dataclass
class ViscaCamera(PtzCamera):
    """A camera on a VISCA line."""

    spurious_done_every: int = 0
    """Each so manieth acknowledgement is followed by a completion of nothing, as real cameras do; 0: never."""
    busy_until: list[float] = field(default_factory=lambda: [0.0] * SOCKETS)

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return ViscaConversation([self])

    def lost_mains(self, now: float) -> None:
        """It comes up in standby and has forgotten what it was doing."""
        super().lost_mains(now)
        self.busy_until = [0.0] * SOCKETS


@dataclass
class ViscaRing(Joint):
    """Cameras in a daisy chain on one serial line, in the order of the cables."""

    def converse(self) -> Conversation:
        """Begin a conversation on a new line."""
        return ViscaConversation([member for member in self.members if isinstance(member, ViscaCamera)])


@dataclass
class _Job:
    """What a camera is doing in one of its sockets."""

    axes: tuple[str, ...]
    until: float
    is_said: bool = False
    """Whether its completion has left the camera."""


@dataclass(frozen=True)
class _Act:
    """A command understood: what it moves, whether it may be done in standby, and how to do it (says how long, s)."""

    do: Callable[[], float]
    axes: tuple[str, ...] = ()
    is_power: bool = False


class ViscaConversation(Conversation):
    """The line to the cameras."""

    def __init__(self, cameras: list[ViscaCamera]) -> None:
        self._cameras = cameras
        self._held = bytearray()
        self._jobs: dict[int, list[_Job | None]] = {id(camera): [None] * SOCKETS for camera in cameras}
        self._acknowledged = 0

    def received(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes from the controller."""
        replies: list[Reply] = []
        for byte in data:
            self._held.append(byte)
            if byte == _END:
                packet = bytes(self._held)
                self._held.clear()
                replies += self._packet(packet, now)
            elif len(self._held) >= _LONGEST:
                self._held.clear()
        return replies

    def _packet(self, packet: bytes, now: float) -> list[Reply]:
        first = self._cameras[0]
        if len(packet) == 4 and packet[:2] == b"\x88\x30" and 1 <= packet[2] <= 7:  # noqa: PLR2004 - 88 30 0w FF
            return [Reply(bytes([0x88, 0x30, self._number_off(packet[2]), _END]), first.ack_s)]
        if packet == b"\x88\x01\x00\x01\xff":
            for camera in self._cameras:
                self._clear(camera, now)
            return [Reply(packet, first.ack_s)]
        for camera in self._cameras:
            if packet[0] == 0x80 | camera.address and not camera.is_cut:
                return self._addressed(camera, packet[1:-1], now)
        return []

    def _number_off(self, number: int) -> int:
        """Number the cameras by their place in the ring; a camera alone keeps its own, others being elsewhere."""
        if len(self._cameras) == 1:
            return self._cameras[0].address + 1
        for camera in self._cameras:
            camera.address = number
            number += 1
        return number

    def _clear(self, camera: ViscaCamera, now: float) -> None:
        camera.busy_until = [0.0] * SOCKETS
        camera.stop(AXES, now)
        self._jobs[id(camera)] = [None] * SOCKETS

    def _addressed(self, camera: ViscaCamera, body: bytes, now: float) -> list[Reply]:
        if not body:
            return []
        if body[0] == 0x09:  # noqa: PLR2004 - an inquiry
            return [Reply(_answer(camera, body[1:], now), camera.ack_s)]
        if body == b"\x01\x00\x01":
            self._clear(camera, now)
            return [Reply(_frame(camera, 0x50), camera.ack_s)]
        if body[0] & 0xF0 == 0x20 and len(body) == 1:  # noqa: PLR2004 - cancel
            return self._cancel(camera, body[0] & 0x0F, now)
        act = _understood(camera, body[1:], now) if body[0] == 0x01 else None
        if act is None:
            return [Reply(_frame(camera, 0x60, _SYNTAX), camera.ack_s)]
        if not act.is_power and not camera.can_act(now):
            return [Reply(_frame(camera, 0x61, _NOT_NOW), camera.ack_s)]
        return self._run(camera, act, now)

    def _run(self, camera: ViscaCamera, act: _Act, now: float) -> list[Reply]:
        replies = [*self._catch_up(camera, now), *self._overtake(camera, act.axes, now)]
        socket = next((at for at, until in enumerate(camera.busy_until) if until <= now), None)
        if socket is None:
            return [*replies, Reply(_frame(camera, 0x60, _FULL), camera.ack_s)]
        lasts = camera.ack_s + act.do()
        job = _Job(act.axes, now + lasts)
        jobs = self._jobs[id(camera)]
        jobs[socket], camera.busy_until[socket] = job, now + lasts
        replies.append(Reply(_frame(camera, 0x41 + socket), camera.ack_s))
        replies.append(Reply(_frame(camera, 0x51 + socket), lasts, lambda: _completes(jobs[socket], job)))
        self._acknowledged += 1
        if camera.spurious_done_every and self._acknowledged % camera.spurious_done_every == 0:
            replies.append(Reply(_frame(camera, 0x52 - socket), lasts))
        return replies

    def _catch_up(self, camera: ViscaCamera, now: float) -> list[Reply]:
        """Say what a late clock has not said yet: before a socket is taken again, what was done in it is complete."""
        jobs = self._jobs[id(camera)]
        over = [socket for socket, job in enumerate(jobs) if job and job.until <= now and not job.is_said]
        for socket in over:
            jobs[socket] = None
        return [Reply(_frame(camera, 0x51 + socket)) for socket in over]

    def _overtake(self, camera: ViscaCamera, axes: tuple[str, ...], now: float) -> list[Reply]:
        """End at once what moves the same axes: a newer movement takes an older one's place."""
        replies = []
        for socket, job in enumerate(self._jobs[id(camera)]):
            if job is not None and job.until > now and set(job.axes) & set(axes):
                self._jobs[id(camera)][socket], camera.busy_until[socket] = None, 0.0
                replies.append(Reply(_frame(camera, 0x51 + socket), 0.0))
        return replies

    def _cancel(self, camera: ViscaCamera, number: int, now: float) -> list[Reply]:
        socket = number - 1
        jobs = self._jobs[id(camera)]
        job = jobs[socket] if 0 <= socket < SOCKETS else None
        if job is None or job.until <= now:
            return [Reply(_frame(camera, 0x60 | number, _NO_SOCKET), camera.ack_s)]
        camera.stop(job.axes, now)
        jobs[socket], camera.busy_until[socket] = None, 0.0
        return [Reply(_frame(camera, 0x60 | number, _CANCELLED), camera.ack_s)]


def _completes(now: _Job | None, job: _Job) -> bool:
    """Whether *job* is still what its socket does *now*: its completion then leaves the camera."""
    job.is_said = now is job
    return job.is_said


def _frame(camera: ViscaCamera, *content: int) -> bytes:
    return bytes([0x80 + camera.address * 16 & 0xFF, *content, _END])


def _answer(camera: ViscaCamera, inquiry: bytes, now: float) -> bytes:
    if inquiry == b"\x04\x00":
        return _frame(camera, 0x50, _ON if camera.is_on else _STANDBY)
    if inquiry == b"\x00\x02":
        return _frame(camera, 0x50, *_MODEL)
    if not camera.can_act(now):
        return _frame(camera, 0x60, _NOT_NOW)
    if inquiry == b"\x04\x3f":
        return _frame(camera, 0x50, camera.last_preset)
    if inquiry == b"\x04\x38":
        return _frame(camera, 0x50, 2 if camera.is_focus_auto else 3)
    if inquiry == b"\x04\x47":
        return _frame(camera, 0x50, *_nibbles(camera.where("zoom", now)))
    if inquiry == b"\x06\x12":
        pan, tilt = camera.position(now)
        return _frame(camera, 0x50, *_nibbles(pan), *_nibbles(tilt))
    return _frame(camera, 0x60, _SYNTAX)


def _understood(camera: ViscaCamera, body: bytes, now: float) -> _Act | None:
    """What the command asks for, or nothing: a syntax error."""
    family, rest = body[:2], list(body[2:])
    if family == b"\x04\x00" and rest in ([_ON], [_STANDBY]):
        return _Act(lambda: camera.switch(rest[0] == _ON, now), (), is_power=True)
    if family == b"\x04\x3f" and len(rest) == 2 and rest[0] <= 2 and rest[1] <= 0x0F:  # noqa: PLR2004
        return _memory(camera, rest[0], rest[1], now)
    if family in (b"\x04\x07", b"\x04\x47"):
        return _zoom(camera, family[1], rest, now)
    if family in (b"\x04\x38", b"\x04\x08"):
        return _focus(camera, family[1], rest)
    return _pan_tilt(camera, body[1], rest, now) if body[:1] == b"\x06" and len(body) > 1 else None


def _memory(camera: ViscaCamera, what: int, preset: int, now: float) -> _Act:
    if what == 2:  # noqa: PLR2004 - recall
        return _Act(lambda: camera.recall(preset, now), AXES)
    if what == 1:
        return _at_once(lambda: camera.store(preset, now))
    return _at_once(lambda: camera.presets.pop(preset, None))


def _zoom(camera: ViscaCamera, family: int, rest: list[int], now: float) -> _Act | None:
    if family == 0x47:  # noqa: PLR2004 - direct
        place = _number(rest) if len(rest) == 4 else None  # noqa: PLR2004
        return None if place is None else _Act(lambda: camera.go({"zoom": place & 0xFFFF}, now), ("zoom",))
    if len(rest) != 1:
        return None
    way, step = rest[0] >> 4, rest[0] & 0x0F
    if rest[0] == 0x00:
        return _driven(camera, {"zoom": 0.0}, now)
    if rest[0] in (0x02, 0x03):
        way, step = rest[0], 3
    if way not in (2, 3) or step > _FASTEST["zoom"]:
        return None
    return _driven(camera, {"zoom": (1 if way == 2 else -1) * (step + 1) / 8}, now)  # noqa: PLR2004


def _focus(camera: ViscaCamera, family: int, rest: list[int]) -> _Act | None:
    if family == 0x38 and rest in ([2], [3]):  # noqa: PLR2004
        return _at_once(lambda: setattr(camera, "is_focus_auto", rest == [2]))
    is_drive = family == 0x08 and len(rest) == 1 and (rest[0] in (0, 2, 3) or rest[0] >> 4 in (2, 3))  # noqa: PLR2004
    return _Act(lambda: 0.0) if is_drive else None


def _pan_tilt(camera: ViscaCamera, family: int, rest: list[int], now: float) -> _Act | None:
    if family in (0x04, 0x05) and not rest:
        home = dict(zip(_BOTH, HOME, strict=False))
        return _Act(lambda: camera.go(home, now), _BOTH)
    if len(rest) < 4:  # noqa: PLR2004
        return None
    # an axis that stays where it is may be sent there at no speed at all, as some controllers do
    rests = (family == 0x01 and rest[2] == 0x03, family == 0x01 and rest[3] == 0x03)  # noqa: PLR2004
    if not (1 - rests[0] <= rest[0] <= _FASTEST["pan"] and 1 - rests[1] <= rest[1] <= _FASTEST["tilt"]):
        return None
    shares = {"pan": rest[0] / _FASTEST["pan"], "tilt": rest[1] / _FASTEST["tilt"]}
    if family == 0x01 and len(rest) == 4 and rest[2] in _PAN and rest[3] in _TILT:  # noqa: PLR2004
        return _driven(camera, {"pan": _PAN[rest[2]] * shares["pan"], "tilt": _TILT[rest[3]] * shares["tilt"]}, now)
    pan, tilt = _number(rest[2:6]), _number(rest[6:10])
    if family not in (0x02, 0x03) or len(rest) != 10 or pan is None or tilt is None:  # noqa: PLR2004
        return None
    here = camera.position(now) if family == 0x03 else (0, 0)  # noqa: PLR2004 - relative
    return _Act(lambda: camera.go({"pan": here[0] + pan, "tilt": here[1] + tilt}, now, shares), _BOTH)


def _at_once(do: Callable[[], object], axes: tuple[str, ...] = ()) -> _Act:
    """What is done as soon as it is asked for."""

    def done() -> float:
        do()
        return 0.0

    return _Act(done, axes)


def _driven(camera: ViscaCamera, ways: dict[str, float], now: float) -> _Act:
    """Move until told otherwise: the command itself is done at once."""

    def do() -> None:
        for axis, share in ways.items():
            camera.drive(axis, share, now)

    return _at_once(do, tuple(ways))


def _nibbles(number: int) -> list[int]:
    return [number >> shift & 0x0F for shift in (12, 8, 4, 0)]


def _number(nibbles: list[int]) -> int | None:
    """A signed number of 16 bits, four bits a byte; nothing when a byte holds more."""
    if len(nibbles) != 4 or any(nibble > 0x0F for nibble in nibbles):  # noqa: PLR2004
        return None
    number = nibbles[0] << 12 | nibbles[1] << 8 | nibbles[2] << 4 | nibbles[3]
    return number - 0x10000 if number & 0x8000 else number

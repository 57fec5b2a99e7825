"""What capability words mean in one courtroom: which property of which device, and which of its values. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import DeviceFileError
from hardware_profiles.profiles import Profile, Property, known_profiles, load_profile
from hardware_profiles.scene import ALL, KINDS, MAINS, PROGRAM, PROGRAM_VOICE, VOICES, Mean
from hardware_profiles.template import Value

_FITS = {
    "camera": {"camera.ptz"},
    "power": {"power", "camera.power", "relay", "display", "projector", "light"},
    "route": {"switcher.matrix", "display", "projector"},
    "display": {"display", "projector"},
    "mic": {"mic", "dsp", "conference-unit"},
    "voice": {"mic", "dsp"},
    "light": {"light", "relay"},
    "relay": {"relay"},
}
"""Which capabilities of DESIGN's list a kind may stand for."""


class Unfit(Exception):
    """A word of a scene that means nothing in this room: what is wrong, and what there is."""

    def __init__(self, fault: str, remedy: str) -> None:
        super().__init__(f"{fault} {remedy}")
        self.fault = fault
        self.remedy = remedy


@dataclass(frozen=True)
class Meant:
    """One thing in this room: how the scene calls it and says it, the property that it is, and that one's value."""

    name: str
    word: Value
    target: str
    value: Value


@dataclass(frozen=True)
class Means:
    """One room's words."""

    means: Mapping[str, Mean]
    seats: Collection[str]
    profiles: Mapping[str, Profile | None]
    """The profile of each device; ``None`` where the file is broken and says so itself."""

    @classmethod
    def of(cls, room: Courtroom) -> "Means":
        """Return the words of *room*."""
        mutes = {f"mic.{one.stream.removeprefix('mic-')}": Mean(by=one.mute) for one in room.microphones if one.mute}
        known = known_profiles(Path(room.profiles) if room.profiles else None)
        profiles = {device.name: _profile(known, device.profile) for device in room.devices}
        return cls({**room.means, **mutes}, [seat.id for seat in room.seats], profiles)

    def names(self, name: str) -> tuple[str, ...]:
        """Return what *name* stands for: itself, or everything of a kind for ``mic.all``."""
        kind, _, subject = name.partition(".")
        if subject != ALL or kind not in KINDS:
            return (name,)
        return tuple(one for one in self.means if one.partition(".")[0] == kind)

    def resolve(self, name: str, word: Value) -> Meant:
        """Return what *name* (no group) being *word* is in this room.

        Raises:
            Unfit: there is no such thing here, or it cannot be that.
        """
        kind, _, subject = name.partition(".")
        if kind == PROGRAM:
            return self._program(name, subject, word)
        mean = self.means.get(name)
        if mean is None and kind in KINDS and kind not in self.profiles:
            raise Unfit(f"There is no {name} in this room.", self._there_are(kind))
        by = name if mean is None else mean.by
        if by == PROGRAM_VOICE:
            return Meant(name, word, by, self._value(name, mean, word))
        found = self.property(by)
        value = self._value(name, mean, word)
        if found is not None and not found.type.allows(value):
            raise Unfit(f"{name} cannot be {word!r}.", f"It may be {found.type.describe()}.")
        return Meant(name, word, by, value)

    def property(self, by: str) -> Property | None:
        """Return the property *by*; ``None`` where its device's profile has faults of its own.

        Raises:
            Unfit: there is no such device or property, or it can only be read.
        """
        device, _, prop = by.partition(".")
        if device not in self.profiles:
            raise Unfit(f"There is no device {device!r}.", f"There are: {', '.join(self.profiles) or 'none'}.")
        profile = self.profiles[device]
        if profile is None:
            return None
        found = profile.property(prop)
        if found is None:
            known = ", ".join(profile.spec.provides)
            raise Unfit(f"{device} ({profile.spec.profile}) has no {prop!r}.", f"It has: {known}.")
        if found.spec.set is None:
            raise Unfit(f"{by} can only be read.", "Take it out of the scene.")
        return found

    def fits(self, name: str) -> None:
        """Check that the mean *name* is of a kind there is and stands for a property of that kind.

        Raises:
            Unfit: it does not.
        """
        kind, _, subject = name.partition(".")
        if kind not in KINDS or subject == ALL:
            raise Unfit(f"{name} is no capability.", f"Begin with one of {', '.join(KINDS)}; {ALL!r} is taken.")
        mean = self.means[name]
        if mean.by == PROGRAM_VOICE:
            _fits_voice(name, kind, mean)
            return
        found = self.property(mean.by)
        if found is None:
            return
        if found.spec.capability not in _FITS[kind]:
            can = ", ".join(sorted(_FITS[kind]))
            raise Unfit(f"{mean.by} is of {found.spec.capability}, not of {kind}.", f"Name a property of {can}.")
        for word, value in (mean.words or {}).items():
            if not found.type.allows(value):
                raise Unfit(f"{word!r} cannot be {value!r}.", f"It may be {found.type.describe()}.")

    def _program(self, name: str, subject: str, word: Value) -> Meant:
        may = MAINS if subject == "main" else ("shown", "hidden")
        if subject != "main" and subject not in self.seats:
            raise Unfit(f"There is no seat {subject!r}.", f"This courtroom seats: {', '.join(self.seats) or 'nobody'}.")
        if word not in may:
            raise Unfit(f"{name} cannot be {word!r}.", f"It may be {', '.join(may)}.")
        return Meant(name, word, name, word)

    def _value(self, name: str, mean: Mean | None, word: Value) -> Value:
        if mean is None or mean.words is None:
            return word
        if str(word) not in mean.words:
            raise Unfit(f"{name} knows no {word!r} in this room.", f"It knows: {', '.join(mean.words)}.")
        return mean.words[str(word)]

    def _there_are(self, kind: str) -> str:
        known = [one for one in self.means if one.partition(".")[0] == kind]
        return f"There are: {', '.join(known)}." if known else f"It has no {kind} at all; write it into means."


def _fits_voice(name: str, kind: str, mean: Mean) -> None:
    if kind != "voice":
        raise Unfit(f"{name} cannot be {PROGRAM_VOICE}.", "Only voice.… is masked by the agent itself.")
    for word, value in (mean.words or {}).items():
        if value not in VOICES:
            raise Unfit(f"{word!r} cannot be {value!r}.", f"It may be {', '.join(VOICES)}.")


def _profile(known: Mapping[str, Path], name: str) -> Profile | None:
    try:
        return load_profile(known[name])
    except (KeyError, DeviceFileError):
        return None

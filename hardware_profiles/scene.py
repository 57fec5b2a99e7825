"""A scene: what must be true of the courtroom at one moment of a hearing, in capabilities, never in bytes.

A scene says ``mic.witness``, ``route.gallery``, ``display.gallery``; the room file's ``means`` say which property of which
device that is here. What a scene asks is absolute: applying it twice is applying it once.
"""

from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

SceneName = Literal[
    "power-up", "power-down", "preparing", "open", "recess", "closed", "investigation", "evidence", "witness",
    "witness-protection", "debate", "final-statement", "judgment", "remote-interrogation", "remote-hearing",
    "petition", "mediation", "reduction-identity", "reduction-participants", "reduction-proposal",
    "reduction-opinion", "reduction-facts", "reduction-statement", "reduction-summary",
]  # fmt: skip
"""开机 · 关机 · 庭前准备 · 开庭 · 休庭 · 闭庭 · 法庭调查 · 举证质证 · 证人作证 · 证人保护 · 法庭辩论 · 最后陈述 · 宣判 · 远程提讯 ·
远程庭审 · 接访 · 调解, and the seven steps of a hearing on sentence reduction or parole (法释〔2014〕5号 §10)."""

SCENE_NAMES: tuple[SceneName, ...] = get_args(SceneName)

PropertyName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}\.[a-z][a-z0-9-]{0,30}$")]
"""A property of a device, ``dsp.channel-1``, or what a room's means call it, ``mic.witness``; ``mic.all`` is all of a kind."""

PropertyValue = Annotated[int | str, Field(union_mode="left_to_right")]
"""What a property is or shall be: a number or a word; never a boolean."""

Kind = Literal["camera", "power", "route", "display", "mic", "voice", "light", "relay"]
"""What a room's means may be: a camera's view, power, what a screen is given, whether it shows it, a microphone, the
treatment of a voice, lights, contacts."""

KINDS: tuple[Kind, ...] = get_args(Kind)

PROGRAM = "program"
"""The composed picture and mix, told and asked like a device: ``program.main``, ``program.SEAT`` shown or hidden, and
``program.voice``."""

PROGRAM_VOICE = f"{PROGRAM}.voice"
"""How microphones at hidden seats are heard in the mix: ``masked``, or ``plain``, which then is not at all."""

VOICES = ("plain", "masked")

MAINS = ("bench", "parties", "witness", "remote", "evidence", "overview")
"""What may be large in the program."""

DirectorMay = Literal["on", "fixed", "off"]
"""What a scene leaves to the director: following the voices, what is chosen by hand alone, nothing."""

ALL = "all"
"""``mic.all``: everything of the kind that this room has."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Mean(_Part):
    """What a capability is in this room: a device's property, and this room's words for its values."""

    by: PropertyName
    words: dict[str, PropertyValue] | None = None
    """``{wide: 0, bench: 1}``; without them the property's own values are the words."""


class Order(_Part):
    """What must be proven true (*first*) before the rest is even asked for (*then*)."""

    first: Annotated[tuple[PropertyName, ...], Field(min_length=1, strict=False)]
    then: Annotated[tuple[PropertyName, ...], Field(min_length=1, strict=False)]


class Forbid(_Part):
    """What must never be so: *that* (all of it at once) unless all of *unless* is proven."""

    that: Annotated[dict[PropertyName, PropertyValue], Field(min_length=1)]
    unless: dict[PropertyName, PropertyValue] = Field(default_factory=dict)


class Scene(_Part):
    """One scene. See docs/SCENES.md for how it is brought about."""

    ensure: Annotated[dict[PropertyName, PropertyValue], Field(min_length=1)]
    forbid: tuple[Forbid, ...] = Field(default=(), strict=False)
    order: tuple[Order, ...] = Field(default=(), strict=False)
    verify: Literal["best-effort", "required"] = "best-effort"
    """``required``: what was only assumed does not count."""
    on_fail: Literal["go-on", "abort-safe"] = "go-on"
    """``abort-safe``: when one thing fails, *safe* is brought about and nothing that contradicts it is asked again."""
    safe: dict[PropertyName, PropertyValue] = Field(default_factory=dict)
    """What is brought about before everything else when it fails, and at once when a *forbid* is broken."""
    on_drift: tuple[Literal["tell", "re-apply", "alarm"], ...] = Field(default=("tell",), strict=False)
    needs: tuple[PropertyName, ...] = Field(default=(), strict=False)
    """Without these a room cannot have the scene; everything else is left out where a room has it not."""
    director: DirectorMay | None = None
    """Nothing said: *off* in a scene that forbids or hides, else *fixed*."""
    within_s: Annotated[float, Field(gt=0, le=600)] = 20.0
    apart_s: Annotated[float, Field(ge=0, le=60)] = 0.0
    """At least so long between two commands of this scene: inrush of power."""

    @model_validator(mode="after")
    def _hides_by_itself(self) -> Self:
        if self._hides and self.director not in {None, "off"}:
            raise ValueError("A scene that forbids or hides leaves nothing to the director: director: off.")
        return self

    @property
    def directs(self) -> DirectorMay:
        """What the director may do in this scene."""
        return self.director or ("off" if self._hides else "fixed")

    @property
    def _hides(self) -> bool:
        return bool(self.forbid) or "hidden" in self.ensure.values()

    @model_validator(mode="after")
    def _safe_is_said(self) -> Self:
        if not self.safe and (self.on_fail == "abort-safe" or self.forbid):
            raise ValueError("A scene that forbids or aborts says in safe what is brought about then.")
        return self

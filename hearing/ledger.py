"""The ledger of every second (无缺秒台账), as it crosses wires, lies in a package and is signed.

    Ledger
    ├─ gaps     LawfulGap   休庭 · 不公开举证质证 · 不宜录制的调解: the only three (法释〔2017〕5号 §3)
    └─ tracks   TrackLedger
       ├─ faults   LedgerFault   what is missing: cause, explanation, signature (§4)
       ├─ muted    MutedStretch  recorded silence, and by whom: neither gap nor fault
       └─ filled   FilledStretch  what one side lost and the other holds: recorded, and said

Positions are nanoseconds of the hearing's timeline. :mod:`recorder.archive.ledger` computes it.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from hearing.events import PauseReason
from hearing.facts import HearingState
from hearing.ids import HearingId, Milliseconds, StreamName, TakeName, TrackName

_SECOND_NS = 1_000_000_000


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LawfulGap(_Entry):
    """A stretch that was lawfully not recorded, until the hearing was open again."""

    reason: PauseReason
    note: str = ""
    since: int
    until: int | None = None
    """``None`` while it lasts."""
    paused_by: str
    """Principal that asked for it."""
    resumed_by: str = ""
    """Principal that resumed, or that closed the hearing from the pause; empty while it lasts."""


class MutedStretch(_Entry):
    """Silence that was recorded because somebody had turned the microphone off."""

    since: int
    until: int
    by: str
    """Principal that muted it."""


class FilledStretch(_Entry):
    """A stretch that one side of a remote arraignment lost and the other side holds: recorded, and marked so."""

    since: int
    until: int
    lost_by: Literal["court", "custody"]
    """Whose record has the hole: the court's recorder's, or the custody room's agent's."""
    take: TakeName
    """The other side's, which holds it."""


class LedgerFault(_Entry):
    """A stretch that should have been recorded and was not, or is damaged."""

    since: int
    until: int
    cause: str
    """What the system found; ``unknown`` when it found nothing."""
    noted: str = ""
    """What the log says beside the cause."""
    explanation: str = ""
    explained_by: str = ""
    judge: str = ""
    """Who signed the explanation; empty while nobody did."""
    signed_by: str = ""
    signed_at: Milliseconds | None = None

    @property
    def is_settled(self) -> bool:
        """Explained, and that explanation signed."""
        return bool(self.explanation) and self.signed_at is not None

    def answered(self, track: TrackName, state: HearingState) -> "LedgerFault":
        """Return this fault of *track* with the explanation that holds for it, and the signature under that."""
        said = state.explanation_of(track, self.since, self.until)
        answer = (said.text, said.who, said.judge, said.signed_by, said.signed_at) if said else ("", "", "", "", None)
        fields = ("explanation", "explained_by", "judge", "signed_by", "signed_at")
        return self.model_copy(update=dict(zip(fields, answer, strict=True)))


class TrackLedger(_Entry):
    """One track, over all takes that hold anything of it."""

    name: TrackName
    kind: str
    stream: StreamName
    mandatory: bool
    takes: tuple[TakeName, ...] = ()
    seconds: float
    """What is kept of it, s."""
    due_s: float
    """How long it had to be written."""
    missing_s: float
    """All faults together, s."""
    awaited_s: float = 0.0
    """What has not arrived yet while the hearing goes on, or was not sent up yet, s."""
    faults: tuple[LedgerFault, ...] = ()
    muted: tuple[MutedStretch, ...] = ()
    filled: tuple[FilledStretch, ...] = ()
    """What one side lost and the other holds, of a person whom both record."""


class Ledger(_Entry):
    """Every second of every track from opening to closing."""

    hearing: HearingId
    complete: bool
    """The hearing is closed and every writer has sealed what it wrote: nothing will be added."""
    gaps: tuple[LawfulGap, ...] = ()
    tracks: tuple[TrackLedger, ...] = ()

    def unsettled(self) -> list[tuple[TrackName, LedgerFault]]:
        """List the faults of mandatory tracks that are not explained, or not signed."""
        return [
            (track.name, fault)
            for track in self.tracks
            if track.mandatory
            for fault in track.faults
            if not fault.is_settled
        ]

    def answered(self, state: HearingState) -> "Ledger":
        """Return this ledger with what *state* says of its faults: explanations and signatures."""
        tracks = (
            track.model_copy(update={"faults": tuple(fault.answered(track.name, state) for fault in track.faults)})
            for track in self.tracks
        )
        return self.model_copy(update={"tracks": tuple(tracks)})

    def objection(self) -> str:
        """Say, in both languages, why it cannot be archived: which track, from when to when. Empty when it can."""
        return "；".join(_objection(track, fault) for track, fault in self.unsettled())


def clock_of(position: int) -> str:
    """Spell a position on the timeline: ``00:01:05.040``."""
    seconds, rest = divmod(position, _SECOND_NS)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest // 1_000_000:03d}"


def _objection(track: TrackName, fault: LedgerFault) -> str:
    zh, en = ("未签字", "not signed") if fault.explanation else ("未说明", "not explained")
    since, until = clock_of(fault.since), clock_of(fault.until)
    return f"{track} {since} 至 {until} {zh} · from {since} to {until}: {en}"

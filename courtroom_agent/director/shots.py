"""Which shots a courtroom has now, whom each would show, and what forbids it. Pure.

A protected seat is one that a scene hides, that of a protected person, and the witness's while no witness has been called.
A camera that shows one is in no shot, and the program leaves it out of every tile.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from courtroom_agent.layout import Cast
from hardware_profiles.courtroom import Courtroom
from hearing.director import Forbids, ShotName
from hearing.facts import HearingState
from hearing.ids import SeatId, StreamName
from hearing.participant import Participant
from hearing.state import is_in_court

COURT: ShotName = "court"
"""庭审合成: everyone who may be shown; it can be had always."""
_PAIR = 2
_WITNESSES = frozenset({"witness", "expert-witness", "expert-assistant"})
OF_MAIN: Mapping[str, ShotName] = {
    "bench": "court",
    "parties": "parties",
    "witness": "witness",
    "remote": "remote",
    "evidence": "evidence",
    "overview": "overview",
}
"""How a scene's own picture (``program.main``) is called."""


@dataclass(frozen=True)
class Shots:
    """The shots of one moment."""

    forbids: Mapping[ShotName, Forbids | None]
    """Every shot that the room has; ``None`` where nothing is against it."""
    speakers: Mapping[StreamName, ShotName] = field(default_factory=dict)
    """The shot of whoever speaks at a microphone, or from afar."""
    withheld: frozenset[StreamName] = frozenset()
    """Cameras that show a protected seat."""
    protected: frozenset[SeatId] = frozenset()
    """The protected seats."""

    @property
    def permitted(self) -> frozenset[ShotName]:
        """The shots that may be shown."""
        return frozenset(shot for shot, why in self.forbids.items() if why is None)

    @property
    def wide(self) -> ShotName:
        """The wide shot: the overview, else the whole court."""
        return "overview" if "overview" in self.permitted else COURT


def protected_seats(room: Courtroom, state: HearingState, hidden: Collection[SeatId]) -> frozenset[SeatId]:
    """Return the seats that no shot may show; *hidden* are those that a scene hides."""
    people = [one for one in state.participants.values() if not one.remote]
    seats = {*hidden, *(one.seat for one in people if one.protected and one.seat is not None)}
    stands = {seat.id for seat in room.seats if seat.role in _WITNESSES}
    waiting = [one for one in people if one.role.waits_to_be_called]
    if state.is_screened("masked") or any(one.protected for one in waiting):
        seats |= stands
    seats |= set(_stands_of_the_uncalled(waiting, stands))
    return frozenset(seats)


def _stands_of_the_uncalled(waiting: Collection[Participant], stands: Collection[SeatId]) -> Iterator[SeatId]:
    """Name the stands at which somebody is still to be called, and nobody who was."""
    called = {one.seat for one in waiting if one.presence == "called"}
    for one in waiting:
        if one.presence != "called":
            places = [one.seat] if one.seat is not None else stands
            yield from (
                place for place in places if place not in called and (one.seat is not None or None not in called)
            )


def withheld_cameras(room: Courtroom, seats: Collection[SeatId]) -> frozenset[StreamName]:
    """Return the cameras that show one of *seats*."""
    return frozenset(one.stream for one in room.cameras if set(one.seats) & set(seats))


def remote_people(state: HearingState) -> tuple[StreamName, ...]:
    """Return the remote people who may be shown."""
    there = (one for one in state.participants.values() if one.remote and is_in_court(one) and not one.protected)
    return tuple(f"remote-{one.id}" for one in there)


def shots_of(
    room: Courtroom, cast: Cast, state: HearingState, hidden: Collection[SeatId], *, has_evidence: bool
) -> Shots:
    """Return what *room* can show now; *hidden* seats are a scene's, *has_evidence* says that some is on screen."""
    protected = protected_seats(room, state, hidden)
    withheld = withheld_cameras(room, protected)
    remotes = remote_people(state)
    seen = cast.without(withheld)
    forbids: dict[ShotName, Forbids | None] = {COURT: None}
    if cast.overview:
        forbids["overview"] = None if seen.overview else "protected"
    if len(cast.parties) + len(remotes) >= _PAIR:
        forbids["parties"] = None if len(seen.parties) + len(remotes) >= _PAIR else "protected"
    if cast.witness is not None:
        forbids["witness"] = None if seen.witness is not None else "protected"
    forbids["remote"] = None if remotes else "nobody"
    forbids["evidence"] = None if has_evidence else "nothing"
    forbids |= {one.stream: "protected" if one.stream in withheld else None for one in room.cameras}
    forbids |= dict.fromkeys(remotes)
    return Shots(forbids, {**_speakers(room, cast), **{one: one for one in remotes}}, withheld, protected)


def _speakers(room: Courtroom, cast: Cast) -> dict[StreamName, ShotName]:
    """Return for each microphone the camera that shows its seat most closely."""
    found: dict[StreamName, ShotName] = {}
    for microphone in room.microphones:
        showing = [one for one in room.cameras if microphone.seat in one.seats]
        if showing:
            closest = min(showing, key=lambda one: len(one.seats))
            found[microphone.stream] = "overview" if closest.stream in cast.overview else closest.stream
    return found

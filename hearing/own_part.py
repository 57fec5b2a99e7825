"""What of the text is a person's own part: a witness's is what was spoken while the witness stood there. Pure."""

from hearing.facts import HearingState, Line
from hearing.ids import ParticipantId


def own_lines(state: HearingState, participant: ParticipantId | None) -> tuple[Line, ...]:
    """Return the lines of the participant's own stand."""
    if participant is None or not any(stand.participant == participant for stand in state.stands):
        return ()
    return tuple(line for line in state.lines if was_heard(state, line, participant))


def text_to_sign(state: HearingState, participant: ParticipantId | None) -> tuple[Line, ...]:
    """Return what the participant reads and signs: witnesses and experts the own part, everyone else the whole.

    刑诉法 §207: the witness's part is given to the witness, who signs it.
    """
    person = state.participants.get(participant or "")
    return own_lines(state, person.id) if person is not None and person.role.waits_to_be_called else state.lines


def was_heard(state: HearingState, line: Line, participant: ParticipantId) -> bool:
    """Whether the line was spoken, not merely recognised, while the participant stood there."""
    spoken_at = (state.zero_at or 0) + line.start / 1e6
    return any(
        stand.participant == participant
        and stand.since <= spoken_at
        and (stand.until is None or spoken_at < stand.until)
        for stand in state.stands
    )

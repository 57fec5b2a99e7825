"""When a film or sound that is shown may be started, paused and sought; by whom says :mod:`hearing.deciding`."""

from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.evidence import PLAYED
from hearing.evidence_rules import shown
from hearing.playing import EvidencePlayed, PlayEvidence


def _play(command: PlayEvidence, asked: Asked) -> HearingEvent:
    """Only what plays, and only to a place that it has."""
    showing = shown(command.showing, asked)
    if showing.kind not in PLAYED:
        asked.refuse("not-played", showing.id)
    if showing.duration_ms is not None and command.position_ms > showing.duration_ms:
        asked.refuse("beyond-end", f"{showing.id}: {command.position_ms} / {showing.duration_ms} ms")
    return asked.say(EvidencePlayed, showing=showing.id, playing=command.playing, position_ms=command.position_ms)


PLAYING_RULES: Rules = {PlayEvidence: _play}

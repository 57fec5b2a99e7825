"""When a shot may be chosen by hand, and what the room may say of its cuts."""

from hearing import director
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import RUNNING


def _set(command: director.SetDirector, asked: Asked) -> HearingEvent:
    """In session; while a scene hides somebody or mediates, the picture is the scene's alone."""
    asked.only_in(*RUNNING)
    now = asked.state.director
    if command.mode == "auto":
        if command.shot is not None:
            asked.refuse("no-shot", command.shot)
        if now.mode == "auto":
            asked.refuse("already-so", "auto")
        return asked.say(director.DirectorSet, mode="auto")
    if command.shot is None:
        asked.refuse("no-shot")
    if asked.state.is_screened("masked") or asked.state.is_screened("mediation"):
        asked.refuse("scene-directs")
    if (now.mode, now.chosen) == ("manual", command.shot):
        asked.refuse("already-so", command.shot)
    return asked.say(director.DirectorSet, mode="manual", shot=command.shot)


def _report(command: director.ReportCut, asked: Asked) -> HearingEvent:
    """A cut is another shot than the one before."""
    asked.only_in(*RUNNING)
    if asked.state.director.shot == command.shot:
        asked.refuse("already-so", command.shot)
    return asked.say(
        director.ShotCut, shot=command.shot, why=command.why, since=command.since, level_db=command.level_db
    )


DIRECTOR_RULES: Rules = {
    director.SetDirector: _set,
    director.ReportCut: _report,
}

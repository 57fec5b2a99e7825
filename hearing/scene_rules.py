"""When a scene may be asked for, and what the room may say of it."""

from hearing import scene
from hearing.asking import Asked, Rules
from hearing.events import HearingEvent
from hearing.facts import RUNNING, Course

_POWERED: tuple[Course, ...] = ("preparing", "closed", "signing")
_BY_COURSE: dict[str, tuple[Course, ...]] = {
    "preparing": ("preparing",),
    "recess": ("paused",),
    "closed": ("closed", "signing"),
}


def _ask(command: scene.AskScene, asked: Asked) -> HearingEvent:
    """Power while nobody is heard, a course's scene in its course, everything else in session."""
    if command.scene in scene.POWER:
        asked.only_in(*_POWERED)
    else:
        asked.only_in(*_BY_COURSE.get(command.scene, ("open",)))
    if command.scene == "witness" and _is_protected_witness_here(asked):
        asked.refuse("protected-witness")
    return asked.say(scene.SceneAsked, scene=command.scene)


def _is_protected_witness_here(asked: Asked) -> bool:
    return any(
        person.protected and person.presence == "called" and not person.remote
        for person in asked.state.participants.values()
    )


def _report(command: scene.ReportScene, asked: Asked) -> HearingEvent:
    """A scene that was asked for is answered once; one that follows the course only while the hearing runs."""
    if command.asked is None:
        asked.only_in(*RUNNING, "preparing", "paused")
    elif not any(one.seq == command.asked and one.scene == command.scene for one in asked.state.scenes):
        asked.refuse("unknown-scene", str(command.asked))
    last, said = (
        asked.state.scene_result,
        (command.scene, command.asked, command.outcome, command.guarded, command.items),
    )
    if last is not None and (last.scene, last.asked, last.outcome, last.guarded, last.items) == said:
        asked.refuse("already-so", command.scene)
    return asked.say(
        scene.SceneApplied,
        scene=command.scene,
        asked=command.asked,
        outcome=command.outcome,
        guarded=command.guarded,
        items=command.items,
    )


SCENE_RULES: Rules = {
    scene.AskScene: _ask,
    scene.ReportScene: _report,
}

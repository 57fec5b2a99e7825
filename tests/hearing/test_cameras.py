"""Who may move a courtroom's cameras by hand, and when nobody may; what pages are told once their agent is gone."""

from hearing.cameras import CameraNow, CameraPreset, CamerasNow, camera_objection, unknown
from hearing.participant import Role
from hearing.policy import account_actor, participant_actor
from hearing.reports import report_concerns
from tests.hearing.story import CLERK, GALLERY, JUDGE, ROOM, TECHNICIAN, opened


def test_the_bench_its_clerk_and_technicians_move_cameras() -> None:
    """A technician also between hearings and in a public one; parties, bailiffs and the public never."""
    story = opened()
    story.so(JUDGE, "set-openness", openness="public", range="whole", judge="李某", reason="依法公开")
    for actor in (JUDGE, CLERK, TECHNICIAN, account_actor("account:8", Role.JUDGE)):
        assert camera_objection(story.hearing, actor) == ""
        assert camera_objection(None, actor) == ""
    for actor in (GALLERY, account_actor("account:9", Role.BAILIFF), participant_actor(story.hearing, "p-1"), ROOM):
        assert camera_objection(story.hearing, actor) == "no-right"


def test_a_closed_hearing_is_the_courts_own() -> None:
    """Not public: the technician stays away from its cameras."""
    story = opened()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    assert camera_objection(story.hearing, TECHNICIAN) == "outside"
    assert camera_objection(story.hearing, CLERK) == ""


def test_nobody_turns_a_camera_while_a_witness_is_hidden() -> None:
    """From the tap on, and until another scene's devices have said that they are so."""
    story = opened()
    asked = story.so(CLERK, "ask-scene", scene="witness-protection").seq
    assert camera_objection(story.hearing, JUDGE) == "protected"
    parts = {"outcome": "converged", "guarded": False, "items": []}
    story.so(ROOM, "report-scene", scene="witness-protection", asked=asked, **parts)
    assert camera_objection(story.hearing, CLERK) == "protected"
    asked = story.so(CLERK, "ask-scene", scene="debate").seq
    story.so(ROOM, "report-scene", scene="debate", asked=asked, **parts)
    assert camera_objection(story.hearing, CLERK) == ""


def test_a_lamp_goes_out_with_the_agent() -> None:
    """Nobody knows any more where the cameras look; which there are stays known. Parties are told nothing of them."""
    on = CameraPreset(name="wide", kept="position", standing="on")
    moved = CameraNow(stream="cam-judge", zh="审判席", en="Bench", device="camera", standing="moving", presets=(on,))
    now = CamerasNow(room="demo", cameras=(moved, CameraNow(stream="cam-overview", zh="全景", en="Overview")))

    gone = unknown(now)
    assert [one.standing for one in gone.cameras] == ["unknown", "fixed"]
    assert [one.standing for one in gone.cameras[0].presets] == ["rest"]
    story = opened()
    assert report_concerns(now, story.hearing, CLERK) == now
    assert report_concerns(now, story.hearing, TECHNICIAN) == now
    assert report_concerns(now, story.hearing, GALLERY) is None

"""The reconciler by itself: no devices, no clock, only what is wanted, what is known and what is on its way."""

from courtroom_agent.scenes.reading import Reading
from courtroom_agent.scenes.reconciler import Look, Move, Reconciler, Tell
from hardware_profiles.scene_plan import Guard, Plan, Want

MIC = Want("mic.judge", "open", "dsp.channel-1", "open")
CAMERA = Want("camera.judge", "close", "camera.preset", 1)
SCREEN = Want("display.gallery", "blank", "screen.picture", "blank")
WITNESS = Want("mic.witness", "open", "dsp.channel-5", "open", frozenset({"screen.picture"}))
PROTECTION = Plan(
    "witness-protection",
    (SCREEN, WITNESS),
    (Guard((("dsp.channel-5", "open"),), (("screen.picture", "blank"),)),),
    safe=(("dsp.channel-5", "muted"),),
    required=True,
    aborts=True,
    reapplies=True,
    alarms=True,
)


def said(value: int | str, at_ms: int = 0) -> Reading:
    """The device itself has said so."""
    return Reading(value, "verified", at_ms)


def told(moves: list[Move]) -> list[tuple[str, int | str]]:
    """What is told to devices."""
    return [(move.target, move.value) for move in moves if isinstance(move, Tell)]


def room(**known: Reading) -> dict[str, Reading]:
    """What is known, spelt with underscores for the dots and dashes."""
    names = {"mic": "dsp.channel-1", "witness": "dsp.channel-5", "camera": "camera.preset", "screen": "screen.picture"}
    return {names[name]: reading for name, reading in known.items()}


def test_what_is_so_already_is_not_asked_for() -> None:
    """A scene that is so already sends nothing, however often it is tapped."""
    reconciler = Reconciler()
    so = room(mic=said("open"), camera=said(1))

    for now in (10, 20, 30):
        reconciler.want(Plan("open", (MIC, CAMERA)), now)
        assert reconciler.step(so, now) == []
        assert reconciler.outcome(so, now) == "converged"


def test_devices_work_side_by_side_and_report_item_by_item() -> None:
    """Camera and microphone are told at once; each is done when its own device has said so."""
    reconciler = Reconciler()
    before = room(mic=said("muted"), camera=said(0))
    reconciler.want(Plan("open", (MIC, CAMERA)), 0)

    assert told(reconciler.step(before, 0)) == [("dsp.channel-1", "open"), ("camera.preset", 1)]
    assert reconciler.step(before, 100) == []

    reconciler.ended("dsp.channel-1", "open", 200)
    half = room(mic=said("open", 200), camera=said(0))
    assert [item.standing for item in reconciler.items(half, 200)] == ["so", "pending"]
    assert reconciler.outcome(half, 200) == "pending"


def test_a_device_that_refuses_is_asked_again_and_then_reported() -> None:
    """A few tries, further and further apart, then the item says what the device said; the rest is not held up."""
    reconciler = Reconciler()
    now, tries = 0, 0
    known = room(mic=said("muted"), camera=said(1))
    reconciler.want(Plan("open", (MIC, CAMERA)), now)
    while reconciler.outcome(known, now) == "pending" and now < 60_000:
        for target, value in told(reconciler.step(known, now)):
            tries += 1
            reconciler.ended(target, value, now, "refused: busy")
        now += 100

    assert 3 <= tries <= 5
    assert reconciler.outcome(known, now) == "partly"
    assert [(item.standing, item.says) for item in reconciler.items(known, now)] == [
        ("failed", "refused: busy"),
        ("so", ""),
    ]


def test_a_hand_on_the_device_is_told_and_not_fought() -> None:
    """Somebody mutes at the device itself: the scene says so, and sends nothing unless it was made to re-apply."""
    for reapplies in (False, True):
        reconciler = Reconciler()
        reconciler.want(Plan("open", (MIC,), reapplies=reapplies), 0)
        reconciler.step(room(mic=said("open")), 0)
        moved = room(mic=said("muted", 5000))

        moves = told(reconciler.step(moved, 5000))

        assert moves == ([("dsp.channel-1", "open")] if reapplies else [])
        assert reconciler.items(moved, 5000)[0].standing == ("pending" if reapplies else "drifted")


def test_a_device_that_comes_back_is_read_and_then_brought_there() -> None:
    """After an outage the device is not told anything before it was read; what it forgot is asked again, any time later."""
    reconciler = Reconciler()
    gone = {"dsp.channel-1": Reading(None, "unknown", 0, reachable=False, says="no answer")}
    reconciler.want(Plan("open", (MIC,)), 0)
    for now in (0, 30_000, 60_000):
        assert reconciler.step(gone, now) == []
    assert reconciler.items(gone, 60_000)[0].standing == "unreachable"
    assert reconciler.outcome(gone, 60_000) == "partly"

    back = room(mic=said("muted", 61_000))
    assert reconciler.step(back, 61_000) == []
    assert told(reconciler.step(back, 62_000)) == [("dsp.channel-1", "open")]


def test_what_is_only_assumed_proves_nothing_where_proof_is_required() -> None:
    """A device that cannot answer is enough for a picture once it was told, and never for a protection."""
    assumed = {"screen.picture": Reading("blank", "assumed", 0)}
    for required, outcome in ((False, "converged"), (True, "pending")):
        reconciler = Reconciler()
        reconciler.want(Plan("recess", (SCREEN,), required=required), 0)
        assert told(reconciler.step(assumed, 0)) == [("screen.picture", "blank")]
        reconciler.ended("screen.picture", "blank", 10)
        assert reconciler.outcome(assumed, 10) == outcome
        reconciler.want(Plan("recess", (SCREEN,), required=required), 20)
        assert (told(reconciler.step(assumed, 20)) == []) is not required


def test_the_witness_is_heard_only_after_the_screen_has_said_that_it_is_blank() -> None:
    """Hide, prove, speak: the microphone waits for the screen's own word, given after the tap."""
    reconciler = Reconciler()
    shown = room(screen=said("shown"), witness=said("muted"))
    reconciler.want(PROTECTION, 1000)

    assert told(reconciler.step(shown, 1000)) == [("screen.picture", "blank")]
    reconciler.ended("screen.picture", "blank", 1500)
    stale = room(screen=said("blank", 900), witness=said("muted"))
    assert reconciler.step(stale, 1500) == [Look("screen.picture")]

    proven = room(screen=said("blank", 1600), witness=said("muted"))
    assert told(reconciler.step(proven, 1600)) == [("dsp.channel-5", "open")]


def test_a_screen_that_lights_up_silences_the_witness_at_once() -> None:
    """One frame of feedback says that the screen shows again: the first command out is the microphone's, as safety."""
    reconciler = Reconciler()
    reconciler.want(PROTECTION, 0)
    reconciler.step(room(screen=said("blank", 10), witness=said("open", 10)), 10)

    moves = reconciler.step(room(screen=said("shown", 5000), witness=said("open", 10)), 5000)

    assert moves[0] == Tell("dsp.channel-5", "muted", "safety")
    assert ("screen.picture", "blank") in told(moves)
    assert "screen.picture" not in reconciler.alarming(room(screen=said("shown", 5000)), 5000)


def test_a_screen_that_cannot_be_hidden_ends_in_silence() -> None:
    """The screen refuses: the scene is given up, the microphone stays closed, and a new tap is needed."""
    reconciler = Reconciler()
    known = room(screen=said("shown"), witness=said("muted"))
    reconciler.want(PROTECTION, 0)
    for now in range(0, 60_000, 200):
        for target, value in told(reconciler.step(known, now)):
            assert (target, value) != ("dsp.channel-5", "open")
            reconciler.ended(target, value, now, "no answer")

    assert reconciler.outcome(known, 60_000) == "aborted"
    late = room(screen=said("blank", 61_000), witness=said("muted", 61_000))
    assert told(reconciler.step(late, 61_000)) == []


def test_leaving_protection_silences_before_it_shows() -> None:
    """The next scene shows the gallery again only after the witness's microphone has said that it is closed."""
    reconciler = Reconciler()
    speaking = room(screen=said("blank", 10), witness=said("open", 10))
    reconciler.want(PROTECTION, 0)
    reconciler.step(speaking, 10)
    shown = Want("display.gallery", "shown", "screen.picture", "shown")
    closed = Want("mic.witness", "muted", "dsp.channel-5", "muted")
    reconciler.want(Plan("debate", (shown, closed)), 20_000)

    assert told(reconciler.step(speaking, 20_000)) == [("dsp.channel-5", "muted")]
    reconciler.ended("dsp.channel-5", "muted", 20_100)
    silent = room(screen=said("blank", 10), witness=said("muted", 20_100))
    assert told(reconciler.step(silent, 20_100)) == [("screen.picture", "shown")]


def test_a_tap_that_would_unmask_is_refused_and_forgotten() -> None:
    """Unmuting the witness while the screen is not proven blank is refused in words; it does not come true later."""
    reconciler = Reconciler()
    known = room(screen=said("shown"), witness=said("muted"))
    reconciler.want(PROTECTION, 0)
    reconciler.step(known, 0)
    tap = Want("mic.witness", "open", "dsp.channel-5", "open")

    assert "screen.picture" in reconciler.touch(tap, known, 100)
    assert reconciler.touch(Want("mic.judge", "open", "dsp.channel-1", "open"), known, 100) == ""


def test_what_was_proven_off_may_fall_silent() -> None:
    """After the mains have gone a projector answers nothing: it was off before, and that is what was asked."""
    reconciler = Reconciler()
    off = Want("power.projector", "off", "projector.power", "off")
    reconciler.want(Plan("power-down", (off,), required=True), 0)
    told(reconciler.step({"projector.power": said("cooling")}, 0))
    reconciler.ended("projector.power", "off", 100)
    reconciler.step({"projector.power": said("off", 5_000)}, 5_000)

    gone = {"projector.power": Reading("off", "unknown", 5_000, reachable=False)}
    reconciler.step(gone, 6_000)
    assert reconciler.outcome(gone, 6_000) == "converged"

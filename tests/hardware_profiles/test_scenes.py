"""Scenes as files: what a room has of the shipped ones, and what is refused in a room's own."""

from pathlib import Path

import pytest

import hardware_profiles
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import RoomError, SceneFileError
from hardware_profiles.rooms import load_room
from hardware_profiles.scene import SCENE_NAMES
from hardware_profiles.scene_book import load_book, plans_of, shipped_book
from hardware_profiles.scene_plan import Plan

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"

WITNESS = """\
  - name: dsp-2
    label: {zh: 证人音频, en: Witness audio}
    profile: shure.command-strings
    transport: {simulated: true}
means:
  voice.mask: {by: dsp-2.channel-2, words: {on: muted, off: open}}
  route.gallery: {by: matrix.output-1, words: {court: 1, nothing: 0}}
  route.parties: {by: matrix.output-2, words: {court: 1, nothing: 0}}
  display.gallery: {by: display-gallery.picture}
"""
"""A witness stand with a microphone, and a second processor that masks (by a mute of its second channel)."""


SWITCH = """\
  - {{name: {name}, label: {{zh: 电源, en: Power}}, profile: pjlink.class1, transport: {{simulated: true}}}}
"""
"""Something with a power of its own."""


def room_with(folder: Path, extra: str = "", *, witness: bool = False, devices: tuple[str, ...] = ()) -> Courtroom:
    """The demo courtroom with more in its file."""
    text = DEMO.read_text().replace("devices:\n", "devices:\n" + "".join(SWITCH.format(name=one) for one in devices), 1)
    if witness:
        text = text.replace(
            "cameras:\n", "  - {id: witness, label: {zh: 证人席, en: Stand}, role: witness}\n\ncameras:\n", 1
        )
        stand = '  - {stream: mic-witness, label: {zh: 证人话筒, en: Witness}, seat: witness, source: "simulated:witness", mandatory: false, mute: dsp-2.channel-1, protected: true}\n'
        text = text.replace("\nprogram:", f"{stand}\nprogram:", 1)
        text = text[: text.index("# What the scenes")] + WITNESS
    path = folder / "room.yaml"
    path.write_text(text + extra)
    return load_room(path)


def wants(plan: Plan) -> dict[str, int | str]:
    """What the plan wants, in the words of the scene."""
    return {want.name: want.word for want in plan.wants}


def test_the_product_comes_with_every_scene_of_the_procedures() -> None:
    """Every scene there can be is shipped, from power to the seven steps of a sentence-reduction hearing."""
    assert set(shipped_book().scenes) == set(SCENE_NAMES)
    assert sum(name.startswith("reduction-") for name in SCENE_NAMES) == 7


def test_a_room_has_of_a_scene_what_it_has() -> None:
    """The demo courtroom has no screens for the parties: the scene is applied without them and says so."""
    plans = plans_of(load_room(DEMO))

    assert wants(plans["judgment"])["mic.judge"] == "open"
    assert wants(plans["judgment"])["mic.defender"] == "muted"
    assert wants(plans["evidence"])["route.gallery"] == "court"
    assert wants(plans["remote-hearing"])["program.main"] == "remote"
    assert wants(plans["open"])["program.main"] == "bench"
    assert any(left.startswith("camera.parties") for left in plans["evidence"].left_out)
    assert plans["evidence"].lacks == ()


def test_a_room_without_a_masked_witness_cannot_protect_one() -> None:
    """Where nothing can be hidden or masked the scene is locked, and says what is missing."""
    plan = plans_of(load_room(DEMO))["witness-protection"]

    assert any("mic.witness" in lack for lack in plan.lacks)
    assert any("voice.mask" in lack for lack in plan.lacks)


def test_protecting_a_witness_hides_before_it_speaks(tmp_path: Path) -> None:
    """The witness's microphone comes after everything that hides, and is guarded by all of it."""
    plan = plans_of(room_with(tmp_path, witness=True))["witness-protection"]

    assert plan.lacks == ()
    speaking = next(want for want in plan.wants if want.name == "mic.witness")
    hiding = {"program.witness", "matrix.output-1", "matrix.output-2", "display-gallery.picture", "dsp-2.channel-2"}
    assert speaking.after == hiding
    (guard,) = plan.guards
    assert guard.that == (("dsp-2.channel-1", "open"),)
    assert {name for name, _ in guard.unless} == hiding
    assert plan.safe == (("dsp-2.channel-1", "muted"),)
    assert (plan.required, plan.aborts) == (True, True)


def test_every_other_scene_closes_the_witness_or_opens_it_openly(tmp_path: Path) -> None:
    """No scene but the witness's own two leaves that microphone as it was: whoever left the stand is not overheard."""
    plans = plans_of(room_with(tmp_path, witness=True))

    said = {name: wants(plan).get("mic.witness") for name, plan in plans.items()}
    assert {name for name, word in said.items() if word == "open"} == {"witness", "witness-protection"}
    assert {name for name, word in said.items() if word is None} == {"power-up", "power-down"}
    assert {wants(plan)["program.witness"] for name, plan in plans.items() if name != "witness-protection"} == {"shown"}


def test_a_screen_that_cannot_be_emptied_locks_protection(tmp_path: Path) -> None:
    """A matrix that knows no 'nothing' would show the witness: the scene is locked rather than weaker."""
    room = room_with(tmp_path, witness=True)
    mean = room.means["route.gallery"].model_copy(update={"words": {"court": 1}})

    plan = plans_of(room.model_copy(update={"means": {**room.means, "route.gallery": mean}}))["witness-protection"]

    assert any(lack.startswith("route.gallery") for lack in plan.lacks)


def test_the_amplifier_is_last_on_and_first_off(tmp_path: Path) -> None:
    """Power follows its interlocks: mains, devices, amplifier; and back, the mains after the projector has cooled."""
    extra = "  power.mains: {by: mains.power}\n  power.amplifier: {by: amplifier.power}\n"
    plans = plans_of(room_with(tmp_path, extra, devices=("mains", "amplifier")))

    up = [want.name for want in plans["power-up"].wants if want.name.startswith("power")]
    down = [want.name for want in plans["power-down"].wants if want.name.startswith("power")]
    assert up == ["power.mains", "power.camera", "power.projector", "power.amplifier"]
    assert down == ["power.amplifier", "power.camera", "power.projector", "power.mains"]
    mains = next(want for want in plans["power-down"].wants if want.name == "power.mains")
    assert "display-gallery.power" in mains.after
    assert plans["power-down"].apart_ms == 1000


def test_a_room_may_write_a_scene_of_its_own(tmp_path: Path) -> None:
    """What a room file says of a scene holds there; every other scene stays as shipped."""
    plans = plans_of(room_with(tmp_path, "scenes:\n  open: {ensure: {mic.all: muted, mic.judge: open}}\n"))

    assert wants(plans["open"]) == {
        "mic.judge": "open",
        "mic.clerk": "muted",
        "mic.prosecutor": "muted",
        "mic.defender": "muted",
        "program.main": "bench",
    }
    assert "route.gallery" in wants(plans["evidence"])


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        ("{ensure: {mic.all: open}, order: [{first: [mic.judge], then: [mic.clerk]}, {first: [mic.clerk], then: [mic.judge]}]}", "goes round"),
        ("{ensure: {mic.judge: open, dsp.channel-1: muted}}", "Keep one"),
        ("{ensure: {mic.judge: open}, forbid: [{that: {mic.judge: open}}], safe: {mic.judge: muted}}", "ensures what it forbids"),
        ("{ensure: {mic.judge: open}, on_fail: abort-safe}", "says in safe"),
        ("{ensure: {mic.judge: open}, needs: [mic.witness]}", "no mic.witness"),
        ("{ensure: {mic.judge: loud}}", "cannot be 'loud'"),
        ("{ensure: {screen.judge: 1}}", "There is no device 'screen'"),
        ("{ensure: {}}", "at least 1"),
        ("{ensure: {program.accused: hidden}, director: on}", "leaves nothing to the director"),
    ],
)  # fmt: skip
def test_a_scene_that_contradicts_itself_is_refused_with_its_line(scene: str, words: str, tmp_path: Path) -> None:
    """Circles, contradictions and what is not there are found when the file is read, not when the clerk taps."""
    with pytest.raises(RoomError) as caught:
        room_with(tmp_path, f"scenes:\n  open: {scene}\n")

    line = len(DEMO.read_text().splitlines()) + 2
    assert any(words in str(fault) and fault.line == line for fault in caught.value.faults), str(caught.value)


@pytest.mark.parametrize(
    ("mean", "words"),
    [
        ("mic.stand: {by: program.voice, words: {muted: masked, open: plain}}", "Only voice.… is masked by the agent"),
        ("voice.mask: {by: program.voice, words: {on: whispered, off: plain}}", "It may be plain, masked"),
    ],
)
def test_the_agents_own_mask_is_for_voices_and_is_on_or_off(mean: str, words: str, tmp_path: Path) -> None:
    """A room file that means something else by it is refused before anybody relies on it."""
    text = DEMO.read_text("utf-8").replace("means:\n", f"means:\n  {mean}\n", 1)
    path = tmp_path / "room.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RoomError) as caught:
        load_room(path)
    assert words in str(caught.value)


@pytest.mark.parametrize("words", ["{court: 1, evidence: 2}", "{nothing: dark, court: 1, evidence: 2}"])
def test_a_room_whose_gallery_cannot_be_kept_out_is_refused(words: str, tmp_path: Path) -> None:
    """Neither an empty input nor a display that goes dark: it is said with its line, before anything is private."""
    text = DEMO.read_text("utf-8")
    said = "route.gallery: {by: matrix.output-1, words: {nothing: 0, court: 1, evidence: 2}}"
    assert said in text
    line = text[: text.index(said)].count("\n") + 1
    path = tmp_path / "room.yaml"
    path.write_text(text.replace(said, f"route.gallery: {{by: matrix.output-1, words: {words}}}"), "utf-8")
    if "dark" not in words:
        load_room(path)  # its projector can be blank
    path.write_text(path.read_text("utf-8").replace("  display.gallery: {by: display-gallery.picture}\n", ""), "utf-8")
    with pytest.raises(RoomError) as caught:
        load_room(path)
    assert (line, "The gallery's screen cannot be emptied while the public is out.") in [
        (fault.line, fault.fault) for fault in caught.value.faults
    ]


def test_a_book_of_scenes_is_read_strictly(tmp_path: Path) -> None:
    """A book with an unknown scene or key is refused with its lines."""
    book = tmp_path / "book.yaml"
    book.write_text("scenes:\n  party: {ensure: {mic.all: open}}\n  open: {ensure: {mic.all: open}, then: 1}\n")

    with pytest.raises(SceneFileError) as caught:
        load_book(book)

    assert [fault.line for fault in caught.value.faults] == [2, 3]

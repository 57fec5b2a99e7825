"""Room files: the demo courtroom, and every fault of a bad one with its line."""

from pathlib import Path

import pytest

import hardware_profiles
from hardware_profiles.errors import RoomError
from hardware_profiles.rooms import load_room

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"

BAD = """\
courtroom: Hall 3
name: {zh: 第三法庭, en: Hall 3, fr: Salle 3}
court: {zh: 示范区人民法院}
simulated: false
seats:
  - {id: judge, label: {zh: 审判席, en: Bench}, role: judge}
  - {id: judge, label: {zh: 审判席, en: Bench}, role: judge}
cameras:
  - stream: cam-judge
    label: {zh: 审判席, en: Bench}
    source: simulated:judge
    width: 640
    height: 360
    rate: 25
    mandatory: yes
    seats: [jugde]
microphones: []
program: {width: 1280, height: 720, rate: 25}
program: {width: 1280, height: 720, rate: 25}
devices:
  - name: camera
    label: {zh: 摄像机, en: Camera}
    profile: sony.visca-serial
    transport: {tcp: "10.0.0.1:5678"}
    options: {address: 9, colour: 1}
  - name: matrix
    label: {zh: 矩阵, en: Matrix}
    profile: kramer.protocol-3001
    transport: {tcp: "10.0.0.2:5000", serial: /dev/ttyS0}
means:
  camera.judge: {by: camera.preset, words: {wide: 0, far: 99}}
  display.gallery: {by: camera.power}
  sound.hall: {by: camera.power}
scenes:
  open:
    ensure: {camera.judge: close, camera.dance: 1, display.power: blank, camera.power: true, mic.witness: open}
    order: [{first: [camera.judge], then: [mic.judge]}]
  recess:
    ensure: {camera.judge: wide, camera.preset: 7, program.witness: hidden, program.main: stage}
    forbid: [{that: {camera.judge: wide}}]
    safe: {camera.judge: wide}
  closed: []
  party: {ensure: {mic.all: muted}}
"""


def faults_of(text: str, folder: Path) -> RoomError:
    """The error that a room file with *text* raises."""
    path = folder / "hall-3.yaml"
    path.write_text(text)
    with pytest.raises(RoomError) as caught:
        load_room(path)
    return caught.value


def test_the_demo_courtroom_is_sound() -> None:
    """The courtroom that everybody tries first loads, and says that it is simulated."""
    room = load_room(DEMO)

    assert room.simulated
    assert [seat.id for seat in room.seats] == ["judge", "clerk", "prosecutor", "defender", "bailiff"]
    assert len(list(room.mandatory_streams())) == 8
    assert set(room.means) >= {"camera.judge", "route.gallery", "display.gallery"}


def test_every_fault_of_a_room_file_is_listed_with_its_line(tmp_path: Path) -> None:
    """Whoever sets a room up mends all faults in one go: each names its line, its place and the remedy."""
    faults = faults_of(BAD, tmp_path).faults

    assert [(fault.line, fault.place) for fault in faults] == [
        (1, "courtroom"),
        (2, "name.fr"),
        (3, "court.en"),
        (7, "seats[2].id"),
        (11, "cameras[1].source"),
        (15, "cameras[1].mandatory"),
        (16, "cameras[1].seats[1]"),
        (19, "program"),
        (24, "devices[1].transport.tcp"),
        (25, "devices[1].options.address"),
        (25, "devices[1].options.colour"),
        (28, "devices[2].profile"),
        (29, "devices[2].transport"),
        (31, "means.camera.judge.by"),
        (32, "means.display.gallery.by"),
        (33, "means.sound.hall.by"),
        (36, "scenes.open.ensure.camera.power"),
        (36, "scenes.open.ensure.camera.judge"),
        (36, "scenes.open.ensure.camera.dance"),
        (36, "scenes.open.ensure.display.power"),
        (36, "scenes.open.ensure.mic.witness"),
        (37, "scenes.open.order[1].then[1]"),
        (39, "scenes.recess.ensure.camera.preset"),
        (39, "scenes.recess.ensure.program.witness"),
        (39, "scenes.recess.ensure.program.main"),
        (40, "scenes.recess.forbid[1]"),
        (42, "scenes.closed"),
        (43, "scenes.party"),
        (43, "scenes.party.ensure.mic.all"),
    ]
    assert all(fault.fault.endswith(".") for fault in faults)
    assert "This courtroom seats: judge." in str(faults[6])
    assert str(faults[6]).startswith(f"{tmp_path}/hall-3.yaml:16: cameras[1].seats[1]: There is no seat 'jugde'.")


def test_a_real_courtroom_shows_no_drawings(tmp_path: Path) -> None:
    """A courtroom that claims to be real cannot hide a simulated camera or device."""
    text = DEMO.read_text().replace("simulated: true\n\n", "simulated: false\n\n", 1)

    faults = faults_of(text, tmp_path).faults

    assert sum("simulated source" in fault.fault for fault in faults) == 9
    assert sum("simulated device" in fault.fault for fault in faults) == 4
    assert sum("Simulated loudspeakers" in fault.fault for fault in faults) == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("courtroom: &a demo\nname: *a\n", 1, "Anchor"),
        ("courtroom: !!python/object:os.system x\n", 1, "Tag"),
        ("courtroom: demo\nname: [\n", 3, "not YAML"),
        ("{" * 30, 1, "Nested"),
        ("courtroom: demo\n--- \ncourtroom: two\n", 2, "not YAML"),
        ("? [a, b]\n: c\n", 1, "A key is a list"),
        ("- just\n- a list\n", 1, "dictionary"),
        ("courtroom: demo\nname: \x07\n", 1, "not YAML"),
    ],
)
def test_hostile_yaml_is_refused_in_words(text: str, line: int, words: str, tmp_path: Path) -> None:
    """A room file cannot run anything, blow up, or mean two things."""
    faults = faults_of(text, tmp_path).faults

    assert any(fault.line == line and words in fault.fault for fault in faults), [str(fault) for fault in faults]


def test_a_room_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong name says which file and what to check; so do a folder, a huge file and one that is no text."""
    huge, latin = tmp_path / "huge.yaml", tmp_path / "latin.yaml"
    huge.write_bytes(b"a" * (1 << 20) + b"a")
    latin.write_bytes("courtroom: d\u00e9mo".encode("latin-1"))

    for path, words in (
        (tmp_path / "none.yaml", "cannot be read"),
        (tmp_path, "cannot be read"),
        (huge, "larger"),
        (latin, "UTF-8"),
    ):
        with pytest.raises(RoomError, match=words):
            load_room(path)


def test_a_custody_room_has_one_camera_and_one_microphone(tmp_path: Path) -> None:
    """A remote person is one stream of one picture and one voice; a second camera would be nobody's."""
    shipped = DEMO.with_name("demo-custody.yaml")
    room = load_room(shipped)
    text = shipped.read_text(encoding="utf-8")
    second = text.replace("microphones:\n", "microphones: []\nwatch: {}\n", 1).split("  - {stream: mic", 1)[0]
    broken = tmp_path / "room.yaml"
    broken.write_text(second + "program: {width: 1280, height: 720, rate: 25}\n", encoding="utf-8")

    assert (room.site, room.simulated) == ("custody", True)
    with pytest.raises(RoomError, match="one camera and one microphone"):
        load_room(broken)
    broken.write_text(text + "loudspeakers: {source: simulated}\n", encoding="utf-8")
    with pytest.raises(RoomError, match="plays to no loudspeakers"):
        load_room(broken)


def test_a_port_is_not_named_by_its_count(tmp_path: Path) -> None:
    """ttyUSB0 is another adapter after the next start: a room names what the adapter is, or where it is plugged in."""
    text = DEMO.read_text(encoding="utf-8")
    first = "transport: {simulated: true}"

    faults = faults_of(text.replace(first, "transport: {serial: /dev/ttyUSB0}", 1), tmp_path).faults

    assert [fault.place for fault in faults] == ["devices[1].transport.serial"]
    assert "usb-serial:NUMBER" in faults[0].remedy
    for good in ("usb-serial:A10K", "usb-place:1-2.3", "/dev/serial/by-id/usb-FTDI_A10K-if00-port0", "/dev/ttyS0"):
        (tmp_path / "good.yaml").write_text(
            text.replace(first, f'transport: {{serial: "{good}"}}', 1), encoding="utf-8"
        )
        assert load_room(tmp_path / "good.yaml").devices[0].transport.serial == good


@pytest.mark.parametrize(
    ("stream", "device", "words"),
    [
        ("cam-judge", "nobody", "There is no device 'nobody'"),
        ("cam-judge", "display-gallery", "display-gallery turns no camera"),
        ("cam-prosecutor", "camera-judge", "camera-judge turns another camera already"),
    ],
)
def test_a_camera_hangs_on_a_device_of_its_own_that_turns_it(
    stream: str, device: str, words: str, tmp_path: Path
) -> None:
    """Else a joystick would turn nothing, or somebody else's camera."""
    text = DEMO.read_text("utf-8")
    text = text.replace("    device: camera-judge\n", "") if stream == "cam-judge" else text
    text = text.replace(f"  - stream: {stream}\n", f"  - stream: {stream}\n    device: {device}\n")
    assert words in str(faults_of(text, tmp_path))

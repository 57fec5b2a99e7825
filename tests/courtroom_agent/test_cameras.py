"""Cameras moved by hand: a finger that is gone, a rectangle on the picture, views that are believed only when seen."""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from courtroom_agent.cameras.aim import Look, Part, framed
from courtroom_agent.cameras.lever import Push, arguments
from courtroom_agent.cameras.preset_book import PresetBook, Stored
from courtroom_agent.cameras.room_cameras import RoomCameras
from courtroom_agent.devices import Devices
from hardware_profiles.courtroom import Courtroom, Transport
from hardware_profiles.optics import Optics
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.rooms import load_room
from hearing.cameras import CameraNow
from tests.courtroom_agent.bare_line import BareLine
from tests.courtroom_agent.turning_head import TurningHead

FULL = Path(__file__).parents[2] / "hardware_profiles/courtrooms/full.yaml"
HAND = {"by": "account:2"}
STILL_S = 1.2


class Bench:
    """The full room's bench camera, simulated, in an operator's hand."""

    def __init__(self, cameras: RoomCameras, devices: Devices) -> None:
        self.cameras, self.devices = cameras, devices
        self.held = ""

    def ask(self, do: str, **parts: object) -> int:
        """Ask something of it as a page does."""
        return self.cameras.ask({"wish": {"do": do, "camera": "cam-judge", **parts}, **HAND})[0]

    def head(self) -> dict[str, object]:
        """Where the simulated head is, as an onlooker sees it."""
        assert self.devices.simulation is not None
        return self.devices.simulation.state("camera-bench")

    def now(self) -> CameraNow:
        """What the panel is told of it."""
        return next(one for one in self.cameras.now().cameras if one.stream == "cam-judge")

    def standing(self, preset: str) -> str:
        """How the lamp of *preset* stands."""
        return next((one.standing for one in self.now().presets if one.name == preset), "not there")

    async def until(self, claim: Callable[[], bool]) -> None:
        """Wait until *claim* holds."""
        async with asyncio.timeout(30):
            while not claim():
                await asyncio.sleep(0.02)

    async def is_seen(self) -> None:
        """Wait until the camera has said where it looks and stands still."""
        await self.until(lambda: self.cameras.moving["cam-judge"].look is not None and self.now().standing == "still")


def at_the_bench(act: Callable[[Bench], Awaitable[None]], data: Path) -> None:
    """Run *act* at the full room's bench camera."""

    async def play() -> None:
        room = load_room(FULL)
        kept = [device for device in room.devices if device.name == "camera-bench"]
        means = {name: mean for name, mean in room.means.items() if mean.by.startswith("camera-bench.")}
        cameras = tuple(one for one in room.cameras if one.device in (None, "camera-bench"))
        update = {"devices": tuple(kept), "means": means, "microphones": (), "cameras": cameras, "courtroom": "bench"}
        room = room.model_copy(update=update)
        async with Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            bench: list[Bench] = []
            made = RoomCameras(room, devices, data, lambda: bench[0].held, lambda: time.time_ns() // 1_000_000)
            bench.append(Bench(made, devices))
            await devices.ensure("camera-bench.power", "on")

            async def hear(_: object) -> None:
                return

            telling = asyncio.create_task(made.run(hear))
            try:
                async with asyncio.timeout(100):
                    await bench[0].is_seen()
                    await act(bench[0])
            finally:
                telling.cancel()

    asyncio.run(play())


def test_a_finger_that_is_gone_leaves_the_camera_still(tmp_path: Path) -> None:
    """Nobody says stop and nobody renews: the head stands still within the second that the law of this room allows."""

    async def act(bench: Bench) -> None:
        assert bench.ask("move", pan=0.3) == 200
        await bench.until(lambda: bool(bench.head()["moves"]))
        assert bench.ask("move", pan=0.3) == 200
        took_s = 0.0
        while bench.head()["moves"]:
            since = time.monotonic()
            await asyncio.sleep(0.01)
            took_s += min(time.monotonic() - since, 0.05)  # what a busy machine took from all of us does not count
        assert took_s <= STILL_S
        assert bench.now().operator_at is not None
        assert bench.cameras.last_operator_move("camera-bench") == bench.now().operator_at

    at_the_bench(act, tmp_path)


def test_a_lost_panel_stops_what_moves(tmp_path: Path) -> None:
    """The agent's link breaks while a finger pushes and while the camera is on its way to a view: it stands."""

    async def act(bench: Bench) -> None:
        bench.ask("move", pan=-0.2, zoom=0.1)
        await bench.until(lambda: bool(bench.head()["moves"]))
        bench.cameras.let_go()
        await bench.until(lambda: not bench.head()["moves"] and bench.head()["driven"] == [])
        bench.ask("frame", left=0.95, top=0.5)
        await bench.until(lambda: bool(bench.head()["moves"]))
        bench.cameras.let_go()
        await bench.until(lambda: not bench.head()["moves"])

    at_the_bench(act, tmp_path)


def test_a_drawn_rectangle_fills_the_picture(tmp_path: Path) -> None:
    """The right upper quarter: the head turns right and up by what the lens of the simulated camera says, and zooms twice."""

    async def act(bench: Bench) -> None:
        assert bench.ask("frame", left=0.5, top=0.0, width=0.5, height=0.5) == 200
        await bench.until(lambda: bench.now().standing == "moving")
        assert (
            bench.ask("stop", again=True) == 200
        )  # the second word of a finger that was lifted before ends no journey
        await bench.is_seen()
        head = bench.head()
        assert head["pan"] == pytest.approx(14.4 * 17.66, abs=14.4)
        assert head["tilt"] == pytest.approx(14.4 * 9.7, abs=14.4)
        assert head["zoom"] == pytest.approx(5638, abs=60)
        assert bench.ask("frame", left=0.5, top=0.5) == 200  # a tap in the middle changes nothing
        await bench.is_seen()
        assert bench.head()["zoom"] == head["zoom"]

    at_the_bench(act, tmp_path)


def test_a_stored_view_is_on_only_when_the_camera_is_seen_there(tmp_path: Path) -> None:
    """Stored, moved away, recalled: rest, pending, on; after a restart of the agent it is still known."""

    async def act(bench: Bench) -> None:
        assert bench.ask("store", preset="旁听席") == 200
        await bench.until(lambda: bench.standing("旁听席") == "on")
        bench.ask("frame", left=0.1, top=0.2, width=0.4, height=0.4)
        await bench.until(lambda: bench.standing("旁听席") == "rest" and bench.now().standing == "still")
        assert bench.ask("recall", preset="旁听席") == 200
        assert bench.standing("旁听席") == "pending"
        await bench.until(lambda: bench.standing("旁听席") == "on")
        assert (bench.head()["pan"], bench.head()["tilt"], bench.head()["zoom"]) == (0, 0, 0)
        bench.devices.simulation.press("camera-bench", ["nudge", "300", "20"])  # type: ignore[union-attr]
        await bench.until(lambda: bench.standing("旁听席") == "rest")

    async def later(bench: Bench) -> None:
        assert bench.standing("旁听席") == "rest" or bench.standing("旁听席") == "on"
        assert bench.ask("store", preset="旁听席") == 200
        assert bench.ask("unstore", preset="旁听席") == 200
        assert bench.ask("store", preset="新") == 200
        assert bench.ask("unstore", preset="新") == 200
        assert bench.standing("新") == "not there"

    at_the_bench(act, tmp_path)
    at_the_bench(later, tmp_path)


def test_the_room_files_words_are_views_too(tmp_path: Path) -> None:
    """``close`` is number 1 in the camera's own memory; nothing is ever written there."""

    async def act(bench: Bench) -> None:
        assert bench.ask("recall", preset="close") == 200
        await bench.until(lambda: bench.standing("close") == "on")
        assert bench.head()["pan"] == -320
        assert bench.ask("recall", preset="nowhere") == 409
        seen = [seen.command for seen in bench.devices.drivers["camera-bench"].station.trace.messages]
        assert "preset_set" not in seen

    at_the_bench(act, tmp_path)


def test_scenes_and_the_director_use_the_stored_view(tmp_path: Path) -> None:
    """Stored under the room file's word, a view takes the place of the number in the camera's memory, with proof."""

    async def act(bench: Bench) -> None:
        bench.ask("frame", left=0.6, top=0.3)
        await bench.until(lambda: bench.now().standing == "moving")
        await bench.is_seen()
        framed = bench.head()["pan"]
        assert bench.ask("store", preset="close") == 200
        await bench.devices.ensure("camera-bench.preset", 0)
        await bench.until(lambda: bench.standing("wide") == "on" and bench.standing("close") == "rest")
        state = await bench.devices.ensure("camera-bench.preset", 1)
        assert (state.source, bench.head()["pan"]) == ("verified", framed)
        sent = bench.devices.drivers["camera-bench"].station.sent
        await bench.devices.ensure("camera-bench.preset", 1)
        messages = bench.devices.drivers["camera-bench"].station.trace.messages
        assert {one.data[-2] for one in messages if one.command == "preset_recall"} == {0}, (
            "no other place of its memory"
        )
        assert bench.devices.drivers["camera-bench"].station.sent <= sent + 6  # asking is not telling
        await bench.until(lambda: bench.standing("close") == "on")
        bench.devices.simulation.press("camera-bench", ["nudge", "-300", "20"])  # type: ignore[union-attr]
        await bench.until(lambda: bench.devices.state("camera-bench.preset").source == "unknown")
        assert bench.ask("unstore", preset="close") == 200
        await bench.devices.ensure("camera-bench.preset", 1)
        assert bench.head()["pan"] == -320

    at_the_bench(act, tmp_path)


def test_a_protected_witness_holds_every_camera(tmp_path: Path) -> None:
    """What moves stops at once, nothing moves anew, and a stop is always heard."""

    async def act(bench: Bench) -> None:
        bench.ask("move", tilt=0.2)
        await bench.until(lambda: bool(bench.head()["moves"]))
        bench.held = "证人保护"
        bench.cameras.guard()
        await bench.until(lambda: not bench.head()["moves"])
        asked = [bench.ask("move", pan=1.0), bench.ask("recall", preset="close"), bench.ask("frame", left=0.5, top=0.5)]
        assert asked == [409, 409, 409]
        assert bench.ask("stop") == 200
        assert bench.now().held == "证人保护"
        assert not bench.head()["moves"]

    at_the_bench(act, tmp_path)


def test_a_spoilt_file_of_views_is_put_aside(tmp_path: Path) -> None:
    """The agent goes on without its views, says where the file lies, and stores anew."""
    path = tmp_path / "cameras" / "presets.json"
    path.parent.mkdir()
    path.write_text('{"cameras": 3}')
    book = PresetBook(path)
    assert book.of("cam-judge") == {}
    book.keep("cam-judge", "wide", Stored(pan=1, tilt=2, zoom=3, at=0, by="account:2"))
    assert path.with_suffix(".unreadable").read_text() == '{"cameras": 3}'
    assert PresetBook(path).of("cam-judge")["wide"].look == Look(1, 2, 3)


def test_what_is_not_understood_is_refused(tmp_path: Path) -> None:
    """Nonsense, cameras that nothing moves, and cameras that are not there."""

    async def act(bench: Bench) -> None:
        assert bench.ask("move", pan=2) == 422
        assert bench.ask("dance") == 422
        assert bench.ask("store", preset="a\nb") == 422
        assert bench.cameras.ask({"wish": {"do": "stop", "camera": "cam-overview"}})[0] == 404
        assert bench.cameras.ask({})[0] == 422

    at_the_bench(act, tmp_path)


def test_a_joystick_speaks_every_shipped_profile() -> None:
    """Pushed right and up at half speed: each protocol's own words, and nothing where nothing is pushed."""
    said = {
        name: arguments(load_profile(shipped_profiles()[name]), "move", Push(pan=0.5, tilt=0.02))
        for name in ("sony.visca-serial", "sony.visca-ip", "pelco.d", "pelco.p")
    }
    sony = {"pan_speed": 13, "tilt_speed": 1, "pan_way": "right", "tilt_way": "none"}
    assert said["sony.visca-serial"] == said["sony.visca-ip"] == sony
    assert said["pelco.d"] == said["pelco.p"] == {"way": "right", "pan_speed": 32, "tilt_speed": 1}
    assert arguments(load_profile(shipped_profiles()["pelco.d"]), "zoom", Push(zoom=-1)) == {"zoom_way": "out"}
    assert arguments(load_profile(shipped_profiles()["pelco.d"]), "zoom", Push(pan=1)) is None


def test_framing_goes_there_and_back() -> None:
    """Whatever is drawn, the middle of it is where an ideal lens sees it; what is above the horizon turns further."""
    zoom = [{"at": 0, "times": 1}, {"at": 1000, "times": 10}]
    optics = Optics.model_validate(
        {"horizontal_fov_deg_wide": 90, "pan_units_per_deg": 10, "tilt_units_per_deg": 10, "zoom_table": zoom}
    )
    assert framed(Look(0, 0, 0), optics, Part(0.5, 0.5), aspect=2) == Look(0, 0, 0)
    assert framed(Look(0, 0, 0), optics, Part(1.0, 0.5), aspect=2) == Look(450, 0, 0)
    assert framed(Look(0, 0, 0), optics, Part(0.5, 0.0), aspect=1) == Look(0, 450, 0)
    assert framed(Look(100, 600, 0), optics, Part(1.0, 0.5), aspect=2).pan == 100 + 634
    assert framed(Look(0, 0, 0), optics, Part(0, 0.25, 0.5, 0.5), aspect=1).zoom == optics.zoom_for(2)


def test_what_a_dead_agent_left_moving_is_stopped_by_the_next(tmp_path: Path) -> None:
    """While a finger moves a camera a mark lies on the disk; who finds one at the start stops every camera."""

    async def act(bench: Bench) -> None:
        mark = tmp_path / "run" / "cameras-moving"
        assert not mark.exists()
        bench.ask("move", pan=0.2)
        assert mark.exists()
        await bench.until(lambda: bench.head()["moves"] is False)  # nobody renews it
        await bench.until(lambda: not mark.exists())

        mark.touch()
        simulation = bench.devices.simulation
        assert simulation is not None
        simulation.devices["camera-bench"].drive("pan", 0.2, simulation.clock.now())
        await bench.until(lambda: bool(bench.head()["moves"]))
        RoomCameras(bench.cameras._room, bench.devices, tmp_path, lambda: "", lambda: 0)
        await bench.until(lambda: not bench.head()["moves"])

    at_the_bench(act, tmp_path)


def test_a_room_without_places_stores_nothing(tmp_path: Path) -> None:
    """A camera that does not say where it looks is moved, and refuses to store or to frame in words."""

    async def play() -> None:
        head = TurningHead()
        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            line = BareLine(Path(folder) / "camera")
            head.heard_on(line)
            line.plug()
            room = load_room(FULL)
            device = room.devices[1].model_copy(
                update={"profile": "pelco.d", "transport": Transport(serial=str(line.path)), "options": {}}
            )
            update = {"devices": (device,), "means": {}, "microphones": (), "cameras": room.cameras[:1]}
            alone: Courtroom = room.model_copy(update=update)
            async with Devices.open(alone, now=lambda: 0) as devices:
                cameras = RoomCameras(alone, devices, tmp_path, lambda: "", lambda: 0)
                asks = [
                    cameras.ask({"wish": {"do": do, "camera": "cam-judge", **more}})
                    for do, more in (("store", {"preset": "wide"}), ("frame", {"left": 0, "top": 0}))
                ]
                assert [status for status, _ in asks] == [409, 409]
                assert not cameras.now().cameras[0].frames
            line.unplug()

    asyncio.run(play())

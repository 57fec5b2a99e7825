"""Our ONVIF driver meets a camera written from ONVIF's own pages: views, motions, passwords, clocks and pulled cables."""

import asyncio
import dataclasses
import os
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from courtroom_agent.cameras.aim import Look
from courtroom_agent.cameras.lever import Push
from courtroom_agent.cameras.moving_camera import MovingCamera
from courtroom_agent.devices import Devices
from courtroom_agent.drivers.errors import DeviceError
from courtroom_agent.drivers.onvif_camera import OnvifCamera as DrivenCamera
from courtroom_agent.drivers.onvif_line import Order
from courtroom_agent.simulated.devices.behaviour import Conversation
from courtroom_agent.simulated.devices.disturbance import Faults
from courtroom_agent.simulated.devices.http import Answer, HttpConversation, Request
from courtroom_agent.simulated.devices.onvif import OnvifCamera
from courtroom_agent.simulated.devices.onvif_words import Asked
from courtroom_agent.simulated.devices.ports import TcpPort
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.courtroom import Camera, Courtroom, Label
from tests.courtroom_agent.bare_room import bare_room, device

LEFT = {"pan_way": "left", "pan_speed": 20, "tilt_way": "none", "tilt_speed": 1}
Act = Callable[[Devices, SimulatedRoom, OnvifCamera], Awaitable[None]]


def room_of(options: dict[str, int | str]) -> Courtroom:
    """A room with one ONVIF camera."""
    return bare_room([device("camera", "onvif.ptz", options=options)])


def at_the_camera(act: Act, said: dict[str, int | str] | None = None, **how: Any) -> None:
    """Run *act* in a room with a simulated camera that was made *how*; *said* is what our room file says of it."""
    said = said or {}

    async def run() -> None:
        # The camera comes up before the driver looks for it, with settings that a room's file need not know.
        room = room_of({})
        async with SimulatedRoom(room) as simulation:
            camera = simulation.devices["camera"]
            for name, value in how.items():
                setattr(camera, name, value)
            device = room.devices[0].model_copy(
                update={
                    "transport": simulation.addresses["camera"],
                    "options": {"user": "court", "password": "", **said},
                }
            )
            real = room.model_copy(update={"devices": (device,)})
            async with asyncio.timeout(100), Devices.open(real, now=lambda: time.time_ns() // 1_000_000) as devices:
                if said.get("password", "") == camera.password:
                    await devices.drivers["camera"].known.wait()  # the library is read first
                await act(devices, simulation, camera)

    asyncio.run(run())


async def until(claim: Callable[[], bool]) -> None:
    """Wait until *claim* holds."""
    while not claim():
        await asyncio.sleep(0.02)


def moves(simulation: SimulatedRoom) -> bool:
    """Whether an onlooker sees the camera move."""
    return bool(simulation.state("camera")["moves"])


def test_a_view_is_reached_and_proven_by_the_cameras_own_position() -> None:
    """A preset and a zoom are asked for and verified; a hand on the remote control is noticed; stored anew only in maintenance."""

    async def act(devices: Devices, simulation: SimulatedRoom, camera: OnvifCamera) -> None:
        assert devices.state("camera.preset").source == "unknown"  # it was never seen at any of them
        state = await devices.ensure("camera.preset", 1)
        assert (state.value, state.source) == (1, "verified")
        assert simulation.state("camera")["pan"] == -320
        state = await devices.ensure("camera.zoom", 5000)
        assert (state.value, state.source) == (5000, "verified")
        assert simulation.state("camera")["zoom"] == 15712
        simulation.press("camera", ["nudge", "700", "0"])
        await until(lambda: devices.state("camera.preset").source == "unknown")  # none that is known, others may be it
        driver = devices.drivers["camera"]
        place = await driver.perform("position_get", {})
        assert (place["pan"], place["tilt"], place["zoom"]) == (4861, 0, 5000)
        await driver.perform("goto", {"pan": -5000, "tilt": 2500, "zoom": 0})
        assert camera.position(0)[0] == -720
        with pytest.raises(DeviceError, match="maintenance"):
            await driver.perform("preset_set", {"preset": 7})
        await driver.perform("preset_set", {"preset": 7}, maintenance=True)
        assert camera.presets[3] == (-720, 90, 0)  # the camera chose a token of its own, and keeps our name for it
        await devices.ensure("camera.preset", 1)
        assert (await devices.ensure("camera.preset", 7)).holds
        assert camera.position(simulation.clock.now()) == (-720, 90)
        await driver.perform("preset_set", {"preset": 2}, maintenance=True)
        assert camera.presets[2] == (-720, 90, 0)

    at_the_camera(act)


def test_a_camera_that_tells_where_its_presets_look_is_believed_at_once() -> None:
    """Whoever turned it there: it stands at a preset, or at none of them."""

    async def act(devices: Devices, simulation: SimulatedRoom, _: OnvifCamera) -> None:
        await until(lambda: devices.state("camera.preset").source == "verified")
        assert devices.state("camera.preset").value == 0
        simulation.press("camera", ["nudge", "900", "9"])
        await devices.drivers["camera"].look("preset")
        assert (devices.state("camera.preset").value, devices.state("camera.preset").source) == (0, "verified")
        with pytest.raises(DeviceError, match="no-such-preset"):
            await devices.ensure("camera.preset", 9)
        with pytest.raises(DeviceError, match="no-such-preset"):
            await devices.ensure("camera.preset", 0)
        assert (await devices.ensure("camera.preset", 2)).holds

    at_the_camera(act, tells_presets=True, presets={1: (-320, 64, 4000), 2: (480, -32, 8000)})


def test_a_motion_lives_as_long_as_somebody_renews_it() -> None:
    """It goes on beyond the camera's own second, is stopped when the finger is lifted, and when nobody renews it."""

    async def act(devices: Devices, simulation: SimulatedRoom, camera: OnvifCamera) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() < began + 2.0:
            await devices.renew("camera.move", LEFT)
            await asyncio.sleep(0.1)
        assert moves(simulation)
        await devices.halt("camera.move")
        assert not moves(simulation)
        assert simulation.state("camera")["pan"] < -320  # type: ignore[operator] # beyond what one second could reach
        await devices.renew("camera.zoom", {"zoom_way": "in", "zoom_speed": 10})
        await until(lambda: moves(simulation))
        await until(lambda: not moves(simulation))
        assert 0 < camera.where("zoom", simulation.clock.now()) < 0x7AC0

    at_the_camera(act)


def test_a_pulled_cable_stops_the_camera_and_costs_no_more_than_half_a_minute() -> None:
    """The camera's own Timeout stops it; nothing is claimed meanwhile; back, it is stopped first and read again."""

    async def act(devices: Devices, simulation: SimulatedRoom, camera: OnvifCamera) -> None:
        await devices.ensure("camera.zoom", 2500)
        await devices.renew("camera.move", LEFT)
        await until(lambda: moves(simulation))
        await simulation.ports["camera"].unplug()
        await until(lambda: not moves(simulation))
        await until(lambda: devices.state("camera.zoom").source == "unknown")
        assert not devices.drivers["camera"].station.is_connected
        await simulation.ports["camera"].plug()
        back = time.monotonic()
        await until(lambda: devices.state("camera.zoom").source == "verified")
        assert time.monotonic() - back < 35
        assert devices.drivers["camera"].station.is_connected
        assert not devices.drivers["camera"].station.stops
        assert not moves(simulation)

    at_the_camera(act)


class Counted(OnvifCamera):
    """Counts who was not believed."""

    refused = 0

    def trusts(self, asked: Asked) -> bool:
        """Whether whoever asks has proven to be the user."""
        trusted = super().trusts(asked)
        self.refused += not trusted
        return trusted


def test_a_wrong_password_is_said_and_not_tried_again() -> None:
    """A camera that locks out after a few wrong tries is not locked by us: people read what to do."""

    async def act(devices: Devices, _: SimulatedRoom, camera: OnvifCamera) -> None:
        assert isinstance(camera, Counted)
        await until(lambda: "refuses user or password" in devices.state("camera.preset").says)
        refused = camera.refused
        await asyncio.sleep(1.5)
        assert camera.refused == refused <= 3
        with pytest.raises(DeviceError, match="room file's options"):
            await devices.ensure("camera.preset", 1)

    at_the_camera(act, __class__=Counted, user="court", password="right", said={"password": "wrong"})


def test_a_cameras_wrong_clock_is_no_wrong_password() -> None:
    """Its digest is made by its own clock, also when that jumps while the line is open."""

    async def act(devices: Devices, _: SimulatedRoom, camera: OnvifCamera) -> None:
        assert (await devices.ensure("camera.preset", 1)).holds
        camera.clock_off_s = -90_000.0
        assert (await devices.ensure("camera.preset", 2)).holds
        assert devices.drivers["camera"].station.is_connected

    at_the_camera(act, user="court", password="secret", clock_off_s=7200.0, said={"password": "secret"})


def test_a_camera_that_says_nothing_or_nonsense_is_lost_in_words_and_found_again() -> None:
    """Neither silence nor noise leaves a lamp on; when the camera speaks again everything is read anew."""

    async def act(devices: Devices, simulation: SimulatedRoom, _: OnvifCamera) -> None:
        await devices.ensure("camera.preset", 1)
        simulation.disturb("camera", Faults(noise=0.05))
        await until(lambda: devices.state("camera.zoom").source == "unknown")
        assert devices.state("camera.zoom").says
        simulation.disturb("camera", Faults())
        await until(lambda: devices.state("camera.zoom").source == "verified")
        await until(lambda: devices.state("camera.preset").value == 1)

    at_the_camera(act)


def test_it_is_pushed_framed_and_believed_like_any_moving_camera() -> None:
    """A joystick, a view that people stored and the stop key work as they do with cameras of other protocols."""

    async def act(devices: Devices, simulation: SimulatedRoom, _: OnvifCamera) -> None:
        label = Label(zh="审判席", en="Bench")
        seen = Camera(
            stream="cam-judge", label=label, source="simulated:judge", width=640, height=360, rate=25, mandatory=False
        )
        moving = MovingCamera(seen, devices.drivers["camera"], lambda: 0)
        watching = asyncio.create_task(moving.watch())
        try:
            for _ in range(12):
                moving.push(Push(pan=-0.3))
                await asyncio.sleep(0.1)
            assert moves(simulation)
            moving.stop()
            await until(lambda: not moves(simulation) and not moving.is_pushed)
            place = Look(2500, -1000, 5000)
            moving.go(place, "witness")
            await until(lambda: not moving.going)
            assert (moving.fault, moving.is_at(place)) == ("", True)
            assert simulation.state("camera")["pan"] == 360
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)

    at_the_camera(act)


def test_a_proxy_of_this_computer_is_its_own_affair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cameras are reached without it, and it is still there afterwards for whoever needs it."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    async def act(devices: Devices, _: SimulatedRoom, __: OnvifCamera) -> None:
        assert (await devices.ensure("camera.preset", 1)).holds
        assert os.environ["http_proxy"] == "http://127.0.0.1:9"

    at_the_camera(act)


def test_something_else_at_the_address_is_no_camera() -> None:
    """A web server that is none, a camera without PTZ: the words say where, and the agent goes on."""

    async def run() -> None:
        async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        room = room_of({})
        device = room.devices[0].model_dump() | {"transport": {"http": f"http://127.0.0.1:{port}"}}
        room = Courtroom.model_validate(room.model_dump() | {"devices": (device,)})
        async with asyncio.timeout(60), Devices.open(room, now=lambda: 0) as devices:
            await until(lambda: "Is ONVIF switched on there?" in devices.state("camera.preset").says)
        server.close()
        await server.wait_closed()

    asyncio.run(run())


@pytest.mark.parametrize(
    "order", [b"", b"{}", b"[]", b'{"id": 1, "call": "Reboot"}', b'{"id":1,"call":"Stop","pan":9}']
)
def test_the_line_takes_no_order_but_its_own(order: bytes) -> None:
    """Nothing that a profile could write reaches a call that is not meant for courtrooms."""
    with pytest.raises(ValueError, match="validation error"):
        Order.model_validate_json(order or b"null")


class Garbling(OnvifCamera):
    """Answers with envelopes in which something was changed, cut out or put in."""

    dice: random.Random | None = None

    def converse(self) -> Conversation:
        """Begin a conversation whose answers are spoilt while there are dice."""
        talk = super().converse()
        assert isinstance(talk, HttpConversation)
        sound = talk.answer

        def spoilt(request: Request, now: float) -> Answer:
            answer = sound(request, now)
            return answer if self.dice is None else dataclasses.replace(answer, body=spoil(answer.body, self.dice))

        talk.answer = spoilt  # type: ignore[method-assign]
        return talk


def spoil(body: bytes, dice: random.Random) -> bytes:
    """Change, cut out, double or put in something."""
    for _ in range(dice.randint(1, 4)):
        at, length = dice.randrange(len(body) + 1), dice.choice((1, 1, 8, 60))
        match dice.randrange(5):
            case 0:
                body = body[:at] + dice.randbytes(length) + body[at + length :]
            case 1:
                body = body[:at] + body[at + length :]
            case 2:
                body = body[:at] + body[at : at + length] * 3 + body[at + length :]
            case 3:
                body = body[:at] + dice.choice((b"<", b">", b"&amp;", b"\0", b"nil", b"1e999", b"-")) + body[at:]
            case _:
                body = b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + body if dice.random() < 0.1 else body[:at]
    return body


@pytest.mark.long
@pytest.mark.timeout(900)
def test_whatever_a_camera_answers_is_an_answer_or_an_error_in_words() -> None:
    """Ten thousand spoilt envelopes: a place, or a fault of ours; nothing else ever comes out of the library."""

    async def run() -> dict[str, int]:
        counts = {"understood": 0, "refused": 0}
        camera = Garbling()
        port = TcpPort(camera, "http")
        await port.plug()
        ours = await DrivenCamera.open(f"http://{port.address}", "court", "")
        camera.dice = random.Random(7)
        for number in range(10_000):
            try:
                await (ours.status() if number % 2 else ours.presets())
                counts["understood"] += 1
            except DeviceError as error:
                assert str(error)
                counts["refused"] += 1
        await ours.close()
        await port.unplug()
        return counts

    counts = asyncio.run(run())
    assert min(counts.values()) > 1000, counts

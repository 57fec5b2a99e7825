"""Our drivers meet simulated devices that share no code with them: what one understands the other has meant."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from courtroom_agent.devices import Devices
from courtroom_agent.drivers.pjlink import PjlinkHandshake
from courtroom_agent.simulated.devices.cast import Cast
from courtroom_agent.simulated.devices.room import SimulatedRoom
from hardware_profiles.courtroom import Courtroom, Device, Transport
from hardware_profiles.profiles import known_profiles
from tests.courtroom_agent.bare_room import bare_room, device


@dataclass(frozen=True)
class Case:
    """What is asked of a device of *profile*, one after the other, and what an onlooker sees at it afterwards."""

    profile: str
    asked: tuple[tuple[str, int | str], ...]
    seen: dict[str, Any]
    proven: str = "verified"


QUICK = [
    Case("sony.visca-serial", (("power", "on"), ("preset", 1)), {"on": True, "pan": -320, "tilt": 64}),
    Case("sony.visca-ip", (("power", "on"), ("preset", 2)), {"on": True, "pan": 480, "tilt": -32}),
    Case("pelco.d", (("preset", 1),), {"pan": -320}, "assumed"),
    Case("pelco.p", (("preset", 2),), {"pan": 480}, "assumed"),
    Case("kramer.protocol-3000", (("output-1", 3),), {"routes": {"1": 3}}),
    Case("kramer.protocol-2000", (("output-1", 3),), {"routes": {"1": 3}}),
    Case("extron.sis", (("output-2", 4),), {"routes": {"2": 4}}),
    Case("blustream.matrix", (("output-2", 4),), {"muted": []}),
    Case("shure.command-strings", (("channel-1", "muted"),), {"muted": [1]}),
    Case("biamp.tesira-ttp", (("channel-2", "muted"),), {"muted": ["Level1 2"]}),
    Case("qsc.qrc", (("channel-3", "muted"),), {"muted": ["mute-3"]}),
    Case("pjlink.class1", (("power", "on"), ("picture", "blank")), {"power": "on", "shutter": "31"}),
    Case("pjlink.class2", (("power", "on"), ("picture", "blank")), {"power": "on", "shutter": "31"}),
    Case("samsung.mdc", (("power", "on"),), {"hot cuts": 0}),
    Case("waveshare.modbus-relay", (("relay-2", "on"),), {"closed": [2]}),
    Case("modbus.power-sequencer", (("outlet-4", "on"),), {"closed": [4]}),
    Case("zixin.sequencer", (("outlet-5", "on"),), {"closed": [5]}, "assumed"),
    Case(
        "lumens.document-camera",
        (("power", "on"), ("light", "on"), ("zoom", 300), ("freeze", "frozen")),
        {"lamps": 1, "zoom": 300, "frozen": True},
    ),
    Case(
        "linux.gpio-pins",
        (("relay-17", "on"), ("light-22", "on"), ("light-22", "off")),
        {"driven": [17, 22], "high": [17]},
    ),
    Case("taiden.conference", (("mic-3", "on"),), {"open": [3]}, "assumed"),
]
SLOW = [
    Case("lg.rs232", (("power", "on"), ("input", "hdmi-2"), ("sound", "muted")), {"power": "on", "muted": True}),
    Case("nec.display", (("power", "on"), ("input", "hdmi-2")), {"power": "on", "input": 0x12}),
]


def room_of(cases: list[Case]) -> Courtroom:
    """A room with one device for each of *cases*."""
    asked = [f"device-{at}.{name}" for at, case in enumerate(cases) for name, _ in case.asked]
    devices = [device(f"device-{at}", case.profile) for at, case in enumerate(cases)]
    return bare_room(devices, {f"relay.m{number}": {"by": one} for number, one in enumerate(asked)})


def meet(cases: list[Case]) -> None:
    """Ask everything of all devices, side by side; every answer must prove it, and an onlooker must see it."""

    async def one(devices: Devices, at: int, case: Case) -> None:
        for name, value in case.asked:
            state = await devices.ensure(f"device-{at}.{name}", value)
            assert (case.profile, name, state.value, state.source) == (case.profile, name, value, case.proven)
        simulation = devices.simulation
        assert simulation is not None
        while not case.seen.items() <= (state := simulation.state(f"device-{at}")).items():
            assert state["plugged"]
            await asyncio.sleep(0.05)

    async def run() -> None:
        async with asyncio.timeout(150):
            async with Devices.open(room_of(cases), now=lambda: time.time_ns() // 1_000_000) as devices:
                await asyncio.gather(*(one(devices, at, case) for at, case in enumerate(cases)))

    asyncio.run(run())


def test_our_drivers_and_the_simulated_devices_understand_one_another() -> None:
    """Two programs that were written apart from the same manuals agree, over real ports: twenty protocols at once."""
    meet(QUICK)


def test_a_device_that_is_busy_when_it_is_read_back_is_asked_again() -> None:
    """A matrix that has no time for the question yet has done what it was told, and says so a moment later."""

    async def run() -> None:
        room = room_of([Case("kramer.protocol-2000", (("output-1", 3),), {})])
        async with asyncio.timeout(60), Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            assert devices.simulation is not None
            matrix: Any = devices.simulation.ports["device-0"].wiring.device
            matrix.gap_s = 0.25
            state = await devices.ensure("device-0.output-1", 3)
            assert (state.value, state.source) == (3, "verified")

    asyncio.run(run())


@pytest.mark.long
@pytest.mark.timeout(300)
def test_our_drivers_and_slow_displays_understand_one_another() -> None:
    """Displays that answer only once they are on, or want a pause after it."""
    meet(SLOW)


def test_keys_of_a_conference_unit_that_only_knows_cameras_are_understood() -> None:
    """The agent plays the camera: the unit gets its answers, and each key is known by its seat."""
    happened: list[tuple[str, int | str | None]] = []

    async def run() -> None:
        room = room_of([Case("conference.visca-camera", (), {}), Case("conference.pelco-camera", (), {})])
        async with asyncio.timeout(60), Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            devices.when_happened = lambda device, _event, fields: happened.append((device, fields.get("mic")))
            simulation = devices.simulation
            assert simulation is not None
            while not simulation.state("device-0")["camera"]:
                await asyncio.sleep(0.05)
            for unit in ("device-0", "device-1"):
                simulation.press(unit, ["key", "7", "on"])
            while ("device-1", 7) not in happened or simulation.state("device-0")["shown"] != 7:
                await asyncio.sleep(0.05)
            assert devices.state("device-1.active").value == 7
            simulation.press("device-0", ["key", "7", "off"])
            while simulation.state("device-0")["shown"] != 0:
                await asyncio.sleep(0.05)
            assert devices.state("device-0.active").value == 0

    asyncio.run(run())
    assert [mic for device, mic in happened if device == "device-0" and mic is not None][-2:] == [7, 0]


def test_a_core_with_users_is_signed_on_to() -> None:
    """The right password lets the driver in; a wrong one is said in words, and is not tried again and again."""

    def signing_on(device: Device, password: str, transport: Transport) -> Device:
        options = {"user": "court", "password": password}
        return device.model_copy(update={"options": options, "transport": transport})

    async def run() -> None:
        room = room_of([Case("qsc.qrc", (("channel-3", "muted"),), {})])
        core = room.devices[0]
        there = room.model_copy(update={"devices": (signing_on(core, "right", core.transport),)})
        async with asyncio.timeout(60), SimulatedRoom(there) as simulation:
            address = simulation.addresses["device-0"]
            for password, is_let_in in (("right", True), ("wrong", False)):
                ours = room.model_copy(update={"devices": (signing_on(core, password, address),)})
                async with Devices.open(ours, now=lambda: time.time_ns() // 1_000_000) as devices:
                    if is_let_in:
                        assert (await devices.ensure("device-0.channel-3", "muted")).source == "verified"
                    else:
                        while "refuses user and password" not in devices.state("device-0.channel-3").says:
                            await asyncio.sleep(0.05)

    asyncio.run(run())


def test_a_core_tells_of_what_hands_change_without_being_asked(tmp_path: Path) -> None:
    """Two microphones that somebody mutes at the core at once are known long before they would be asked about again."""
    shipped = known_profiles(None)["qsc.qrc"].read_text("utf-8")
    seldom = shipped.replace("profile: qsc.qrc", "profile: court.qrc").replace("poll_ms: 20000", "poll_ms: 58000")
    (tmp_path / "court.qrc.yaml").write_text(seldom, "utf-8")

    async def run() -> None:
        room = room_of([Case("qsc.qrc", (("channel-3", "muted"), ("channel-4", "muted")), {})])
        async with SimulatedRoom(room) as simulation:
            told = {"transport": simulation.addresses["device-0"], "profile": "court.qrc"}
            ours = room.model_copy(
                update={"devices": (room.devices[0].model_copy(update=told),), "profiles": str(tmp_path)}
            )
            async with Devices.open(ours, now=lambda: time.time_ns() // 1_000_000) as devices:
                states = devices.drivers["device-0"].states
                async with asyncio.timeout(60):
                    await devices.drivers["device-0"].known.wait()
                async with asyncio.timeout(50):
                    for how, value in (("on", "muted"), ("off", "open")):
                        simulation.press("device-0", ["mute", "3", how])
                        simulation.press("device-0", ["mute", "4", how])
                        while {states[f"channel-{at}"].value for at in (3, 4)} != {value}:
                            await asyncio.sleep(0.02)

    asyncio.run(run())


def test_a_projector_that_offers_it_is_signed_on_to_by_sha256() -> None:
    """Each side draws its own number; a projector that does not know the question is said to refuse, in words."""

    async def meets(*, offers: bool) -> str:
        room = room_of([Case("pjlink.class2", (("power", "on"),), {})])
        projector = {"behaviour": "pjlink.class2", "start": {"password": "court-7", "offers_sha256": offers}}
        cast = Cast.model_validate({"simulated-room": "met", "simulated": True, "devices": {"device-0": projector}})
        async with SimulatedRoom(cast) as simulation:
            told = {
                "options": {"password": "court-7", "digest": "sha256"},
                "transport": simulation.addresses["device-0"],
            }
            ours = room.model_copy(update={"devices": (room.devices[0].model_copy(update=told),)})
            async with Devices.open(ours, now=lambda: time.time_ns() // 1_000_000) as devices:
                while (state := devices.state("device-0.power")).source != "verified" and "refuses" not in state.says:
                    await asyncio.sleep(0.05)
                return state.says or state.source

    async def run() -> None:
        async with asyncio.timeout(60):
            assert await meets(offers=True) == "verified"
            assert "SHA-256" in await meets(offers=False)

    asyncio.run(run())


def test_what_proves_the_password_by_sha256_is_what_openssl_makes_of_it() -> None:
    """Both numbers combined by exclusive or, in hex, and the password; checked against a digest that openssl made."""
    ours = bytes.fromhex("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
    handshake = PjlinkHandshake("JBMIAProjectorLink", "sha256", lambda _count: ours)

    assert handshake.raw(b"PJLINK 1 498e4a67\r") == b"PJLINK 2\r"
    assert handshake.take(b"PJLINK 1 498e4a67")
    assert not handshake.is_done
    assert handshake.take(b"PJLINK 2 00112233445566778899aabbccddeeff")
    assert (
        handshake.prefix().decode() == ours.hex() + "f5ead958ae8395a55784db5260fcd9ef267ea3b0dca2ecfc7efc11313bd6e45b"
    )
    assert handshake.prefix() == b""


def test_pins_of_the_computer_itself_are_told_and_asked() -> None:
    """Active low, a contact that closes, a wire that does not follow, a pin that another program has: each is said."""

    async def run() -> None:
        asked = ("relay-17", "contact-4")
        means = {f"relay.m{number}": {"by": f"pins.{name}"} for number, name in enumerate(asked)}
        room = bare_room([device("pins", "linux.gpio-pins", options={"active": "low"})], means)
        async with asyncio.timeout(60), Devices.open(room, now=lambda: time.time_ns() // 1_000_000) as devices:
            chip = devices.simulation
            assert chip is not None
            assert chip.addresses["pins"].gpio is not None
            assert chip.addresses["pins"].gpio.startswith("simulated:/")
            assert chip.state("pins")["driven"] == []  # a start switches nothing
            assert devices.state("pins.relay-17").value == "on"  # the wire is low: the relay has pulled in
            assert (await devices.ensure("pins.relay-17", "off")).holds
            assert chip.state("pins")["high"] == [17]

            chip.press("pins", ["level", "4", "high"])
            while devices.state("pins.contact-4").value != "open":
                await asyncio.sleep(0.05)
            chip.press("pins", ["tied", "17", "high"])
            state = await devices.ensure("pins.relay-17", "on")
            assert (state.holds, state.value) == (False, "off")

            await chip.unplug("pins")
            chip.press("pins", ["taken", "4", "on"])
            await chip.plug("pins")
            while "busy" not in devices.state("pins.contact-4").says:
                await asyncio.sleep(0.05)

    asyncio.run(run())

"""The simulated ONVIF camera over real HTTP: envelopes typed by hand, a client of another house, wrong clocks and noise."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.simulated.devices.catalogue import make
from courtroom_agent.simulated.devices.onvif import OnvifCamera
from courtroom_agent.simulated.devices.onvif_words import seconds
from courtroom_agent.simulated.devices.ports import TcpPort

GUIDE_UTC_S = 1284623445.0
"""2010-09-16T07:50:45Z, the moment of the digest that ONVIF's Application Programmer's Guide prints."""
GUIDE_TOKEN = (
    "<wsse:UsernameToken><wsse:Username>user</wsse:Username><wsse:Password>tuOSpGlFlIXsozq4HFNeeGeFLEI=</wsse:Password>"
    "<wsse:Nonce>LKqI6G/AikKCQrN0zqZFlg==</wsse:Nonce><wsu:Created>2010-09-16T07:50:45Z</wsu:Created></wsse:UsernameToken>"
)


def envelope(body: str, token: str = "") -> bytes:
    """A SOAP 1.2 envelope, typed from the specification."""
    spaces = (
        'xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:p="http://www.onvif.org/ver20/ptz/wsdl" '
        'xmlns:t="http://www.onvif.org/ver10/schema" xmlns:wsse="urn:wsse" xmlns:wsu="urn:wsu"'
    )
    header = f"<env:Header><wsse:Security>{token}</wsse:Security></env:Header>" if token else ""
    return f"<env:Envelope {spaces}>{header}<env:Body>{body}</env:Body></env:Envelope>".encode()


def ptz(name: str, inside: str = "", profile: str = "main") -> str:
    """One operation of the PTZ service."""
    return f"<p:{name}><p:ProfileToken>{profile}</p:ProfileToken>{inside}</p:{name}>"


class Desk:
    """A controller that posts envelopes and reads what comes back."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url

    async def ask(self, body: str, token: str = "") -> tuple[int, ElementTree.Element]:
        """Post one envelope; say the status, and what was in the answer's body."""
        answer = await self._client.post(self._url, content=envelope(body, token))
        return answer.status_code, ElementTree.fromstring(answer.text)[0][0]


def at_desk(camera: OnvifCamera, act: Callable[[Desk, Callable[[], float]], Awaitable[None]]) -> None:
    """Run *act* at a desk that reaches *camera* by HTTP."""

    async def run() -> None:
        port = TcpPort(camera, "http")
        await port.plug()
        try:
            async with asyncio.timeout(60), httpx.AsyncClient(timeout=30, trust_env=False) as client:
                await act(Desk(client, f"http://{port.address}/onvif/ptz_service"), port.wiring.clock.now)
        finally:
            await port.unplug()

    asyncio.run(run())


def onvif(**how: Any) -> OnvifCamera:
    """A simulated ONVIF camera."""
    camera = make("onvif-camera", how)
    assert isinstance(camera, OnvifCamera)
    return camera


def test_a_movement_ends_by_its_timeout() -> None:
    """Who sends a movement and is never heard of again does not leave the camera driving on."""
    camera = onvif(pan_units_per_s=1000.0)
    camera.move({"pan": 0.5, "tilt": 0.0}, 1.0, now=0.0)

    assert camera.position(0.5) == (250, 0)
    assert camera.position(99.0) == (500, 0)

    async def act(desk: Desk, now: Callable[[], float]) -> None:
        velocity = '<p:Velocity><t:PanTilt x="-1.0" y="0"/></p:Velocity><p:Timeout>PT0.2S</p:Timeout>'
        status, said = await desk.ask(ptz("ContinuousMove", velocity))
        assert (status, said.tag) == (200, "{http://www.onvif.org/ver20/ptz/wsdl}ContinuousMoveResponse")
        while camera.moves("pan", now()):
            await asyncio.sleep(0.02)
        assert camera.pan == 300

    at_desk(camera, act)


def test_presets_positions_and_stop_by_http() -> None:
    """A view is stored, left, stopped on the way, and come back to."""
    camera = onvif()

    async def act(desk: Desk, now: Callable[[], float]) -> None:
        camera.nudge(720, -180)
        _, said = await desk.ask(ptz("SetPreset", "<p:PresetToken>7</p:PresetToken>"))
        assert said[0].text == "7"
        place = '<p:Position><t:PanTilt x="-1" y="1"/><t:Zoom x="0.5"/></p:Position>'
        assert (await desk.ask(ptz("AbsoluteMove", place)))[0] == 200
        assert (await desk.ask(ptz("Stop", "<p:PanTilt>true</p:PanTilt><p:Zoom>true</p:Zoom>")))[0] == 200
        assert not camera.moves("pan", now())
        assert (await desk.ask(ptz("GotoPreset", "<p:PresetToken>7</p:PresetToken>")))[0] == 200
        while camera.moves("pan", now()) or camera.moves("tilt", now()):
            await asyncio.sleep(0.02)
        _, said = await desk.ask(ptz("GetStatus"))
        position, motion = said[0][0], said[0][1]
        assert position[0].attrib == {"x": "0.500000", "y": "-0.500000"}
        assert motion[0].text == "IDLE"

    at_desk(camera, act)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (ptz("GetStatus", profile="nobody"), "ter:NoProfile"),
        (ptz("GotoPreset", "<p:PresetToken>99</p:PresetToken>"), "ter:NoToken"),
        (ptz("AbsoluteMove", '<p:Position><t:PanTilt x="2" y="0"/></p:Position>'), "ter:InvalidPosition"),
        (ptz("ContinuousMove", '<p:Velocity><t:PanTilt x="1" y="0"/></p:Velocity><p:Timeout>soon</p:Timeout>'), "ter:InvalidArgVal"),
        (ptz("Dance"), "ter:ActionNotSupported"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_onvifs_words(body: str, word: str) -> None:
    """A wrong profile, preset, place, time or operation is a fault with its own word."""

    async def act(desk: Desk, _now: Callable[[], float]) -> None:
        status, said = await desk.ask(body)
        assert status == 500
        assert [one.text for one in said.iter() if one.text and one.text.startswith("ter:")] == [word]

    at_desk(onvif(), act)


@pytest.mark.parametrize(("off_s", "statuses"), [(0.0, [200, 401]), (3600.0, [401, 401])])
def test_the_guides_digest_opens_the_camera_once(off_s: float, statuses: list[int]) -> None:
    """ONVIF's printed example of user name and digest: good once, and not by a clock that is an hour off."""
    camera = onvif(user="user", password="userpassword", clock_off_s=off_s)
    camera.utc = lambda: GUIDE_UTC_S + 10

    async def act(desk: Desk, _now: Callable[[], float]) -> None:
        assert (await desk.ask(ptz("GetStatus")))[0] == 401
        assert (await desk.ask("<GetSystemDateAndTime/>"))[0] == 200
        assert [(await desk.ask(ptz("GetStatus"), GUIDE_TOKEN))[0] for _ in range(2)] == statuses

    at_desk(camera, act)


def test_durations_are_read_as_xml_schema_prints_them() -> None:
    """Hours, minutes and seconds; nothing else is a time."""
    assert [seconds(word) for word in ("PT1S", "PT0.5S", "PT1M30S", "PT1H")] == [1.0, 0.5, 90.0, 3600.0]
    assert [seconds(word) for word in ("", "PT", "5", "P1D", "PT-1S")] == [None] * 5


HOSTILE = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"POST /onvif/x HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /onvif/x HTTP/1.1\r\nContent-Length: 5\r\n\r\n<a/>>",
    b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    b"\r\n\r\n",
    b"<" * 300,
    b"Content-Length: ",
]


@settings(max_examples=60, deadline=None)
@given(
    pieces=st.lists(st.one_of(st.binary(max_size=80), st.sampled_from(HOSTILE)), max_size=12), is_whole=st.booleans()
)
def test_noise_by_http_never_kills_the_camera(pieces: list[bytes], is_whole: bool) -> None:
    """No request, half a request or a hostile document costs more than its own connection."""
    body = b"".join(pieces)
    talk = onvif(password="x").converse()
    if is_whole:
        head = f"POST /onvif/ptz_service HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        (reply,) = talk.received(head + body, 0.0)
        assert reply.data.startswith((b"HTTP/1.1 500", b"HTTP/1.1 401"))
    else:
        for piece in pieces:
            for reply in talk.received(piece, 0.0):
                assert reply.data == b"" or reply.data.startswith(b"HTTP/1.1 ")

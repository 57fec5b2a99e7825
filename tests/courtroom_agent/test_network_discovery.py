"""Devices on the network are found by asking it once, by one interface, and only what may be asked."""

import argparse
import asyncio
import contextlib
import json
import re
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from control_panel.commands import discovering
from courtroom_agent.discovery.asking import Heard, Target, ask
from courtroom_agent.discovery.broadcasts import cameras, projectors
from courtroom_agent.discovery.looking import discover
from courtroom_agent.discovery.onvif_probe import matches, probe
from courtroom_agent.simulated.devices.catalogue import make
from courtroom_agent.simulated.devices.ports import UdpPort
from hardware_profiles.device_network import DeviceNetwork, Enquiry
from hardware_profiles.discovered import Discovery
from hardware_profiles.errors import RoomError
from hardware_profiles.rooms import load_room

GROUP = "239.255.255.250"
WAIT_S = 0.8
DEMO = Path(__file__).parents[2] / "hardware_profiles" / "courtrooms" / "demo.yaml"


def match(relates_to: str, address: str = "http://127.0.0.1:8899/onvif/device_service", scopes: str = "") -> bytes:
    """A ProbeMatches message, typed from ONVIF Core §7.3.2.2."""
    return (
        '<?xml version="1.0"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing" '
        'xmlns:wsd="http://schemas.xmlsoap.org/ws/2005/04/discovery"><SOAP-ENV:Header>'
        f"<wsa:RelatesTo>{relates_to}</wsa:RelatesTo></SOAP-ENV:Header><SOAP-ENV:Body><wsd:ProbeMatches>"
        "<wsd:ProbeMatch><wsa:EndpointReference><wsa:Address>urn:uuid:a1b2</wsa:Address></wsa:EndpointReference>"
        f"<wsd:Scopes>onvif://www.onvif.org/type/ptz {scopes}</wsd:Scopes><wsd:XAddrs>{address}</wsd:XAddrs>"
        "</wsd:ProbeMatch></wsd:ProbeMatches></SOAP-ENV:Body></SOAP-ENV:Envelope>"
    ).encode()


class Listener(asyncio.DatagramProtocol):
    """A device that answers what it hears."""

    def __init__(self, answers: Callable[[bytes], Sequence[bytes]]) -> None:
        self.heard: list[bytes] = []
        self._answers = answers
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)  # asyncio's own are no subclass

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        assert self._transport is not None
        for answer in self._answers(data):
            self._transport.sendto(answer, addr)


@contextlib.asynccontextmanager
async def listening(answers: Callable[[bytes], Sequence[bytes]], *, group: bool) -> AsyncIterator[tuple[Listener, int]]:
    """A device on the loopback, in ONVIF's group or by itself, and its port."""
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    own.setblocking(False)
    own.bind(("" if group else "127.0.0.1", 0))
    if group:
        member = socket.inet_aton(GROUP) + socket.inet_aton("127.0.0.1")
        own.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
    loop = asyncio.get_running_loop()
    transport, listener = await loop.create_datagram_endpoint(lambda: Listener(answers), sock=own)
    try:
        yield listener, own.getsockname()[1]
    finally:
        transport.abort()
        await asyncio.sleep(0)


def look(answers: Callable[[bytes], Sequence[bytes]], enquiry: Enquiry) -> tuple[Discovery, Listener]:
    """Ask a network with one device on it."""

    async def run() -> tuple[Discovery, Listener]:
        host = GROUP if enquiry == "onvif" else "127.0.0.1"
        network = DeviceNetwork(address="127.0.0.1", ask=(enquiry,))
        async with asyncio.timeout(30), listening(answers, group=enquiry == "onvif") as (listener, port):
            return await discover("court-3", (), network, {enquiry: Target(host, port)}, WAIT_S), listener

    return asyncio.run(run())


def number_of(question: bytes) -> str:
    """The number of a probe."""
    found = re.search(rb"MessageID>(urn:uuid:[0-9a-f-]{36})<", question)
    assert found is not None
    return found[1].decode()


def test_an_onvif_camera_answers_the_probe() -> None:
    """It is found by a multicast, once though it answers twice, with its name, and with an address for the room file."""
    scopes = "onvif://www.onvif.org/name/Bench%20Camera onvif://www.onvif.org/hardware/PTZ-20X"

    def answers(question: bytes) -> list[bytes]:
        mine = match(number_of(question), scopes=scopes)
        return [mine, mine, match("urn:uuid:another"), b"<html>", match(number_of(question), "http://10.9.9.9/x")]

    looked, listener = look(answers, "onvif")
    (found,) = looked.found
    assert (found.key, found.path) == ("network:onvif:a1b2", "http://127.0.0.1:8899")
    assert (found.product, found.answers) == ("Bench Camera PTZ-20X", "onvif.ptz")
    assert b"NetworkVideoTransmitter" in listener.heard[0]


def test_a_projector_answers_the_search() -> None:
    """Our simulated projector, which shares nothing with us, is found by PJLink Class 2's search."""

    async def run() -> Discovery:
        port = UdpPort(make("pjlink-projector", {"grade": 2}))
        await port.plug()
        target = Target("127.0.0.1", int(port.address.rpartition(":")[2]))
        network = DeviceNetwork(address="127.0.0.1", ask=("pjlink",))
        async with asyncio.timeout(30):
            looked = await discover("court-3", (), network, {"pjlink": target}, WAIT_S)
        await port.unplug()
        return looked

    (found,) = asyncio.run(run()).found
    assert (found.path, found.answers) == ("127.0.0.1:4352", "pjlink.class2")
    assert found.key == "network:pjlink:02:00:00:00:43:52"


def test_sonys_cameras_answer_the_enquiry() -> None:
    """The reply's fields are those of the SRG-300H manual; our own question, which comes back to us, is no camera."""
    reply = (
        b"\x02MAC:04-5D-4B-00-11-22\xffMODEL:IPCARD\xffSOFTVERSION:2.10\xffIPADR:192.168.0.100\xff"
        b"MASK:255.255.255.0\xffGATEWAY:192.168.0.1\xffNAME:CAM1\xffWRITE:on\xff\x03"
    )
    looked, listener = look(lambda question: [question, reply], "visca")
    (found,) = looked.found
    assert (found.path, found.answers, found.product) == ("127.0.0.1:52381", "sony.visca-ip", "IPCARD CAM1")
    assert listener.heard[0] == b"\x02ENQ:network\xff\x03"


def test_a_question_that_was_lost_is_asked_once_more() -> None:
    """A datagram may be lost; a third time nobody is bothered."""
    looked, listener = look(lambda _: [], "visca")
    assert looked.found == ()
    assert looked.missed == ()
    assert len(listener.heard) == 2


def test_nothing_is_asked_of_a_network_that_nobody_named() -> None:
    """Without device_network in the room file only this computer is looked at."""

    async def run() -> tuple[Discovery, Listener]:
        async with asyncio.timeout(30), listening(lambda _: [], group=True) as (listener, port):
            return await discover("court-3", (), None, {"onvif": Target(GROUP, port)}, WAIT_S), listener

    looked, listener = asyncio.run(run())
    assert looked.found == ()
    assert listener.heard == []


def test_an_address_that_this_computer_has_not_is_said() -> None:
    """The rest is found all the same; people read what to look at."""
    network = DeviceNetwork(address="192.0.2.77", ask=("onvif",))
    looked = asyncio.run(discover("court-3", (), network))
    assert "device_network in the room file" in looked.missed[0]


def test_who_answers_without_end_is_heard_no_longer_than_the_look() -> None:
    """A flood of answers ends by number and by time."""

    async def run() -> int:
        flood = [b"%d" % number for number in range(400)]
        async with asyncio.timeout(30), listening(lambda _: flood, group=False) as (_, port):
            return len(await ask("127.0.0.1", b"?", Target("127.0.0.1", port), WAIT_S))

    assert 0 < asyncio.run(run()) <= 256


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_whatever_answers_is_read_or_left_out(data: bytes) -> None:
    """Noise, entities and half messages find no device and break nothing."""
    number = uuid.UUID(int=1)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + match(f"urn:uuid:{number}")
    for one in (data, b"\x02" + data + b"\xff\x03", match(f"urn:uuid:{number}")[:-9] + data, bomb):
        heard = [Heard("127.0.0.1", one)]
        assert list(matches(heard, number)) == []
        assert list(projectors(heard)) == []
        assert all(found.answers == "sony.visca-ip" for found in cameras(heard))


def test_the_question_is_one_that_others_read() -> None:
    """It is numbered, addressed to everybody, and well formed."""
    question = probe(uuid.UUID(int=7))
    assert number_of(question) == "urn:uuid:00000000-0000-0000-0000-000000000007"
    assert b"urn:schemas-xmlsoap-org:ws:2005:04:discovery" in question


def test_a_room_file_names_the_network_and_what_may_be_asked(tmp_path: Path) -> None:
    """An address that is none, or a question that nobody knows, is a fault with its line."""
    text = DEMO.read_text()
    file = tmp_path / "room.yaml"
    file.write_text(text + "\ndevice_network: {address: 10.0.3.1, ask: [onvif, pjlink]}\n")
    room = load_room(file)
    assert room.device_network == DeviceNetwork(address="10.0.3.1", ask=("onvif", "pjlink"))
    file.write_text(text + "\ndevice_network: {address: 10.0.3.999}\n")
    with pytest.raises(RoomError, match="address"):
        load_room(file)
    file.write_text(text + "\ndevice_network: {address: 10.0.3.1, ask: [everything]}\n")
    with pytest.raises(RoomError, match="ask"):
        load_room(file)


def say(*words: str) -> int:
    """Run ``courtroom profiles discover`` with *words*."""
    parser = argparse.ArgumentParser()
    discovering.add_arguments(parser.add_subparsers(dest="what", required=True))
    return discovering.run(parser.parse_args(["discover", *words]))


def test_the_command_tells_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for scripts; slips and faults end with their own code."""
    assert say("--json") == 0
    assert Discovery.model_validate(json.loads(capsys.readouterr().out)).room == ""
    assert say(str(DEMO), "--json") == 0
    assert json.loads(capsys.readouterr().out)["room"] == load_room(DEMO).courtroom
    assert say("--ask", "onvif") == 2
    assert "--address IP" in capsys.readouterr().err
    assert say("--address", "house") == 2
    (tmp_path / "room.yaml").write_text("courtroom: 1\n")
    assert say(str(tmp_path / "room.yaml")) == 4

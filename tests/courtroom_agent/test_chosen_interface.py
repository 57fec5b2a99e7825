"""Between two network namespaces with two cables: whoever looks for devices on one network is not heard on the other."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE, THERE = "cdsc-here", "cdsc-there"
DEVICE = """
    import re, select, socket, sys
    from tests.courtroom_agent.test_network_discovery import match

    group = socket.inet_aton("239.255.255.250")
    ports = {}
    for port in (3702, 4352, 52380):
        own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        own.bind(("", port))
        ports[own] = port
        if port == 3702:
            for address in ("10.77.0.2", "10.78.0.2"):
                own.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + socket.inet_aton(address))
    print("ready", flush=True)
    while True:
        for own in select.select(list(ports), [], [])[0]:
            data, sender = own.recvfrom(65536)
            print(ports[own], sender[0], flush=True)
            mine = sender[0].rpartition(".")[0] + ".2"
            if ports[own] == 3702:
                number = re.search(rb"MessageID>(urn:uuid:[^<]*)<", data)[1].decode()
                own.sendto(match(number, f"http://{mine}/onvif/device_service"), sender)
            elif ports[own] == 4352:
                own.sendto(b"%2ACKN=02:00:00:00:00:01\\r", sender)
            else:
                own.sendto(b"\\x02MAC:04-5D-4B-00-11-22\\xffMODEL:IPCARD\\xff\\x03", sender)
"""


def ip(*words: str) -> None:
    """Run ``ip`` with *words*."""
    subprocess.run(["ip", *words], check=True, timeout=30)


@pytest.fixture
def cables() -> Iterator[None]:
    """Two machines with two cables between them: 10.77.0.0/24 and 10.78.0.0/24."""
    for name in (HERE, THERE):
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True, timeout=30)
        ip("netns", "add", name)
    try:
        for number in ("77", "78"):
            ends = {HERE: f"cdh{number}", THERE: f"cdt{number}"}
            ip("link", "add", ends[HERE], "netns", HERE, "type", "veth", "peer", "name", ends[THERE], "netns", THERE)
            for host, (name, end) in enumerate(ends.items(), start=1):
                ip("-n", name, "addr", "add", f"10.{number}.0.{host}/24", "dev", end)
                ip("-n", name, "link", "set", end, "up")
        yield
    finally:
        for name in (HERE, THERE):
            ip("netns", "del", name)


@pytest.mark.long
@pytest.mark.usefixtures("cables")
def test_only_the_named_network_is_asked() -> None:
    """Multicast and broadcasts leave by the interface of the address that was named; the devices there are found."""
    inside = ["ip", "netns", "exec"]
    device = subprocess.Popen(
        [*inside, THERE, sys.executable, "-c", textwrap.dedent(DEVICE)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert device.stdout is not None
        assert device.stdout.readline() == "ready\n"
        words = ["-m", "control_panel", "profiles", "discover", "--address", "10.78.0.1"]
        command = [*inside, HERE, sys.executable, *words, "--ask", "onvif", "pjlink", "visca", "--json"]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=120).stdout
    finally:
        device.kill()
    heard = [line.split() for line in device.communicate(timeout=30)[0].splitlines()]
    found = {one["path"] for one in json.loads(said)["found"] if one["kind"] == "network"}
    assert found == {"http://10.78.0.2:80", "10.78.0.2:4352", "10.78.0.2:52381"}
    assert {port for port, _ in heard} == {"3702", "4352", "52380"}
    assert {sender for _, sender in heard} == {"10.78.0.1"}

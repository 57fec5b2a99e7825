"""What is plugged into the courtroom's computer is found, and named so that the name still holds tomorrow."""

import asyncio
import errno
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from courtroom_agent.discovery.cameras import cameras
from courtroom_agent.discovery.looking import Place, discover
from courtroom_agent.discovery.serial_ports import serial_ports
from courtroom_agent.discovery.sound_cards import sound_cards
from courtroom_agent.drivers.serial_line import find_port
from hardware_profiles.discovered import Discovered, Discovery


def adapter(device: str, number: str | None, place: str | None, product: str = "FT232R") -> ListPortInfo:
    """A serial port as the system lists it."""
    port = ListPortInfo(device, skip_link_detection=True)
    port.serial_number, port.location, port.product, port.manufacturer = number, place, product, "FTDI"
    return port


def usb_device(system: Path, name: str, **facts: str) -> Path:
    """A device on the USB as the kernel shows it."""
    folder = system / "devices" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "idVendor").write_text("046d\n")
    for fact, value in facts.items():
        (folder / fact).write_text(f"{value}\n")
    return folder


def camera_node(system: Path, node: str, label: str, usb: Path) -> None:
    """One video node of a camera."""
    interface = usb / f"{usb.name}:1.0"
    interface.mkdir(exist_ok=True)
    entry = system / "video4linux" / node
    entry.mkdir(parents=True)
    (entry / "name").write_text(f"{label}\n")
    (entry / "device").symlink_to(interface)


def test_an_adapter_is_named_by_its_serial_number() -> None:
    """The name finds the same adapter again after the system has counted it otherwise."""
    (found,) = serial_ports([adapter("/dev/ttyUSB0", "A10K", "1-2.3:1.0")])
    assert (found.kind, found.path, found.serial_number, found.product) == (
        "serial",
        "usb-serial:A10K",
        "A10K",
        "FT232R",
    )
    later = [adapter("/dev/ttyUSB0", "B77", "1-1:1.0"), adapter("/dev/ttyUSB4", "A10K", "1-4:1.0")]
    assert find_port(found.path, later) == "/dev/ttyUSB4"


def test_adapters_without_a_number_of_their_own_are_named_by_their_socket() -> None:
    """Two with the same number, or one without any, are told apart by where they are plugged in; people are told."""
    ports = [
        adapter("/dev/ttyUSB0", "0001", "1-1:1.0"),
        adapter("/dev/ttyUSB1", "0001", "1-2:1.0"),
        adapter("/dev/ttyUSB2", None, "1-3:1.0"),
    ]
    found = list(serial_ports(ports))
    assert [one.path for one in found] == ["usb-place:1-1", "usb-place:1-2", "usb-place:1-3"]
    assert all("USB" in one.note for one in found)
    assert [find_port(one.path, ports) for one in found] == [port.device for port in ports]


def test_a_port_of_the_board_is_named_by_its_place(tmp_path: Path) -> None:
    """It is on no USB; the system's name by place is used where there is one."""
    device = tmp_path / "ttyS0"
    device.touch()
    (tmp_path / "by-path").mkdir()
    (tmp_path / "by-path" / "platform-serial8250").symlink_to(device)
    (found,) = serial_ports([adapter(str(device), None, None)], tmp_path / "by-path")
    assert found.path == str(tmp_path / "by-path" / "platform-serial8250")
    (bare,) = serial_ports([adapter(str(device), None, None)], tmp_path / "nothing")
    assert bare.path == str(device)


def test_a_camera_is_listed_once_and_by_a_lasting_name(tmp_path: Path) -> None:
    """The node that carries only data about pictures is left out; serial number and maker come from the USB."""
    usb = usb_device(tmp_path, "1-4", serial="CAM123", manufacturer="Logitech")
    for node in ("video0", "video1"):
        camera_node(tmp_path, node, "Brio", usb)
    devices = tmp_path / "dev"
    (devices / "v4l" / "by-id").mkdir(parents=True)
    (devices / "video0").touch()
    (devices / "v4l" / "by-id" / "usb-Logitech_Brio_CAM123-video-index0").symlink_to(devices / "video0")
    (found,) = cameras(tmp_path / "video4linux", devices, lambda node: node.name == "video0")
    assert found.path == f"v4l2:{devices}/v4l/by-id/usb-Logitech_Brio_CAM123-video-index0"
    assert (found.vendor, found.product, found.serial_number) == ("Logitech", "Brio", "CAM123")
    assert found.address.endswith("(1-4)")


def test_a_camera_that_we_may_not_open_is_shown_with_the_reason(tmp_path: Path) -> None:
    """It is not left out: whoever looks for it has to learn why it cannot be used."""
    camera_node(tmp_path, "video0", "Capture", usb_device(tmp_path, "1-5"))

    def refused(node: Path) -> bool:
        raise OSError(errno.EACCES, "Permission denied")

    (found,) = cameras(tmp_path / "video4linux", tmp_path / "dev", refused)
    assert "EACCES" in found.note


def test_sound_cards_that_hear_are_named_by_their_word(tmp_path: Path) -> None:
    """Playback is no microphone; the card's number, which changes, is in no name."""
    lists = tmp_path / "asound"
    lists.mkdir()
    (lists / "cards").write_text(
        " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0xf7\n"
        " 2 [Mixer          ]: USB-Audio - Courtroom Mixer\n                      usb-0000:00:14.0-2\n"
    )
    (lists / "pcm").write_text(
        "00-03: HDMI 0 : HDMI 0 : playback 1\n02-00: USB Audio : USB Audio : playback 1 : capture 1\n"
    )
    (tmp_path / "card2").mkdir()
    (tmp_path / "card2" / "device").symlink_to(usb_device(tmp_path, "1-2", serial="MX9", manufacturer="Yamaha"))
    (found,) = sound_cards(lists, tmp_path)
    assert (found.path, found.serial_number, found.vendor) == ("alsa:hw:CARD=Mixer,DEV=0", "MX9", "Yamaha")
    assert found.product == "Courtroom Mixer, USB Audio"


def test_a_machine_without_cameras_or_cards_says_nothing_and_fails_at_nothing(tmp_path: Path) -> None:
    """Most machines have none of one kind; that is no fault."""
    assert list(cameras(tmp_path / "no", tmp_path / "no")) == []
    assert list(sound_cards(tmp_path / "no", tmp_path / "no")) == []


def test_one_kind_that_cannot_be_looked_for_does_not_hide_the_others() -> None:
    """What was found is told, and why the rest is missing."""

    def broken() -> list[Discovered]:
        raise OSError(errno.EACCES, "Permission denied")

    places = [
        Place("camera", broken),
        Place("serial", lambda: serial_ports([adapter("/dev/ttyUSB0", "A10K", "1-2")])),
    ]
    looked = asyncio.run(discover("court-3", places))
    assert [one.path for one in looked.found] == ["usb-serial:A10K"]
    assert looked.missed == ("camera: Permission denied. Check our rights to it.",)
    assert Discovery.model_validate_json(looked.model_dump_json()) == looked


def test_what_is_found_keeps_its_key_from_look_to_look() -> None:
    """A page can tell what it has already seen, whatever number the system gives it now."""
    first = serial_ports([adapter("/dev/ttyUSB0", "A10K", "1-2:1.0")])
    second = serial_ports([adapter("/dev/ttyUSB7", "A10K", "1-4:1.0")])
    assert [one.key for one in first] == [one.key for one in second] == ["serial:usb-serial:A10K"]


@pytest.mark.parametrize("number", ["", "x" * 300])
def test_whatever_a_device_says_of_itself_is_bounded(number: str) -> None:
    """A hostile adapter's words fit into what is sent to the panel, or are not told at all."""
    (found,) = serial_ports([adapter("/dev/ttyUSB0", number, "1-2:1.0", product="y" * 1000)])
    assert len(found.product) == 200
    assert len(found.path) <= 200

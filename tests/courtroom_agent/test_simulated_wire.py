"""What simulated devices hear and say, byte for byte, against frames that a person typed from the makers' manuals."""

import itertools
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.simulated.devices.behaviour import Notice, SimulatedDevice
from courtroom_agent.simulated.devices.catalogue import KINDS, make
from courtroom_agent.simulated.devices.telnet import TelnetConversation

Frames = list[str]


def raw(frame: str) -> bytes:
    """A frame: text after a bar, otherwise hexadecimal figures."""
    return frame[1:].encode() if frame.startswith("|") else bytes.fromhex(frame)


VECTORS: list[tuple[str, str, dict[str, Any], str, Frames]] = [
    # kind, source, how the device is, what it hears, what it says
    ("visca-camera", "EVI-H100S p29, Address", {"address": 3}, "88 30 01 FF", ["88 30 04 FF"]),
    ("visca-camera", "EVI-H100S p29, IF_Clear of one", {}, "81 01 00 01 FF", ["90 50 FF"]),
    ("visca-camera", "SRG-300H, CAM_Focus Auto", {"is_on": True}, "81 01 04 38 02 FF", ["90 41 FF", "90 51 FF"]),
    ("visca-camera", "SRG-300H, FocusModeInq", {"is_on": True}, "81 09 04 38 FF", ["90 50 02 FF"]),
    ("visca-camera", "SRG-300H, Drive left", {"is_on": True}, "81 01 06 01 18 01 01 03 FF", ["90 41 FF", "90 51 FF"]),
    ("visca-camera", "SRG-300H, Drive stop", {"is_on": True}, "81 01 06 01 01 01 03 03 FF", ["90 41 FF", "90 51 FF"]),
    ("visca-camera", "SRG-300H, no such speed", {"is_on": True}, "81 01 06 01 19 01 01 03 FF", ["90 60 02 FF"]),
    ("visca-camera", "SRG-300H, Zoom tele 7", {"is_on": True}, "81 01 04 07 27 FF", ["90 41 FF", "90 51 FF"]),
    ("visca-camera", "SRG-300H, ZoomPosInq", {"is_on": True, "zoom": 4660}, "81 09 04 47 FF", ["90 50 01 02 03 04 FF"]),
    ("visca-camera", "SRG-300H, PosInq", {"is_on": True, "pan": -1440, "tilt": 360}, "81 09 06 12 FF", ["90 50 0F 0A 06 00 00 01 06 08 FF"]),
    ("visca-camera", "SRG-300H, Home", {"is_on": True}, "81 01 06 04 FF", ["90 41 FF", "90 51 FF"]),
    ("visca-camera", "SRG-300H, VersionInq", {}, "81 09 00 02 FF", ["90 50 00 01 05 13 01 00 02 FF"]),
    ("visca-camera", "EVI-H100S p25, Cancel of nothing", {"is_on": True}, "81 22 FF", ["90 62 05 FF"]),
    ("visca-camera", "EVI-H100S p26, standby", {}, "81 01 06 04 FF", ["90 61 41 FF"]),
    ("visca-camera", "BRC-Z300 p7, menu up", {"is_on": True, "is_menu_up": True}, "81 01 06 04 FF", ["90 61 41 FF"]),
    ("visca-camera", "EVI-H100S p26, syntax", {"is_on": True}, "81 01 07 07 FF", ["90 60 02 FF"]),
    ("visca-ip-camera", "SRG-300H p31, reset", {}, "02 00 00 01 00 00 00 00 01", ["02 01 00 01 00 00 00 00 01"]),
    ("visca-ip-camera", "SRG-300H p31, Home", {"is_on": True}, "01 00 00 05 00 00 00 02 81 01 06 04 FF", ["01 11 00 03 00 00 00 02 90 41 FF", "01 11 00 03 00 00 00 02 90 51 FF"]),
    ("visca-ip-camera", "SRG-300H p31, message", {}, "01 30 00 05 00 00 00 02 81 01 06 04 FF", ["02 00 00 02 00 00 00 02 0F 02"]),
    ("pelco-d-camera", "XPM9A261A p59, ask pan", {"pan": 0x1234 - 0x10000, "is_on": True}, "FF 01 00 51 00 00 52", ["FF 01 00 59 12 34 A0"]),
    ("pelco-d-camera", "XPM9A261A p59, right", {}, "FF 01 00 02 20 00 23", []),
    ("pelco-p-camera", "up, xor 27", {}, "A0 00 00 08 00 20 AF 27", []),
    ("pjlink-projector", "Class 1 v1.04 4.2", {"is_on": True}, "|%1POWR ?\r", ["|%1POWR=1\r"]),
    ("pjlink-projector", "Class 1 v1.04 4.1, standby", {}, "|%1INPT 31\r", ["|%1INPT=ERR3\r"]),
    ("pjlink-projector", "Class 1 v1.04 4.5", {"is_on": True}, "|%1AVMT 31\r", ["|%1AVMT=OK\r"]),
    ("pjlink-projector", "Class 1 v1.04, undefined", {}, "|%1WHAT ?\r", ["|%1WHAT=ERR1\r"]),
    ("pjlink-projector", "Class 1 v1.04, parameter", {}, "|%1POWR 9\r", ["|%1POWR=ERR2\r"]),
    ("pjlink-projector", "Class 1 v1.04, LAMP", {}, "|%1LAMP ?\r", ["|%1LAMP=1234 0\r"]),
    ("pjlink-projector", "Class 2 v2.10, FREZ", {"grade": 2, "is_on": True}, "|%2FREZ 1\r", ["|%2FREZ=OK\r"]),
    ("pjlink-projector", "Class 2 v2.10, CLSS", {"grade": 2}, "|%1CLSS ?\r", ["|%1CLSS=2\r"]),
    ("pjlink-projector", "lower case, openhab#6725", {"answers_lower_case": True}, "|%1POWR ?\r", ["|%1powr=0\r"]),
    ("pjlink-projector", "NUL before it, C/generic-pjlink", {"pads_with_nul": True}, "|%1POWR ?\r", ["|\0%1POWR=0\r"]),
    ("extron-matrix", "CrossPoint 300 p4-5", {}, "|1*3!", ["|Out03 In01 All\r\n"]),
    ("extron-matrix", "CrossPoint 300 p4-5, RGB", {"inputs": 16}, "|10*4&", ["|Out04 In10 RGB\r\n"]),
    ("extron-matrix", "CrossPoint 300 p4-5, video", {}, "|7*5%", ["|Out05 In07 Vid\r\n"]),
    ("extron-matrix", "CrossPoint 300 p4-5, audio", {"inputs": 16, "outputs": 16}, "|12*14$", ["|Out14 In12 Aud\r\n"]),
    ("extron-matrix", "CrossPoint 300 p4-5, all", {}, "|5*!", ["|In05 All\r\n"]),
    ("extron-matrix", "MAV Plus p4-6, one digit", {"digits": 1}, "|1*2!", ["|Out2 In1 All\r\n"]),
    ("extron-matrix", "CrossPoint 300 p4-6, quick", {}, "|\x1b+Q3*4!3*5%3*6$\r", ["|Qik\r\n"]),
    ("extron-matrix", "CrossPoint 300, no such input", {}, "|9*1!", ["|E01\r\n"]),
    ("extron-matrix", "CrossPoint 300, no such output", {}, "|1*9!", ["|E12\r\n"]),
    ("extron-matrix", "CrossPoint 300, no such preset", {}, "|40.", ["|E11\r\n"]),
    ("extron-matrix", "CrossPoint 300, verbose", {}, "|\x1b3CV\r", ["|Vrb3\r\n"]),
    ("extron-matrix", "CrossPoint 300, unknown", {}, "|!", ["|E10\r\n"]),
    ("extron-matrix", "MAV Plus p4-6, what is tied", {"routes": {5: 7}}, "|5%", ["|07\r\n"]),
    ("kramer-matrix", "VS-21HDCP-IR p16", {}, "|#\r", ["|~01@ OK\r\n"]),
    ("kramer-matrix", "VS-21HDCP-IR p18", {}, "|#VID 1>2\r", ["|~01@VID 1>2 OK\r\n"]),
    ("kramer-matrix", "VP-8x8AK table 15", {"outputs": 3, "routes": {1: 1, 2: 3}}, "|#VID? *\r", ["|~01@VID 1>1,3>2,0>3\r\n"]),
    ("kramer-matrix", "VS-401USB p14, ROUTE", {}, "|#ROUTE 12,2,3\r", ["|~01@ROUTE 12,2,3 OK\r\n"]),
    ("kramer-matrix", "VP-8x8AK table 15, chain", {}, "|#VID 1>2|VID 3>4\r", ["|~01@VID 1>2 OK\r\n", "|~01@VID 3>4 OK\r\n"]),
    ("kramer-matrix", "VS-21HDCP-IR, addressed", {"machine": 2}, "|#2@VID 1>2\r", ["|~02@VID 1>2 OK\r\n"]),
    ("kramer-matrix", "VS-21HDCP-IR, range", {}, "|#VID 9>1\r", ["|~01@VID ERR003\r\n"]),
    ("kramer-matrix", "VS-21HDCP-IR, unknown", {}, "|#DANCE 1\r", ["|~01@DANCE ERR002\r\n"]),
    ("kramer-2000-matrix", "VS-161H p20", {"machine": 3}, "01 85 88 83", ["41 85 88 83"]),
    ("kramer-2000-matrix", "VS-161H p20, status", {"machine": 3, "inputs": 16, "routes": {8: 5}}, "05 80 88 83", ["45 80 85 83"]),
    ("kramer-2000-matrix", "VS-169TP table 9, inputs", {"inputs": 16}, "3E 81 81 81", ["7E 81 90 81"]),
    ("kramer-2000-matrix", "VS-169TP table 9, range", {"inputs": 4}, "01 90 81 81", ["50 80 82 81"]),
    ("kramer-2000-matrix", "VS-169TP table 9, invalid", {}, "2A 80 80 81", ["50 80 81 81"]),
    ("kramer-2000-matrix", "resync on a clear bit 7", {"machine": 3}, "85 01 85 01 85 88 83", ["41 85 88 83"]),
    ("blustream-matrix", "HMXL88, route", {}, "|OUT01FR04\r\n", ["|[SUCCESS]Set output 01 connect from input 04.\r\n"]),
    ("shure-processor", "MXA910 p65", {}, "|< SET 1 AUDIO_MUTE ON >", ["|< REP 1 AUDIO_MUTE ON >"]),
    ("shure-processor", "MXA910 p65, device", {}, "|< SET DEVICE_AUDIO_MUTE ON >", ["|< REP DEVICE_AUDIO_MUTE ON >"]),
    ("shure-processor", "MXA910 p66, gain", {}, "|< SET 2 AUDIO_GAIN_HI_RES 1400 >", ["|< REP 2 AUDIO_GAIN_HI_RES 1400 >"]),
    ("shure-processor", "MXA910 p66, gain up", {}, "|< SET 2 AUDIO_GAIN_HI_RES INC 10 >", ["|< REP 2 AUDIO_GAIN_HI_RES 1110 >"]),
    ("shure-processor", "MXA910 p67, meters", {}, "|< GET 1 METER_RATE >", ["|< REP 1 METER_RATE 00000 >"]),
    ("shure-processor", "MXA910 p64, nonsense", {}, "|< SET 1 AUDIO_MUTE MAYBE >", ["|< REP ERR >"]),
    ("tesira-processor", "TTP, set mute", {}, "|Level1 set mute 1 true\r\n", ["|+OK\r\n"]),
    ("tesira-processor", "TTP, get level", {"levels": {("Level1", 1): -12.0}}, "|Level1 get level 1\r\n", ['|+OK "value":-12.0\r\n']),
    ("tesira-processor", "TTP, preset", {}, "|DEVICE recallPreset 1001\r\n", ["|+OK\r\n"]),
    ("tesira-processor", "TTP, subscription", {"levels": {("Level1", 1): -100.0}}, "|Level1 subscribe level 1 MyLbl 500\r\n", ["|+OK\r\n", '|! "publishToken":"MyLbl" "value":-100.0000\r\n']),
    ("tesira-processor", "TTP, tags are case-sensitive", {}, "|level1 get mute 1\r\n", ['|-ERR address not found: {"deviceId":0 "classCode":0 "instanceNum":0}\r\n']),
    ("qsys-core", "QRC_Commands, Control.Set", {"controls": {"MainGain": 0.0}}, '|{"jsonrpc":"2.0","id":2,"method":"Control.Set","params":{"Name":"MainGain","Value":-12}}\0', ['|{"jsonrpc":"2.0","result":{"Name":"MainGain","Value":-12.0},"id":2}\0']),
    ("qsys-core", "QRC_Overview, method", {}, '|{"jsonrpc":"2.0","id":3,"method":"Dance"}\0', ['|{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":3}\0']),
    ("qsys-core", "QRC_Overview, control", {}, '|{"jsonrpc":"2.0","id":3,"method":"Control.Get","params":["no"]}\0', ['|{"jsonrpc":"2.0","error":{"code":8,"message":"Unknown control"},"id":3}\0']),
    ("qsys-core", "QRC_Overview, logon", {"password": "x"}, '|{"jsonrpc":"2.0","id":3,"method":"NoOp","params":{}}\0', ['|{"jsonrpc":"2.0","error":{"code":10,"message":"Logon required"},"id":3}\0']),
    ("qsys-core", "QRC_Overview, no JSON", {}, "|{\0", ['|{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}\0']),
    ("taiden-unit", "solution 2, tracking", {"open": [2]}, "E3 E4 00", ["E5 00 02"]),
    ("taiden-unit", "solution 2, mic on", {"is_tracking": True}, "E6 F1 00 01", ["E5 00 01"]),
    ("taiden-unit", "solution 2, mic off", {"is_tracking": True, "open": [1]}, "E6 F2 00 01", ["E5 00 00"]),
    ("relay-board", "waveshare, on", {}, "01 05 00 00 FF 00 8C 3A", ["01 05 00 00 FF 00 8C 3A"]),
    ("relay-board", "waveshare, off", {}, "01 05 00 00 00 00 CD CA", ["01 05 00 00 00 00 CD CA"]),
    ("relay-board", "waveshare, second on", {}, "01 05 00 01 FF 00 DD FA", ["01 05 00 01 FF 00 DD FA"]),
    ("relay-board", "waveshare, read", {}, "01 01 00 00 00 08 3D CC", ["01 01 01 00 51 88"]),
    ("relay-board", "waveshare, read one closed", {"closed": {1}}, "01 01 00 00 00 01 FD CA", ["01 01 01 01 90 48"]),
    ("lumens-document-camera", "DC192 command set, System ON", {}, "A0 B0 01 00 00 AF", ["A0 B0 01 00 00 AF"]),
    ("lumens-document-camera", "P/lumens, status in standby", {}, "A0 B7 00 00 00 AF", ["A0 B7 01 00 00 AF"]),
    ("lumens-document-camera", "DC192 4.1, ignored in standby", {}, "A0 60 00 00 00 AF", ["A0 60 00 00 02 AF"]),
    ("lumens-document-camera", "DC192 4.1, out of range", {"is_on": True}, "A0 C1 09 00 00 AF", ["A0 C1 09 00 01 AF"]),
    ("lumens-document-camera", "P/lumens, zoom, low byte first", {"is_on": True, "zoom": 0x0123}, "A0 60 00 00 00 AF", ["A0 60 23 01 00 AF"]),
    ("zixin-sequencer", "handbook", {}, "|(RY_01,1)", ["|OK"]),
    ("zixin-sequencer", "handbook, contact", {"shut": {1}}, "|(IO_01,?)", ["|(IO_01,1)"]),
    ("mdc-display", "UD46A, power on", {"address": 0}, "AA 11 FF 01 01 12", ["AA FF 00 03 41 11 01 55"]),
    ("mdc-display", "MD40B, power on of 1", {}, "AA 11 01 01 01 14", ["AA FF 01 03 41 11 01 56"]),
    ("mdc-display", "UD46A, everybody", {}, "AA 11 FE 01 01 11", []),
    ("lg-display", "M4210LC A4", {}, "|ka 01 01\r", ["|a 01 OK01x"]),
    ("lg-display", "55WV70MS p67, read", {"is_on": True}, "|ka 01 ff\r", ["|a 01 OK01x"]),
    ("lg-display", "55WV70MS p67, unknown", {"is_on": True}, "|kz 01 01\r", ["|z 01 NG02x"]),
    ("lg-display", "silent in standby", {}, "|ka 01 ff\r", []),
    ("lg-display", "55WV70MS p67, everybody", {}, "|ka 00 01\r", []),
    ("nec-display", "RS-232C p17, on", {}, "01 30 41 30 41 30 43 02 43 32 30 33 44 36 30 30 30 31 03 73 0D", ["01 30 30 41 42 30 45 02 30 30 43 32 30 33 44 36 30 30 30 31 03 76 0D"]),
    ("gpio-chip", "gpio-v2-get-line-ioctl, a line in use", {"taken": {4}}, "|take 4 high lamp\n", ["|error 16\n"]),
    ("gpio-chip", "gpio-v2-get-line-ioctl, no such line", {}, "|take 28 high lamp\n", ["|error 22\n"]),
    ("gpio-chip", "gpio-v2-line-set-values-ioctl, a line not held", {}, "|drive 4 1\n", ["|error 1\n"]),
    ("gpio-chip", "gpio-v2-line-get-values-ioctl, active low", {"high": {4}}, "|take 4 low door\nget 4\n", ["|ok\n", "|ok 0\n"]),
    ("nec-display", "P/nec, read of all", {}, "01 30 2A 30 41 30 36 02 30 31 44 36 03 1F 0D", ["01 30 30 41 42 31 32 02 30 32 30 30 44 36 30 30 30 30 30 34 30 30 30 34 03 71 0D"]),
]  # fmt: skip


def heard(device: SimulatedDevice, tx: bytes, now: float = 10.0) -> list[bytes]:
    """What the device says to *tx* on a line that is already open, in the order in which it says it."""
    talk = device.converse()
    talk.opened()
    replies = talk.received(tx, now)
    for notice in device.take_notices():
        replies += talk.noticed(notice, now, own=True)
    return [reply.data for reply in sorted(replies, key=lambda reply: reply.after_s)]


@pytest.mark.parametrize(
    ("kind", "how", "tx", "rx"), [(kind, how, tx, rx) for kind, _, how, tx, rx in VECTORS],
    ids=[f"{kind}: {source}" for kind, source, *_ in VECTORS],
)  # fmt: skip
def test_a_simulated_device_answers_as_its_manual_prints(kind: str, how: dict[str, Any], tx: str, rx: Frames) -> None:
    """A simulated device hears the manual's command and gives the manual's answer."""
    device = make(kind, {})
    for name, value in how.items():
        assert hasattr(device, name)
        setattr(device, name, value)

    assert heard(device, raw(tx)) == [raw(frame) for frame in rx]


def test_every_kind_has_a_vector() -> None:
    """No simulated device speaks only what its programmer thought (test_simulated_onvif.py has SOAP's, test_uvc_camera.py the rest)."""
    elsewhere = {"sennheiser-unit", "onvif-camera", "uvc-camera", *(kind for kind, _ in CALLS)}
    assert {kind for kind, *_ in VECTORS} | elsewhere == set(KINDS)


CALLS = [
    ("visca-calling-unit", ("88 30 02 FF", "81 01 04 3F 02 05 FF")),  # SRG-300H p23, recall of preset 5
    ("pelco-calling-unit", ("", "FF 01 00 07 00 05 0D")),  # AVer MD330U p122, call of preset 5
]


@pytest.mark.parametrize(("kind", "frames"), CALLS)
def test_a_key_calls_the_preset_of_its_seat(kind: str, frames: tuple[str, str]) -> None:
    """A unit that only knows cameras calls, for seat 5, the preset as the camera's manual prints it."""
    unit = make(kind, {})
    talk = unit.converse()
    talk.received(raw(frames[0]), 1.0)
    unit.touched(["key", "5", "on"], 2.0)
    (notice,) = unit.take_notices()

    assert [reply.data for reply in talk.noticed(notice, 2.0, own=False)] == [raw(frames[1])]


@pytest.mark.parametrize(
    ("seat", "on", "frame"),
    [(1, True, "%P00010111\r"), (1, False, "%p00010131\r"), (3, True, "%M00030110\r"), (3, False, "%m00030130\r")],
)
def test_a_microphone_key_is_told_as_the_manual_prints(seat: int, on: bool, frame: str) -> None:
    """The four lines that the SDC 8000 and TCS5500 manuals print, check values included."""
    unit = make("sennheiser-unit", {})
    if not on:
        unit.touched(["key", str(seat), "on"], 0.0)
        unit.take_notices()
    unit.touched(["key", str(seat), "on" if on else "off"], 0.0)

    assert unit.take_notices() == [Notice(f"{'on' if on else 'off'} {seat}", frame.encode())]


PROBES = [b"\x81\x01\x04\x3f\x02", b"\xff", b"#VID 9>", b"\r", b"\n", b"< SET 1 ", b" >", b"\0", b'{"method":', b"\xaa\x11\x01\xff", b"\x01\x0f\x00\x00\x00\x08\xff", b"\x010A0A", b"\x02\x03", b"\xa0\x00", b"\xe6\xf1", b"\xe5", b"(RY_", b",1)", b"%1POWR ", b"\x1b", b"12*", b"!", b"\x01\x00\x00\x10\x00\x00\x00\x01", b"Level1 subscribe mute 1 x\n", b"OUT01FR", b"ka 0", b"\xff\xfb"]  # fmt: skip


def survives(device: SimulatedDevice, pieces: list[bytes]) -> int:
    """Feed *pieces* to the device, by telnet too; count what it said. It must neither fail nor hoard."""
    said = 0
    for talk in (device.converse(), TelnetConversation(device.converse_by("telnet")), device.converse_by("udp")):
        talk.opened()
        for now, piece in zip(itertools.count(), pieces, strict=False):
            replies = talk.received(piece, float(now))
            device.rang(float(now)) if (device.due() or now + 1) <= now else None
            replies += [reply for one in device.take_notices() for reply in talk.noticed(one, float(now), own=True)]
            if (talk.due() or now + 1) <= now:
                replies += talk.rang(float(now))
            assert all(reply.after_s >= 0 for reply in replies)
            said += len(replies)
        held = getattr(talk, "_held", b"")
        assert len(held) <= 70_000
    assert device.state(1e9) is not None
    return said


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25, deadline=None)
@given(pieces=st.lists(st.one_of(st.binary(max_size=60), st.sampled_from(PROBES)), max_size=20))
def test_noise_never_kills_a_simulated_device(kind: str, pieces: list[bytes]) -> None:
    """Whatever a controller sends, a simulated device is as hard to upset as a real one."""
    survives(make(kind, {}), pieces)


def garbled(dice: Random, frame: bytes) -> bytes:
    """*frame*, or the same with one byte changed, lost or doubled."""
    at = dice.randrange(len(frame))
    changed = [
        frame,
        frame[:at] + dice.randbytes(1) + frame[at + 1 :],
        frame[:at] + frame[at + 1 :],
        frame[:at] + frame,
    ]
    return dice.choice(changed)


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", KINDS)
def test_a_million_bytes_of_noise_never_kill_a_simulated_device(kind: str) -> None:
    """A million bytes of noise, laced with the beginnings of real commands, and then it still answers."""
    dice = Random(kind)
    device = make(kind, {})
    frames = [vector for vector in VECTORS if vector[0] == kind]
    sent = 0
    while sent < 1_000_000:
        pieces = [garbled(dice, raw(dice.choice(frames)[3])) for _ in range(50 if frames else 0)] + [
            dice.choice(PROBES) if dice.random() < 0.3 else dice.randbytes(dice.randrange(1, 400)) for _ in range(200)
        ]
        sent += sum(len(piece) for piece in pieces)
        survives(device, pieces)

    kind_vectors = [vector for vector in VECTORS if vector[0] == kind and not vector[2] and vector[4]]
    for _, _, _, tx, rx in kind_vectors[:1]:
        assert heard(make(kind, {}), raw(tx)) == [raw(frame) for frame in rx]

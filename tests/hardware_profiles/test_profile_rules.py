"""What a profile must keep to beyond its form: each breach is named with its place when the file is loaded."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hardware_profiles
from hardware_profiles.device import FieldType
from hardware_profiles.errors import DeviceFileError, WireError
from hardware_profiles.loading import read
from hardware_profiles.profiles import compile_profile
from hardware_profiles.template_binary import compile_binary
from hardware_profiles.template_json import compile_json
from hardware_profiles.template_text import compile_text

EXAMPLE = read(Path(hardware_profiles.__file__).parent / "profile.example.yaml").content
TYPES = {
    "channel": FieldType(min=1, max=64),
    "gain": FieldType(min=-1000, max=200, decimals=1),
    "mute": FieldType(values={"muted": 1, "open": 0}),
    "name": FieldType(text="[a-z]{1,8}"),
}


def with_slip(place: str, value: Any) -> dict[str, Any]:
    """The example profile with *value* at *place*; None takes out what is there."""
    content: Any = deepcopy(EXAMPLE)
    *way, last = place.split("/")
    node = content
    for key in way:
        node = node[key]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return dict(content)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("heartbeat", "dance", "There is no command 'dance'"),
        ("heartbeat", "mute_set", "changes something"),
        ("on_open", ["mute_set"], "no reply to wait for"),
        ("options/mute", {"min": 0, "max": 1}, "a field and an option"),
        ("timing/done_ms", 0, "done_ms says not when"),
        ("commands/mute_get/reply", None, "Nothing answers this command"),
        ("commands/mute_get/silent", True, "silent command has a reply"),
        ("commands/mute_get/raw", "< GET {chanel} >", "is no declared field"),
        ("motions/fade/stop", "gain_get", "stops nothing"),
        ("motions/fade/start", "dance", "There is no command 'dance'"),
        ("motions/fade/hold_ms", 5000, "less than or equal to 1000"),
        ("provides/channel-{channel}/safe", "quiet", "cannot be asked for"),
        ("provides/channel-{channel}/identify", "loud", "cannot be asked for"),
        ("provides/channel-{channel}/get", None, "could not be brought back"),
        ("answers/mic.gone", ["< SEEN {channel} >"], "There is no event 'mic.gone'"),
        ("answers/mic.active", ["< SEEN {mute} >"], "mic.active does not carry 'mute'"),
        ("head/ask", ["goto"], "goto is no inquiry"),
        ("head/go", ["dance"], "There is no command 'dance'"),
        ("head/go", ["halt"], "pan is missing"),
        ("commands/goto/raw", "< POS {pan} {tilt} {zoom} {channel} >", "Nobody says what channel is to be"),
        ("optics/zoom_table", [{"at": 9, "times": 1.0}, {"at": 1, "times": 2.0}], "grows in at and in times"),
        ("provides/channel-{channel}/settles", {"dying": "muted"}, "There is no state 'dying'"),
        ("provides/channel-{channel}/field", "loudness", "There is no field 'loudness'"),
        ("provides/channel-{channel}/get", "mute_set", "does not answer mute"),
        ("options/password", None, "needs the option 'password'"),
        ("framing/until", "\r", "exactly one way"),
        ("framing/between", None, "exactly one way"),
        ("lines", {}, "at least one of serial, tcp"),
        ("fields/mute/settable", ["loud"], "name words of values only"),
        ("fields/gain", {"min": 0}, "either values, or min and max, or text"),
        ("fields/gain/toggle", True, "Extra inputs"),
        ("status", "certain", "'verified' or 'manual_only'"),
        ("envelope", "python", "'none' or 'visca-ip'"),
    ],
)
def test_a_breach_is_named(place: str, value: Any, words: str) -> None:
    """Whoever types a profile is told what is wrong, where, and what there is instead."""
    with pytest.raises(DeviceFileError) as caught:
        compile_profile(with_slip(place, value), "example")

    assert words in str(caught.value)


def test_framings_that_cannot_work_are_refused() -> None:
    """A length that nobody can find, a pattern that is none, datagrams on a stream."""
    for framing, words in (
        ({"encoding": "ascii", "length": {"at": 3, "adds": 5}, "max": 64}, "Without begins"),
        ({"encoding": "ascii", "like": "OK|(", "max": 64}, "no pattern"),
        ({"encoding": "ascii", "datagram": True, "max": 64}, "Only udp and http"),
        ({"encoding": "ascii", "until": ";", "max": 1}, "greater than or equal to 3"),
    ):
        with pytest.raises(DeviceFileError, match=words):
            compile_profile({**EXAMPLE, "framing": framing}, "example")


def test_the_example_itself_is_sound() -> None:
    """Without a slip the example compiles, and its properties are found by their numbers."""
    profile = compile_profile(EXAMPLE, "example")

    found = profile.property("channel-16")
    assert found is not None
    assert found.fixed == {"channel": 16}
    assert profile.property("channel-17") is None
    assert profile.property("channel-") is None


@settings(max_examples=60)
@given(channel=st.integers(1, 64), gain=st.integers(-1000, 200), mute=st.sampled_from(["muted", "open"]))
def test_json_says_and_hears_the_same(channel: int, gain: int, mute: str) -> None:
    """What a JSON template writes it reads, whatever else stands beside it and however numbers are spelt."""
    wire = compile_json('{"a": [{"Name": "gain-{channel}", "Value": "{gain}"}], "m": "{mute}", "rest": null}', TYPES)
    values = {"channel": channel, "gain": gain, "mute": mute}
    written = wire.encode(values)

    assert wire.decode(written) == values
    assert wire.decode(written.replace(b'"m":1', b'"m":1.0,"more":[1,2]')) == values
    assert wire.decode(written[:-1]) is None
    assert wire.decode(b"[" * 5000) is None


def test_json_that_means_something_else_is_no_answer() -> None:
    """Another type, another name, a missing key, a number beyond all bounds: not this message."""
    wire = compile_json('{"id": "{channel}", "ok": true, "n": 2}', TYPES)

    assert wire.decode(b'{"id":7,"ok":true,"n":2}') == {"channel": 7}
    for other in (
        b'{"id":true,"ok":true,"n":2}',
        b'{"id":7,"ok":1,"n":2}',
        b'{"id":7,"ok":true,"n":2.0}',
        b'{"id":7,"ok":true}',
        b'{"id":1e999,"ok":true,"n":2}',
        b'{"id":"seven","ok":true,"n":2}',
        b'{"id":[7],"ok":true,"n":2}',
        b'{"id":65,"ok":true,"n":2}',
        b"7",
    ):
        assert wire.decode(other) is None, other
    for source in ("[1]", "{", '"{x}"'):
        with pytest.raises(WireError):
            compile_json(source, TYPES)


def test_numbers_keep_their_width_on_the_wire() -> None:
    """Two digits, four digits, hex digits, tenths: as each maker wants them, in both directions."""
    text = compile_text("OUT{channel:02} G{gain} H{mute:h2}", TYPES, ignore_case=False)
    binary = compile_binary("{channel-1:u16} {channel:hex4} {channel+64:u8} {channel:u7}", TYPES)

    assert text.encode({"channel": 7, "gain": -5, "mute": "muted"}) == b"OUT07 G-0.5 H01"
    assert text.decode(b"OUT07 G-0.50 H00") == {"channel": 7, "gain": -5, "mute": "open"}
    assert text.decode(b"OUT7 G-0.5 H01") is None
    assert binary.encode({"channel": 10}) == bytes.fromhex("00 09 30 30 30 41 4A 8A")
    assert binary.decode(bytes.fromhex("00 09 30 30 30 41 4A 8A")) == {"channel": 10}
    assert binary.decode(bytes.fromhex("00 09 30 30 30 41 4B 8A")) is None
    assert binary.decode(bytes.fromhex("00 09 30 30 30 41 4A 0A")) is None


def test_a_field_that_is_said_twice_has_to_agree() -> None:
    """A message that names the channel twice, and differently, is not the one."""
    wire = compile_text("mute {channel} as mute{channel}", TYPES, ignore_case=False)

    assert wire.encode({"channel": 3}) == b"mute 3 as mute3"
    assert wire.decode(b"mute 3 as mute3") == {"channel": 3}
    assert wire.decode(b"mute 3 as mute4") is None

"""Device profiles and their templates."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import hardware_profiles
from hardware_profiles.device import FieldType
from hardware_profiles.errors import DeviceFileError, WireError
from hardware_profiles.profiles import load_profile, shipped_profiles
from hardware_profiles.template_binary import compile_binary
from hardware_profiles.template_text import compile_text

EXAMPLE = Path(hardware_profiles.__file__).parent / "profile.example.yaml"
TYPES = {
    "pan": FieldType(min=-32768, max=32767),
    "speed": FieldType(min=0, max=255),
    "address": FieldType(min=1, max=7),
    "power": FieldType(values={"on": "1", "off": "0", "warming": "3"}, settable=("on", "off")),
    "channel": FieldType(min=1, max=16),
}


@pytest.mark.parametrize("name", shipped_profiles())
def test_a_shipped_profile_is_sound(name: str) -> None:
    """Every profile that comes with the product loads, and is called like its file."""
    assert load_profile(shipped_profiles()[name]).spec.profile == name


def test_the_example_explains_every_key_of_a_profile() -> None:
    """Whoever writes a profile for a new camera finds every key in the example, and the example itself is sound."""
    load_profile(EXAMPLE)
    text = EXAMPLE.read_text()

    schema = load_profile(EXAMPLE).spec.model_json_schema()
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    assert {key for key in keys if f"{key}:" not in text} == set()


@settings(max_examples=100)
@given(pan=st.integers(-32768, 32767), speed=st.integers(0, 255), address=st.integers(1, 7))
def test_what_a_template_writes_it_reads(pan: int, speed: int, address: int) -> None:
    """One line of a profile serves both directions without losing anything."""
    wire = compile_binary("8{address:n} {address+8:n}1 {pan:snib4} {speed:u8} FF", TYPES)
    values = {"pan": pan, "speed": speed, "address": address}

    assert wire.decode(wire.encode(values)) == values


@settings(max_examples=100)
@given(data=st.binary(max_size=24))
def test_foreign_bytes_are_no_message(data: bytes) -> None:
    """Whatever a line carries, a template either recognises it exactly or says no."""
    binary = compile_binary("8{address:n} 01 {pan:snib4} FF", TYPES)
    text = compile_text("< REP {channel} MUTE {power} >", TYPES, ignore_case=False)

    for wire in (binary, text):
        values = wire.decode(data)
        assert values is None or set(values) == wire.names


def test_a_value_out_of_range_never_reaches_the_wire() -> None:
    """A preset that the camera does not have, or a state that can only be answered, is refused before sending."""
    wire = compile_text("%1POWR {power} {channel}", TYPES, ignore_case=False)

    for values in ({"power": "warming", "channel": 1}, {"power": "on", "channel": 17}, {"power": "on"}):
        with pytest.raises(WireError):
            wire.encode(values)
    assert wire.encode({"power": "on", "channel": 16}) == b"%1POWR 1 16"


@pytest.mark.parametrize("source", ["8{address} FF", "8 FF", "{pan:u17} FF", "GG", "{pan:snib4", "1{address:u8} FF"])
def test_a_template_that_makes_no_sense_is_refused(source: str) -> None:
    """A slip in a profile is found when it is loaded, not in court."""
    with pytest.raises(WireError):
        compile_binary(source, TYPES)


def test_every_fault_of_a_profile_is_listed_with_its_line(tmp_path: Path) -> None:
    """A profile that names what is not there says each place and what there is."""
    content = yaml.safe_load(
        EXAMPLE.read_text().replace(" on", " 'on'").replace("{on", "{'on'").replace("off:", "'off':")
    )
    content["on_open"] = ["dance"]
    content["commands"]["mute_get"]["raw"] = "< GET {chanel} AUDIO_MUTE >"
    content["provides"]["channel-{channel}"]["get"] = "mute_set"
    path = tmp_path / "bad.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))

    with pytest.raises(DeviceFileError) as caught:
        load_profile(path)

    places = [fault.place for fault in caught.value.faults]
    assert set(places) >= {"on_open[1]", "commands.mute_get.raw", "provides.channel-{channel}.get"}
    lines = path.read_text().splitlines()
    assert all(fault.line and fault.line <= len(lines) for fault in caught.value.faults)
    assert "dance" in lines[next(fault.line for fault in caught.value.faults if fault.place == "on_open[1]") - 1]

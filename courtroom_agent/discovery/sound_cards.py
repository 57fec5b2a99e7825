"""Sound cards of this computer that can hear, by ALSA's list of devices."""

import re
from collections.abc import Iterator
from pathlib import Path

from courtroom_agent.discovery.usb import text_of, usb_of
from hardware_profiles.discovered import Discovered

_CARD = re.compile(r"^\s*(?P<number>[0-9]+) \[(?P<id>[^\]]+)\]: (?P<driver>\S+) - (?P<name>.*)$")
_DEVICE = re.compile(r"^(?P<card>[0-9]+)-(?P<device>[0-9]+): [^:]*: (?P<name>[^:]*) : .*capture [1-9]")


def sound_cards(lists: Path = Path("/proc/asound"), system: Path = Path("/sys/class/sound")) -> Iterator[Discovered]:
    """The capture devices in ALSA's *lists*; *system* says what each card hangs on.

    Cards are named by ALSA's own word for them (``hw:CARD=Mixer,DEV=0``), never by their number.
    """
    cards = {found["number"]: found for found in _matches(_CARD, lists / "cards")}
    for found in _matches(_DEVICE, lists / "pcm"):
        card = cards.get(str(int(found["card"])))
        if card is None:
            continue
        number, word = card["number"], card["id"].strip()
        name = f"alsa:hw:CARD={word},DEV={int(found['device'])}"
        usb = usb_of(system / f"card{number}")
        yield Discovered(
            key=f"sound:{name}",
            kind="sound",
            path=name,
            serial_number=text_of(usb / "serial") if usb else "",
            vendor=text_of(usb / "manufacturer") if usb else "",
            product=f"{card['name'].strip()}, {found['name'].strip()}"[:200],
            address=usb.name if usb else f"card {number}",
        )


def _matches(form: re.Pattern[str], file: Path) -> Iterator[re.Match[str]]:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    yield from (found for line in lines if (found := form.match(line)))

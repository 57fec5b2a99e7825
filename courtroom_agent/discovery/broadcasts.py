"""Projectors by PJLink Class 2's search (v2.10 §5.2) and Sony's cameras by their setting protocol (SRG-300H manual p34)."""

import re
from collections.abc import Iterable, Iterator

from courtroom_agent.discovery.asking import Heard, Target
from hardware_profiles.discovered import Discovered

EVERYBODY = "255.255.255.255"
PJLINK = Target(EVERYBODY, 4352)
PJLINK_QUESTION = b"%2SRCH\r"
VISCA = Target(EVERYBODY, 52380)
VISCA_QUESTION = b"\x02ENQ:network\xff\x03"
_ACKNOWLEDGED = re.compile(rb"%2ACKN=((?:[0-9A-F]{2}:){5}[0-9A-F]{2})\r?", re.IGNORECASE)
_MAC = re.compile(r"(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}", re.IGNORECASE)
_CONTROL_PORT = 52381


def projectors(answers: Iterable[Heard]) -> Iterator[Discovered]:
    """The projectors in *answers*; what is none is left out."""
    for heard in answers:
        found = _ACKNOWLEDGED.fullmatch(heard.data)
        if found is not None:
            number = found[1].decode().lower()
            yield Discovered(
                key=f"network:pjlink:{number}",
                kind="network",
                path=f"{heard.host}:{PJLINK.port}",
                serial_number=number,
                address=f"{heard.host}:{PJLINK.port}",
                answers="pjlink.class2",
            )


def cameras(answers: Iterable[Heard]) -> Iterator[Discovered]:
    """Sony's cameras in *answers*; our own question, which comes back to us too, is none."""
    for heard in answers:
        if not (heard.data.startswith(b"\x02") and heard.data.endswith(b"\xff\x03")):
            continue
        parts = heard.data[1:-2].decode("ascii", "replace").split("\N{REPLACEMENT CHARACTER}")
        said = dict(part.split(":", 1) for part in parts if ":" in part)
        number = said.get("MAC", "").replace("-", ":").lower()
        if not _MAC.fullmatch(number):
            continue
        yield Discovered(
            key=f"network:visca:{number}",
            kind="network",
            path=f"{heard.host}:{_CONTROL_PORT}",
            serial_number=number,
            vendor="Sony",
            product=" ".join(word for word in (said.get("MODEL"), said.get("NAME")) if word)[:200],
            address=f"{heard.host}:{_CONTROL_PORT}",
            answers="sony.visca-ip",
        )

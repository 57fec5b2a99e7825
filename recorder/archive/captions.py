"""The transcript as WebVTT: one cue a line, with who spoke. Pure."""

from collections.abc import Iterable

from hearing.facts import Line

_SHORTEST_NS = 1_000_000_000


def webvtt(lines: Iterable[Line], note: str) -> str:
    """Spell *lines* as captions under the remark *note*; each stands for a second at least."""
    cues = ["WEBVTT", "", f"NOTE {plain(note)}", ""]
    for line in lines:
        until = line.start + max(line.duration, _SHORTEST_NS)
        voice = f"<v {plain(line.speaker)}>" if plain(line.speaker) else ""
        cues += [f"{_clock(line.start)} --> {_clock(until)}", f"{voice}{plain(line.text)}", ""]
    return "\n".join(cues)


def plain(text: str) -> str:
    """Spell *text* so that nothing in it is markup, an arrow, a line's end or unseen.

    Source: WebVTT (W3C) §4.2.2: cue text and annotations know ``&amp;``, ``&lt;`` and ``&gt;``, and hold no line ends.
    """
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(ns: int) -> str:
    ms = ns // 1_000_000
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}.{ms % 1000:03d}"

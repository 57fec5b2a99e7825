"""What a rehearsal's recording shows: tone, claps, pictures. Pure: arrays and moments come in.

Moments are seconds of the recording's own timeline, so what is measured is the whole path from light and sound to the
disk: device, encoder, writer and their clocks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from courtroom_agent.rehearsal.plan import BEEP_HZ, TONE_HZ, Plan

RATE = 48_000
_HOP = 48
_WINDOW = 240
_WIDE_S = 0.45
"""So far off its moment a clap is still found; claps are a second apart."""
_FLASH_RISE = 25.0
_SURE, _STEADY_S = 0.75, 0.12
"""Share of the claps that must be seen, and by how much the seen ones may be late differently."""
_BEEP_OVER_NOISE = 4.0
_FLOOR = 1e-5
_TONE_EDGE_S = 0.2
_FULL, _FULL_SHARE = 0.999, 0.001
_BEEP_DOUBT_MS = 2.0
"""How wrong the beginning of a beep may be, by its window and by what the codec spreads."""

Sound = npt.NDArray[np.float32]
"""Mono, 48 kHz, full scale is 1."""


@dataclass(frozen=True, slots=True)
class Tone:
    """How the tone arrived at one microphone."""

    dbfs: float
    over_noise_db: float
    clipped: bool


@dataclass(frozen=True, slots=True)
class Film:
    """What a camera recorded: the moment of each picture, and the brightness of its upper half."""

    times: Sequence[float]
    light: Sequence[float]
    tiles: npt.NDArray[np.float32] | None = None
    """Brightness of each part of each picture: a telephone on a table fills few of them."""


@dataclass(frozen=True, slots=True)
class Offset:
    """By how much sound comes after light, ms, over *claps* claps."""

    ms: float
    uncertainty_ms: float
    claps: int


def tone_of(sound: Sound, plan: Plan) -> Tone:
    """Compare the tone's power with what the microphone hears at that pitch in the quiet before it."""
    since, until = plan.tone[0] + _TONE_EDGE_S, plan.tone[1] - _TONE_EDGE_S
    played, quiet = _cut(sound, since, until), _cut(sound, 0.2, plan.tone[0] - 0.1)
    power, noise = _power_at(played, TONE_HZ), _power_at(quiet, TONE_HZ)
    over = 10 * np.log10(max(power, 1e-12) / max(noise, 1e-10))
    full = bool(len(played)) and float(np.mean(np.abs(played) > _FULL)) > _FULL_SHARE
    return Tone(round(float(10 * np.log10(max(power, 1e-10))), 1), round(float(over), 1) + 0.0, full)


def flashes(film: Film, plan: Plan) -> list[float | None]:
    """When each clap's flash was first seen, half a picture's time taken off; ``None`` where none was."""
    times = np.asarray(film.times)
    whole = _rises(times, np.asarray(film.light), plan)
    if film.tiles is None or sum(one is not None for one in whole) >= _SURE * len(plan.claps):
        return whole
    return _small_flashes(times, film.tiles, plan) or whole


def _small_flashes(times: npt.NDArray[np.float64], tiles: npt.NDArray[np.float32], plan: Plan) -> list[float | None]:
    """Look part by part: the one that brightens behind most claps, each time as late, and never before the first."""
    before = np.flatnonzero(times < plan.claps[0] - _WIDE_S)
    calm = (
        np.diff(tiles[before], axis=0).max(axis=0) < _FLASH_RISE if len(before) > 1 else np.ones(tiles.shape[1], bool)
    )
    lit = np.diff(tiles, axis=0).max(axis=0, initial=0.0) >= _FLASH_RISE
    best: list[float | None] = []
    most, least = _SURE * len(plan.claps), _STEADY_S
    for part in np.flatnonzero(calm & lit):
        found = _rises(times, tiles[:, part], plan)
        late = [moment - clap for moment, clap in zip(found, plan.claps, strict=True) if moment is not None]
        if len(late) < most or not late:
            continue
        spread = max(late) - min(late)
        if spread < least or (spread == least and len(late) > most):
            best, most, least = found, len(late), spread
    return best


def _rises(times: npt.NDArray[np.float64], light: npt.NDArray[Any], plan: Plan) -> list[float | None]:
    """When it first became brighter about each clap."""
    found: list[float | None] = []
    for clap in plan.claps:
        near = np.flatnonzero((times > clap - _WIDE_S) & (times < clap + _WIDE_S))
        rises = [n for n in near if n > 0 and light[n] - light[n - 1] >= _FLASH_RISE]
        # Whatever happened between the picture before and this one was in the middle of both, as far as anyone knows.
        found.append(float(times[rises[0]] + times[rises[0] - 1]) / 2 if rises else None)
    return found


def beeps(sound: Sound, plan: Plan) -> list[float | None]:
    """When each clap's beep began; ``None`` where none was heard."""
    return [_beep(sound, clap) for clap in plan.claps]


def offset_of(light: Sequence[float | None], sound: Sequence[float | None], picture_s: float) -> Offset | None:
    """Return sound minus light over all claps that were seen and heard; ``None`` without any.

    The mean, because evenly spread flashes err evenly; claps that lie more than two pictures from the median are none.
    """
    both = [(s - v) * 1000 for v, s in zip(light, sound, strict=True) if v is not None and s is not None]
    if not both:
        return None
    both = [one for one in both if abs(one - median(both)) <= 2000 * picture_s]
    middle = sum(both) / len(both)
    # A flash between two pictures is known to half a picture's time; spread evenly, n of them to an n-th of that.
    blur = picture_s * 1000 / 2 / len(both)
    spread = median(abs(one - middle) for one in both)
    doubt = max(blur, spread / len(both) ** 0.5) + _BEEP_DOUBT_MS
    return Offset(round(middle, 1), round(doubt, 1), len(both))


def rate_of(film: Film) -> float:
    """Return the pictures a second that were recorded."""
    if len(film.times) <= 1:
        return 0.0
    return (len(film.times) - 1) / (film.times[-1] - film.times[0])


def stands_still(film: Film) -> bool:
    """Whether no picture differs from the others: neither flash nor anything else was seen."""
    return len(film.light) > 1 and max(film.light) - min(film.light) < 1.0


def is_black(film: Film) -> bool:
    """Whether nothing brighter than the dark of a covered lens was seen."""
    return not film.light or max(film.light) < 36  # noqa: PLR2004 - brightness, of 16 to 235


def _beep(sound: Sound, clap: float) -> float | None:
    """The beep's beginning: where its pitch rises to half of its height, looked at every millisecond."""
    begins = max(0.0, clap - _WIDE_S)
    part = _cut(sound, begins, clap + _WIDE_S)
    if len(part) < 2 * _WINDOW:
        return None
    starts = np.arange(0, len(part) - _WINDOW, _HOP)
    turns = np.exp(-2j * np.pi * BEEP_HZ * np.arange(_WINDOW) / RATE)
    heights = np.array([abs(np.dot(part[at : at + _WINDOW], turns)) for at in starts]) * 2 / _WINDOW
    height, noise = float(heights.max()), float(np.median(heights))
    if height < max(_FLOOR, _BEEP_OVER_NOISE * noise):
        return None
    # At half its height a window is half full of the beep, whose beginning is then in the window's middle.
    first = int(np.flatnonzero(heights >= height / 2)[0])
    return begins + (int(starts[first]) + _WINDOW / 2) / RATE


def _cut(sound: Sound, since: float, until: float) -> Sound:
    return sound[max(0, round(since * RATE)) : max(0, round(until * RATE))]


def _power_at(sound: Sound, hertz: float) -> float:
    if not len(sound):
        return 0.0
    turns = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / RATE)
    return float(abs(np.dot(sound, turns)) ** 2) * 2 / len(sound) ** 2

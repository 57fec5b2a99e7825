"""Masks a witness's voice as it is spoken: another pitch, another throat, and both never quite still.

The pitch is moved by two taps that run along the sound and are faded into each other; then the spectral envelope, which
is the throat's, is taken off each 21 ms of sound and put back stretched. Words and the tones of Chinese stay; who speaks
is not what it was. By how much is drawn anew each time a mask is made and is kept nowhere, so that nobody can turn it
back by a known figure. After McAdams (1984), whose change of timbre speaker anonymisation takes as its baseline.
"""

import secrets
from dataclasses import dataclass
from functools import cache
from random import Random

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
_FRAME = 1024
_HOP = _FRAME // 4
_THROAT = 96
"""Quefrency up to which the envelope reaches, samples: 2 ms."""
_GRAIN = 2400
"""How far the taps run before they begin anew: 50 ms."""
LATENCY = _FRAME + _GRAIN // 2
"""What comes out was spoken so many samples before, on average."""
LATENCY_NS = LATENCY * 1_000_000_000 // RATE
_DEEPER, _HIGHER = (0.70, 0.80), (1.25, 1.42)
_LONGER, _SHORTER = (0.80, 0.87), (1.18, 1.28)
_UNREST = 0.035
"""How far pitch and throat wander about what was drawn."""
_WANDER_S = 0.7
_A_TWENTIETH = 0.05
"""As a natural logarithm."""
_MOST_GAIN = 3.0
"""Natural logarithm: 26 dB."""

Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Disguise:
    """How a voice is changed: factors of pitch and of the throat's resonances."""

    pitch: float
    throat: float

    @classmethod
    def drawn(cls, dice: Random | None = None) -> "Disguise":
        """Draw one; deeper with a longer throat, or higher with a shorter one."""
        dice = dice or secrets.SystemRandom()
        pitch, throat = (_DEEPER, _LONGER) if dice.random() < 0.5 else (_HIGHER, _SHORTER)  # noqa: PLR2004
        return cls(dice.uniform(*pitch), dice.uniform(*throat))


class VoiceMask:
    """One voice's mask; given its sound piece by piece it gives back as much, :data:`LATENCY` samples late."""

    def __init__(self, disguise: Disguise, dice: Random | None = None) -> None:
        """*dice* moves pitch and throat a little all the time."""
        self._disguise, self._dice = disguise, dice or secrets.SystemRandom()
        self._shifter = _PitchShifter()
        self._pitched = np.zeros(0, np.float32)
        self._ready = np.zeros(_FRAME, np.float32)
        self._past = np.zeros(_FRAME, np.float32)
        self._tail = np.zeros(_FRAME, np.float32)
        self._drift = [0.0, 0.0]

    def process(self, sound: NDArray[np.int16]) -> NDArray[np.int16]:
        """Mask *sound*, mono at 48 kHz."""
        self._wander(len(sound) / RATE)
        pitch = self._disguise.pitch * (1 + self._drift[0])
        self._pitched = np.concatenate((self._pitched, self._shifter.shift(sound.astype(np.float32), pitch)))
        done = [self._ready]
        while len(self._pitched) >= _HOP:
            done.append(self._stretched(self._pitched[:_HOP], pitch))
            self._pitched = self._pitched[_HOP:]
        ready = np.concatenate(done)
        out, self._ready = ready[: len(sound)], ready[len(sound) :]
        return np.asarray(np.clip(np.rint(out), -32768, 32767), np.int16)

    def _wander(self, passed_s: float) -> None:
        pull = min(1.0, passed_s / _WANDER_S)
        self._drift = [old + pull * (self._dice.uniform(-_UNREST, _UNREST) - old) for old in self._drift]

    def _stretched(self, hop: Sound, pitch: float) -> Sound:
        """Take the next *hop* in; give the hop that is finished by it."""
        self._past = np.concatenate((self._past[_HOP:], hop))
        spectrum = np.fft.rfft(self._past * _WINDOW)
        envelope = _envelope(spectrum)
        factor = self._disguise.throat * (1 + self._drift[1]) / pitch
        places = np.arange(len(envelope)) / factor
        gain = np.clip(np.interp(places, np.arange(len(envelope)), envelope) - envelope, -_MOST_GAIN, _MOST_GAIN)
        self._tail += np.fft.irfft(spectrum * np.exp(gain)).astype(np.float32) * _WINDOW / 1.5
        out = self._tail[:_HOP].copy()
        self._tail = np.concatenate((self._tail[_HOP:], np.zeros(_HOP, np.float32)))
        return out


class _PitchShifter:
    """Two taps half a grain apart read the sound faster or slower than it comes, each faded out where it jumps back."""

    def __init__(self) -> None:
        self._past = np.zeros(2 * _GRAIN, np.float32)
        self._phase = 0.0

    def shift(self, sound: Sound, factor: float) -> Sound:
        """Give as much sound as comes, its pitch times *factor*."""
        whole = np.concatenate((self._past, sound))
        self._past = whole[-2 * _GRAIN :]
        now = np.arange(2 * _GRAIN, 2 * _GRAIN + len(sound))
        phase = (self._phase + np.arange(1, len(sound) + 1) * (1 - factor) / _GRAIN) % 1.0
        self._phase = float(phase[-1]) if len(sound) else self._phase
        heard = np.zeros(len(sound), np.float32)
        for tap in (phase, phase + 0.5):
            behind = tap % 1.0
            places = now - behind * _GRAIN
            heard += np.interp(places, np.arange(len(whole)), whole) * np.sin(np.pi * behind) ** 2
        return heard.astype(np.float32)


def _envelope(spectrum: NDArray[np.complex128]) -> NDArray[np.float64]:
    """The throat's part of *spectrum*, as natural logarithms: what is left when the voice's harmonics are smoothed out."""
    loudness = np.log(np.abs(spectrum) + 1e-3)
    cepstrum = np.fft.irfft(loudness)
    cepstrum[_THROAT : len(cepstrum) - _THROAT] = 0
    return np.asarray(np.fft.rfft(cepstrum).real)


_WINDOW = np.sqrt(np.hanning(_FRAME + 1)[:-1]).astype(np.float32)


@cache
def is_masking() -> bool:
    """Whether a mask on this machine makes another voice of a known one: tried once, before it is relied upon.

    The known voice is a made vowel of 150 Hz. The mildest masks must move its pitch and its resonances by a twentieth.
    """
    vowel = _vowel()
    mildest = (Disguise(_DEEPER[1], _LONGER[1]), Disguise(_HIGHER[0], _SHORTER[0]))
    return all(_differs(vowel, VoiceMask(one, Random(0)).process(vowel)) for one in mildest)  # noqa: S311 - a trial


def _vowel() -> NDArray[np.int16]:
    at = np.arange(RATE) / RATE
    voice = np.zeros(RATE)
    for harmonic in range(1, 40):
        frequency = 150.0 * harmonic
        loudness = 1 / (1 + ((frequency - 700) / 120) ** 2) + 0.3 / (1 + ((frequency - 1800) / 200) ** 2)
        voice += loudness * np.sin(2 * np.pi * frequency * at)
    return np.asarray(6000 * voice / np.abs(voice).max(), np.int16)


def _differs(plain: NDArray[np.int16], masked: NDArray[np.int16]) -> bool:
    ours, theirs = plain[RATE // 4 : 3 * RATE // 4], masked[RATE // 4 : 3 * RATE // 4]
    return all(abs(np.log(of(theirs) / of(ours))) > _A_TWENTIETH for of in (_pitch, _resonance))


def _pitch(sound: NDArray[np.int16]) -> float:
    """Hz, the lag at which half a second of *sound* is most like itself, from 60 to 400 Hz."""
    spectrum = np.fft.rfft(sound.astype(np.float64), 2 * len(sound))
    likeness = np.fft.irfft(np.abs(spectrum) ** 2)[: RATE // 60]
    return RATE / (RATE // 400 + int(np.argmax(likeness[RATE // 400 :])))


def _resonance(sound: NDArray[np.int16]) -> float:
    """Hz, the middle of the strongest part of the spectrum: its mean, weighted by power, below 3 kHz."""
    power = np.abs(np.fft.rfft(sound.astype(np.float64) * np.hanning(len(sound)))) ** 2
    frequencies = np.arange(len(power)) * RATE / len(sound)
    heard = frequencies < 3000  # noqa: PLR2004 - where a vowel's first resonances lie
    return float((power[heard] * frequencies[heard]).sum() / power[heard].sum())

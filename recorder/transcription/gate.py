"""Whether a microphone hears a voice now: a cheap detector that misses little, and behind it one that is sure.

Stage one is WebRTC's, on all the time; stage two is Silero's, which costs ten times as much and listens only
while stage one hears something. A lost first syllable is worse than a late end: what went before is kept elsewhere.
"""

from collections import deque
from typing import Any

import numpy as np

from recorder.transcription.engine import FRAME, RATE, Samples
from recorder.transcription.silero import CHUNK, VoiceDetector

BEGIN, STAY = 0.35, 0.15
"""Silero's probability above which a voice begins, and below which it has ended. Quiet speakers are near 0.4."""
USUAL_PEAK, MOST_GAIN = 8000.0, 4.0
"""A microphone whose loudest sound of late is below the usual peak (of 32768) is turned up for the second stage."""
_FADE = 0.998
_TAIL_FRAMES = 15
_LEAD_FRAMES = 10


class Gate:
    """One microphone's. Give it every frame of 20 ms in order."""

    def __init__(self) -> None:
        import webrtcvad

        self._coarse: Any = webrtcvad.Vad(1)
        self._fine = VoiceDetector()
        self._lead: deque[Samples] = deque(maxlen=_LEAD_FRAMES)
        self._waiting = np.zeros(0, np.int16)
        self._tail = 0
        self._peak = USUAL_PEAK / MOST_GAIN
        self._is_voice = False

    def hears_voice(self, frame: Samples, *, near: bool = True) -> bool:
        """Take 20 ms; say whether somebody speaks in them. Not *near*: another microphone is the one that would tell."""
        assert len(frame) == FRAME, "frames of 20 ms"
        if near and self._coarse.is_speech(frame.tobytes(), RATE):
            if self._tail == 0:
                self._wake()
            self._tail = _TAIL_FRAMES
        elif self._tail > 0:
            self._tail -= 1
        if self._tail > 0:
            self._listen(frame)
        else:
            self._is_voice = False
            self._lead.append(frame)
        return self._is_voice

    def _wake(self) -> None:
        self._fine.reset()
        self._waiting = np.concatenate(self._lead) if self._lead else np.zeros(0, np.int16)
        self._lead.clear()

    def _listen(self, frame: Samples) -> None:
        self._waiting = np.concatenate([self._waiting, frame])
        while len(self._waiting) >= CHUNK:
            chunk, self._waiting = self._waiting[:CHUNK], self._waiting[CHUNK:]
            chance = self._fine.chance(self._turned_up(chunk))
            self._is_voice = chance >= (STAY if self._is_voice else BEGIN)

    def _turned_up(self, chunk: Samples) -> Samples:
        self._peak = max(float(np.abs(chunk.astype(np.int32)).max()), self._peak * _FADE)
        gain = min(MOST_GAIN, max(1.0, USUAL_PEAK / max(self._peak, 1.0)))
        return (chunk * gain).clip(-32768, 32767).astype(np.int16)

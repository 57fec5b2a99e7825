"""Vosk: hears word by word while somebody speaks. One model for all microphones, one recogniser an utterance.

A recogniser costs some 30 MB and a moment to make, so that used ones are kept for the next utterance.
"""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from recorder.errors import BadModel
from recorder.transcription.engine import RATE, Samples
from recorder.transcription.finishing import Segment, finish

KEPT = 16
_WARM = 2
_NOISE_S = 3


class VoskEngine:
    """A Vosk model."""

    cuts_back = False
    partial_every_s = 0.2

    def __init__(self, folder: Path, name: str, digest: str, language: str) -> None:
        """Load the model in *folder*, whose language is *language*.

        Raises:
            BadModel: it cannot be loaded.
        """
        import vosk

        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(model_path=str(folder))
        except Exception as fault:  # vosk raises nothing more precise
            raise BadModel(f"{folder}: Vosk cannot read this model ({fault}). Add it again.") from fault
        self._new: Callable[[], Any] = lambda: vosk.KaldiRecognizer(self._model, RATE)
        self._idle: list[Any] = []
        self._lock = threading.Lock()
        self.name, self.digest, self.language = name, digest, language
        self._warm_up()

    def begin(self) -> "VoskRecogniser":
        """Begin an utterance."""
        with self._lock:
            recogniser = self._idle.pop() if self._idle else None
        return VoskRecogniser(self, recogniser or self._new())

    def give_back(self, recogniser: Any) -> None:
        """Keep a used recogniser for the next utterance."""
        recogniser.Reset()
        with self._lock:
            if len(self._idle) < KEPT:
                self._idle.append(recogniser)

    def _warm_up(self) -> None:
        """Let the first utterance not be the one that waits for the graph to be read from disk."""
        noise = np.random.default_rng(0).normal(0, 800, RATE * _NOISE_S).astype(np.int16)
        for recogniser in [self._new() for _ in range(_WARM)]:
            recogniser.AcceptWaveform(noise.tobytes())
            recogniser.FinalResult()
            self.give_back(recogniser)


class VoskRecogniser:
    """One utterance."""

    def __init__(self, engine: VoskEngine, recogniser: Any) -> None:
        self._engine, self._recogniser = engine, recogniser
        self._texts: list[str] = []

    def feed(self, sound: Samples) -> None:
        """Hear the next piece."""
        if self._recogniser.AcceptWaveform(sound.tobytes()):
            self._texts.append(json.loads(self._recogniser.Result())["text"])

    def partial(self) -> str:
        """What was heard so far."""
        return self._spelt([*self._texts, json.loads(self._recogniser.PartialResult())["partial"]], 60.0)

    def finish(self, count: int) -> str:
        """What was heard in all."""
        self._texts.append(json.loads(self._recogniser.FinalResult())["text"])
        self._engine.give_back(self._recogniser)
        return self._spelt(self._texts, count / RATE)

    def _spelt(self, texts: list[str], duration_s: float) -> str:
        joined = " ".join(text for text in texts if text)
        return finish([Segment(joined)], language=self._engine.language, duration_s=duration_s)

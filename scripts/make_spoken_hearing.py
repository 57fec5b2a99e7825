"""Speak the simulated courtroom's hearing: text in, one Opus file a seat and ``script.json`` out.

Needs, beside this package's own dependencies: ``onnxruntime``, ``misaki`` with what its Chinese part imports
(``jieba pypinyin pypinyin-dict cn2an ordered-set``), the Kokoro-82M speech model as ONNX (int8 is enough), the
``config.json`` that belongs to it (its ``vocab`` numbers the phonemes), and a folder with the Chinese voices
``zf_*.pt`` and ``zm_*.pt`` of that model. All of them are under the Apache licence 2.0.
"""

import argparse
import json
import zipfile
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]

MODEL_RATE = 24_000
RATE = 48_000
LOUDNESS = 0.09
"""Root mean square of speech, full scale 1: about -21 dBFS."""
BIT_RATE = 20_000
PACKET = 2880
"""Samples of 60 ms, Opus' longest packet: the fewest to read."""
HEAD_S = 0.4
"""Silence before the first word."""
TAIL_S = 1.6

VOICES = {
    "clerk": ("zf_xiaoxiao", 1.0),
    "judge": ("zm_yunjian", 1.0),
    "prosecutor": ("zf_xiaobei", 1.0),
    "defender": ("zm_yunxi", 1.05),
    "accused": ("zm_yunyang", 1.0),
}
"""Who speaks with which voice, and how fast."""

LINES: tuple[tuple[str, float, str], ...] = (
    ("clerk", 0.0, "全体安静，请遵守法庭纪律。"),
    ("judge", 0.3, "现在开庭。本院适用速裁程序，公开审理张某某危险驾驶一案。"),
    ("judge", 0.25, "公诉人、辩护人到庭了吗？"),
    ("prosecutor", 0.25, "公诉人到庭。"),
    ("defender", 0.25, "辩护人到庭。"),
    ("judge", 0.25, "被告人，听得清楚吗？"),
    ("accused", 0.25, "听得清楚，我是张某某。"),
    (
        "judge",
        0.4,
        "本案由审判员独任审判。你有权申请回避，有权自行辩护，有权作最后陈述。你同意远程开庭吗？申请回避吗？",
    ),
    ("accused", 0.4, "我同意远程开庭，不申请回避。"),
    ("judge", 0.4, "请公诉人宣读起诉书要点。"),
    (
        "prosecutor",
        0.4,
        "二零二六年九月十二日晚，被告人张某某饮酒后驾驶小型轿车，在人民路被民警当场查获。",
    ),
    (
        "prosecutor",
        0.3,
        "经鉴定，被告人血液中的酒精含量，为每百毫升一百五十六毫克。应当以危险驾驶罪追究刑事责任。被告人自愿认罪认罚。",
    ),
    ("judge", 0.4, "被告人，你对指控的事实和罪名有异议吗？认罪认罚是自愿的吗？"),
    ("accused", 0.4, "没有异议。我自愿认罪认罚，具结书是我自己签的。"),
    ("defender", 0.4, "签署具结书时我在场，被告人知道认罪认罚的法律后果。"),
    ("judge", 0.4, "请公诉人发表量刑建议。"),
    ("prosecutor", 0.4, "建议判处拘役一个月十五日，并处罚金人民币三千元。"),
    ("defender", 0.4, "对罪名和量刑建议没有异议。被告人是初犯，如实供述，请依法从宽处理。"),
    ("judge", 0.4, "被告人，请作最后陈述。"),
    ("accused", 0.4, "我认识到了自己的错误，以后绝不再酒后开车。请法庭从轻处理。"),
    ("judge", 0.5, "现在宣判。"),
    ("clerk", 0.3, "全体起立。"),
    (
        "judge",
        0.5,
        "本院认为，公诉机关指控的罪名成立，量刑建议适当。被告人张某某犯危险驾驶罪，判处拘役一个月十五日，并处罚金人民币三千元。",
    ),
    ("judge", 0.3, "如果不服本判决，可以在十日内提出上诉。被告人，听清楚了吗？"),
    ("accused", 0.4, "听清楚了，我服从判决，不上诉。"),
    ("judge", 0.4, "现在闭庭。"),
    ("clerk", 0.3, "请公诉人、辩护人退庭，请核对庭审笔录。"),
)
"""Seat, pause before it in seconds, words. The order is that of the fast-track procedure (刑事诉讼法 §224)."""


class Speaker:
    """Turns words into sound with the given voices."""

    def __init__(self, model: Path, vocabulary: Path, voices: Path) -> None:
        import onnxruntime
        from misaki.zh import ZHG2P

        self._session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._inputs = {i.name: i.type for i in self._session.get_inputs()}
        self._numbers: dict[str, int] = json.loads(vocabulary.read_text("utf-8"))["vocab"]
        self._phonemes = ZHG2P()
        self._voices = {name: _read_voice(voices / f"{name}.pt") for name, _ in VOICES.values()}

    def speak(self, text: str, voice: str, speed: float) -> Sound:
        """Return *text* spoken at 48 kHz, without silence around it, at an even loudness."""
        said = self._phonemes(text)
        phonemes = said[0] if isinstance(said, tuple) else said
        tokens = [self._numbers[c] for c in phonemes if c in self._numbers]
        style = self._voices[voice]
        feed = {
            ("input_ids" if "input_ids" in self._inputs else "tokens"): np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[min(len(tokens), len(style) - 1)].reshape(1, 256),
            "speed": np.array([speed], dtype=np.int32 if "int32" in self._inputs["speed"] else np.float32),
        }
        sound = self._session.run(None, feed)[0].reshape(-1)
        return _even(_trim(_twice_the_rate(sound)))


def _read_voice(path: Path) -> Sound:
    with zipfile.ZipFile(path) as file:
        data = next(name for name in file.namelist() if name.endswith("data/0"))
        return np.frombuffer(file.read(data), dtype="<f4").reshape(-1, 1, 256)


def _twice_the_rate(sound: Sound) -> Sound:
    spectrum = np.fft.rfft(sound)
    return (np.fft.irfft(spectrum, n=len(sound) * RATE // MODEL_RATE) * (RATE / MODEL_RATE)).astype(np.float32)


def _trim(sound: Sound) -> Sound:
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[max(0, loud[0] - RATE // 50) : loud[-1] + RATE // 20]


def _even(sound: Sound) -> Sound:
    spoken = sound[np.abs(sound) > 0.01]
    level = float(np.sqrt(np.mean(spoken**2)))
    return np.tanh(sound * (LOUDNESS / level) * 1.05).astype(np.float32)


def write_opus(path: Path, sound: Sound) -> None:
    """Write *sound* as mono Opus in Ogg, about 20 kbit/s."""
    with av.open(str(path), "w", format="ogg") as out:
        options = {"application": "voip", "vbr": "on", "frame_duration": "60"}
        stream = out.add_stream("libopus", rate=RATE, layout="mono", options=options)
        stream.bit_rate = BIT_RATE
        samples = (sound * 32767).astype(np.int16)
        for at in range(0, len(samples), PACKET):
            frame = av.AudioFrame.from_ndarray(samples[None, at : at + PACKET], format="s16", layout="mono")
            frame.sample_rate, frame.pts = RATE, at
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def main() -> None:
    """Speak every line, lay them one after another and write the files."""
    read = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    read.add_argument("--model", type=Path, required=True, help="the speech model, ONNX")
    read.add_argument("--vocabulary", type=Path, required=True, help="its config.json")
    read.add_argument("--voices", type=Path, required=True, help="folder with zf_*.pt and zm_*.pt")
    read.add_argument("--out", type=Path, default=Path("courtroom_agent/simulated/hearing"))
    given = read.parse_args()

    speaker = Speaker(given.model, given.vocabulary, given.voices)
    placed: list[tuple[str, int, Sound]] = []
    script = []
    at = HEAD_S
    for seat, pause, text in LINES:
        sound = speaker.speak(text, *VOICES[seat])
        at = round((at + pause) * 50) / 50
        end = at + len(sound) / RATE
        placed.append((seat, round(at * RATE), sound))
        script.append({"seat": seat, "start": round(at, 2), "end": round(end, 2), "text": text})
        print(f"{at:7.2f} {end:7.2f} {seat:11s} {text}")
        at = end
    length = int(at + TAIL_S + 1) * RATE
    given.out.mkdir(parents=True, exist_ok=True)
    for seat in VOICES:
        track = np.zeros(length, dtype=np.float32)
        for who, start, sound in placed:
            if who == seat:
                track[start : start + len(sound)] += sound
        write_opus(given.out / f"{seat}.opus", track)
    lines = ",\n".join(json.dumps(line, ensure_ascii=False) for line in script)
    (given.out / "script.json").write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()

"""What of a recogniser's text may stand in a transcript: spelt as the court writes, without what nobody said.

Whisper invents words where there is silence or noise: it says so in a segment's figures, or it says the same few
sentences that its teachers heard at the end of films.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

NO_SPEECH = 0.6
"""Above this a segment is no speech, as far as the engine can tell."""
SURE, LONG_S = -0.25, 2.0
"""Mean log probability above which two seconds of voice are speech all the same: Whisper takes long calm sentences for
none at times, and leaves no doubt about their words; what it invents it is never so sure of."""
LEAST_LOG_PROBABILITY = -1.5
"""Far voices reach -1.2, words out of noise -2.0."""
MOST_COMPRESSION = 2.4
"""Text that repeats itself compresses better than anything a person says."""
MOST_LETTERS_A_SECOND = 14.0
_REPEATED = re.compile(r"(.{1,12}?)\1{4,}")

_FILM_ENDINGS = re.compile(
    r"字幕|(请|請).{0,6}(订阅|訂閱)|点赞|點贊|打赏|打賞|明镜与点点|明鏡與點點|(谢谢|謝謝|感谢|感謝)(大家)?(观看|觀看|收看)"
    r"|下(集|期)(再见|再見)|amara\.org|thanks? (you )?for watching|please subscribe|subtitles? by"
    r"|mbc 뉴스|시청해 ?주셔서 감사합니다|구독과 좋아요|다음 영상에서 만나요",
    re.IGNORECASE,
)
"""Written by Whisper where nobody speaks; no court says them."""

_HAN = r"\u2e80-\u2fdf\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = "，。？！；：、"
_BLANK_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}{_MARKS}])\s+(?=[{_HAN}{_MARKS}\d])|(?<=\d)\s+(?=[{_HAN}])")
_MARK_AFTER_HAN = re.compile(rf"(?<=[{_HAN}])\s*([,?!;:])\s*|(?<=\d)([,?!;:])(?=[{_HAN}])")
_FULL = dict(zip(",?!;:", "，？！；：", strict=True))


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an engine's text, and how sure it says it is."""

    text: str
    no_speech_probability: float = 0.0
    mean_log_probability: float = 0.0
    compression: float = 1.0


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


def finish(segments: list[Segment], *, language: str, duration_s: float, hints: tuple[str, ...] = ()) -> str:
    """Return what may stand of *segments*, spelt for *language*; empty where nothing may.

    *hints* are the words that the engine was told to expect: text that consists of them alone is theirs, not the
    speaker's.
    """
    kept = "".join(segment.text for segment in segments if is_credible(segment, duration_s))
    text = spell(kept, language)
    letters = letters_of(text)
    if not letters or _FILM_ENDINGS.search(text) or _REPEATED.search(letters):
        return ""
    if len(letters) > MOST_LETTERS_A_SECOND * max(duration_s, 1.0) * (1 if language in ("zh", "ko") else 2.5):
        return ""
    return "" if is_only_hints(letters, hints) else text


def is_credible(segment: Segment, duration_s: float) -> bool:
    """Whether an engine's own figures let a segment of *duration_s* of voice stand."""
    is_sure = segment.mean_log_probability >= SURE and duration_s >= LONG_S
    return (
        (segment.no_speech_probability <= NO_SPEECH or is_sure)
        and segment.mean_log_probability >= LEAST_LOG_PROBABILITY
        and segment.compression <= MOST_COMPRESSION
    )


def is_only_hints(letters: str, hints: tuple[str, ...]) -> bool:
    """Whether *letters* consist of the words in *hints* and nothing else."""
    for hint in sorted((letters_of(one) for one in hints), key=len, reverse=True):
        letters = letters.replace(hint, "") if hint else letters
    return not letters


def spell(text: str, language: str) -> str:
    """Write *text* as *language* is written: in mainland Chinese simplified, without blanks between characters."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if language == "zh":
        text = _simplified().convert(text)
        text = _MARK_AFTER_HAN.sub(lambda found: _FULL[found.group(1) or found.group(2)], text)
        text = _BLANK_BETWEEN_HAN.sub("", text)
    return text.strip()


def letters_of(text: str) -> str:
    """Only letters and digits of *text*, width and case folded: what two spellings of one sentence share."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


@cache
def _simplified() -> _Converter:
    import opencc

    return cast("_Converter", opencc.OpenCC("t2s"))

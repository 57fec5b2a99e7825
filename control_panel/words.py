"""Words to search: texts cut into pairs of neighbouring signs, which finds Chinese without cutting it into words. Pure.

A run of Chinese signs becomes all its pairs and its last sign alone; any other run is one word. A query is asked for as
phrases of the same pieces, so that exactly what contains it is found, however long or short it is; a last sign alone is
asked for as the beginning of a pair.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_CHINESE = "々〇㐀-鿿豈-﫿\U00020000-\U0003ffff"
_RUNS = re.compile(rf"[{_CHINESE}]+|[^\W_{_CHINESE}]+")
_QUOTED = re.compile(r"[\"“”「『]([^\"“”」』]+)[\"“”」』]|(\S+)")
_IS_CHINESE = re.compile(rf"[{_CHINESE}]")
_AROUND = 36


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a snippet."""

    text: str
    hit: bool


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).lower()


def _runs(words: str) -> list[str]:
    return _RUNS.findall(_plain(words))


def _cut(run: str) -> list[str]:
    return [run[n : n + 2] for n in range(len(run))] if _IS_CHINESE.match(run) else [run]


def grams(words: str) -> list[str]:
    """Cut *words* into what they are found by: pairs of Chinese signs and each run's last sign, other words whole."""
    return [piece for run in _runs(words) for piece in _cut(run)]


def phrases(query: str) -> list[str]:
    """Read what is asked for: parts between blanks, each to be found as it stands; what is in quotes is one part."""
    parts = [quoted or plain for quoted, plain in _QUOTED.findall(query)]
    return [part for part in parts if _runs(part)]


def match_of(phrase: str) -> str:
    """Spell *phrase* for FTS5: its pieces in their order, a Chinese sign at the end as the beginning of a pair."""
    runs = _runs(phrase)
    pieces = [piece for run in runs for piece in _cut(run)]
    if _IS_CHINESE.match(runs[-1]) and len(runs[-1]) > 1:
        pieces.pop()
    is_open = len(pieces[-1]) == 1 and _IS_CHINESE.match(pieces[-1])
    return '"' + " ".join(pieces) + ('"*' if is_open else '"')


def _pattern(phrase: str) -> str:
    edge = rf"[^\W_{_CHINESE}]"
    spelled = [
        re.escape(run) if _IS_CHINESE.match(run) else rf"(?<!{edge}){re.escape(run)}(?!{edge})" for run in _runs(phrase)
    ]
    return r"[\W_]*".join(spelled)


def snippet(text: str, query: str) -> list[Piece]:
    """Return the part of *text* around the first hit of *query*, each hit marked."""
    plain = _plain(text)
    places: Sequence[int] = range(len(text))
    if len(plain) != len(text) or not unicodedata.is_normalized("NFKC", text):
        signs = [_plain(sign) for sign in text]
        plain = "".join(signs)
        places = [place for place, sign in enumerate(signs) for _ in sign]
    pattern = "|".join(_pattern(phrase) for phrase in phrases(query))
    hits = [(places[hit.start()], places[hit.end() - 1] + 1) for hit in re.finditer(pattern, plain) if hit.group()]
    first = hits[0][0] if hits else 0
    since = max(0, first - _AROUND) if first > _AROUND else 0
    until = max(since + 4 * _AROUND, hits[0][1] if hits else 0)
    return _pieces(text, since, min(until, len(text)), hits)


def _pieces(text: str, since: int, until: int, hits: list[tuple[int, int]]) -> list[Piece]:
    found = [Piece("…", hit=False)] if since else []
    at = since
    for begin, end in hits:
        if begin < at or end > until:
            continue
        found += [Piece(text[at:begin], hit=False), Piece(text[begin:end], hit=True)]
        at = end
    found.append(Piece(text[at:until] + ("…" if until < len(text) else ""), hit=False))
    return [piece for piece in found if piece.text]

"""Words to search: each text as pairs of neighbouring signs, which finds Chinese without cutting it into words."""

import re
import unicodedata
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from hearing.events import HearingEvent, LineCorrected, LineSpoken, Noted

_SIGNS = re.compile(r"[㐀-鿿豈-﫿]+|[^\W_]+")


def grams(words: str) -> list[str]:
    """Cut *words* into what is searched for: pairs of Chinese signs, and other words whole."""
    found: list[str] = []
    for run in _SIGNS.findall(unicodedata.normalize("NFKC", words).lower()):
        if "㐀" <= run[0] <= "鿿" or "豈" <= run[0] <= "﫿":
            found += [run[n : n + 2] for n in range(max(1, len(run) - 1))]
        else:
            found.append(run)
    return found


def note_words(session: Session, event: HearingEvent) -> None:
    """Enter what a line or note says."""
    if isinstance(event, LineSpoken | LineCorrected | Noted):
        values = {"hearing": event.hearing, "seq": event.seq, "grams": " ".join(grams(event.text))}
        session.execute(text("INSERT INTO words (hearing, seq, grams) VALUES (:hearing, :seq, :grams)"), values)


def find_words(session: Session, words: str, limit: int) -> list[Any]:
    """Find ``(hearing, seq)`` of lines and notes that hold *words*, newest first."""
    asked = grams(words)
    if not asked:
        return []
    phrase = '"' + " ".join(asked) + ('"*' if len(asked[-1]) == 1 else '"')
    query = text("SELECT hearing, seq FROM words WHERE words MATCH :phrase ORDER BY rowid DESC LIMIT :limit")
    return [tuple(row) for row in session.execute(query, {"phrase": phrase, "limit": limit})]

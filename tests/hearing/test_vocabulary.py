"""Every word of the code that a court would use stands in docs/VOCABULARY.md, once."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

import hearing
from hearing.case import Secrecy
from hearing.commands import Command
from hearing.events import HearingEvent, PauseReason
from hearing.facts import Course
from hearing.participant import Right, Role
from hearing.procedure import Procedure, Stage

PAGE = (Path(hearing.__file__).parent.parent / "docs" / "VOCABULARY.md").read_text("utf-8")
ROWS = re.findall(r"^\| (.+?) \| `([a-z-]+)` \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
SECTIONS = {
    match[1]: re.findall(r"^\| .+? \| `(.+?)` \|", match[2], re.MULTILINE)
    for match in re.finditer(r"^## (\w+).*?\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}


def _types(union: object) -> list[str]:
    return [member.model_fields["type"].default for member in get_args(get_args(union)[0])]


WORDS = {
    "Roles": [role.value for role in Role],
    "Rights": [right.value for right in Right],
    "Procedures": [procedure.value for procedure in Procedure],
    "Stages": [stage.value for stage in Stage],
    "Course": list(get_args(Course)),
    "Gaps": list(get_args(PauseReason)),
    "Secrecy": [label.value for label in Secrecy],
    "Events": _types(HearingEvent),
    "Commands": _types(Command),
}


@pytest.mark.parametrize("section", sorted(WORDS))
def test_every_word_of_the_code_is_explained_once(section: str) -> None:
    """The page and the code name the same things, neither more nor fewer."""
    assert Counter(SECTIONS[section]) == Counter(WORDS[section])


def test_a_thing_has_one_row_and_one_word() -> None:
    """Whoever looks a word up finds one meaning; a word is spelt as code spells names."""
    assert [word for word, rows in Counter(SECTIONS["Things"]).items() if rows > 1] == []
    assert [word for word in SECTIONS["Things"] if not re.fullmatch(r"[a-z]+(-[a-z]+)*", word)] == []


def test_every_word_has_a_chinese_term_a_meaning_and_a_source() -> None:
    """No row is left half empty."""
    assert len(ROWS) >= sum(len(words) for words in WORDS.values())
    for term, word, meaning, source in ROWS:
        assert re.search(r"[一-鿿]", term), word
        assert meaning.strip(), word
        assert source.strip(), word

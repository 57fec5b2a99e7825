"""The spoken code: short enough to be read aloud, and no slip of tongue or ear goes unnoticed."""

import hashlib
import itertools

import pytest

from recorder.spoken_code import GROUPS, groups, read_aloud, spoken_code, wrong_groups

ROOT = hashlib.sha256(b"hearing").hexdigest()
CODE = spoken_code(ROOT)


def test_the_code_is_eight_groups_of_five_digits() -> None:
    """The same root always has the same code, and another root another one."""
    assert len(groups(CODE)) == GROUPS
    assert all(len(group) == 5 and group.isdigit() for group in groups(CODE))
    assert spoken_code(ROOT) == CODE
    assert spoken_code("0" * 64) != CODE
    assert wrong_groups(CODE) == []
    assert wrong_groups(" ".join(groups(CODE))) == []


def test_the_code_stays_what_it_was_in_twenty_years() -> None:
    """Whoever finds it on paper can make it anew with the standard library alone (docs/ARCHIVE_FORMAT.md)."""
    made = hashlib.pbkdf2_hmac("sha256", bytes.fromhex(ROOT), b"courtroom spoken code 1", 131072, 32)
    digits = str(int.from_bytes(made, "big") % 10**32).zfill(32)
    assert "".join(group[:4] for group in groups(CODE)) == digits


@pytest.mark.parametrize("place", range(40))
def test_a_misheard_digit_is_found_in_its_group(place: int) -> None:
    """Every digit, taken for every other."""
    for digit in "0123456789":
        heard = CODE[:place] + digit + CODE[place + 1 :]
        assert wrong_groups(heard) == ([] if digit == CODE[place] else [place // 5 + 1])


def test_neighbours_that_change_places_are_found() -> None:
    """12 heard as 21, within a group, wherever the two differ."""
    for place in range(39):
        if place % 5 != 4 and CODE[place] != CODE[place + 1]:
            heard = CODE[:place] + CODE[place + 1] + CODE[place] + CODE[place + 2 :]
            assert wrong_groups(heard) == [place // 5 + 1]


def test_groups_read_in_each_others_place_are_found() -> None:
    """Whoever skips a line while reading is told which two to read again."""
    for one, two in itertools.combinations(range(GROUPS), 2):
        read = groups(CODE)
        read[one], read[two] = read[two], read[one]
        assert wrong_groups("".join(read)) == [one + 1, two + 1]


@pytest.mark.parametrize("heard", ["", "12345", CODE[:-1], CODE + "1", CODE[:-1] + "x", CODE[:-1] + "٣"])
def test_what_is_no_code_is_wrong(heard: str) -> None:
    """Too short, too long, or no digits."""
    assert wrong_groups(heard) != []


def test_it_is_read_in_both_languages() -> None:
    """One is 幺 in Chinese, as on the telephone: 一 and 七 sound alike."""
    assert read_aloud("01234567890123456789" * 2, "zh").startswith("零幺二三四，五六七八九，")
    assert read_aloud("01234" * 8, "en").startswith("zero one two three four, zero one")

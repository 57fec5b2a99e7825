"""The spoken code (完整性校验值): a hearing's closing root in 40 digits that people read aloud and compare.

Eight groups of five digits, ``0123C 4567C …``: four digits of the root and one that checks its group. The check
(Damm's algorithm, seeded with the group's place) finds every misheard digit, every swap of neighbours and every group
read in another's place, and says which group to read again.

Strength: 32 digits are 106 bits. Another record with the same code would take 2^106 tries, each of 2^17 rounds of
HMAC; two records made on purpose to share a code about 2^53 such tries, the work of 2^70 rounds. Where that is not
enough the whole root (256 bits) is compared: the QR code and the printed sheet hold it.
"""

import hashlib

GROUPS, DIGITS = 8, 4
ROUNDS = 1 << 17
_SALT = b"courtroom spoken code 1"
_QUASIGROUP = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""Damm's totally anti-symmetric quasigroup of order 10 (H. M. Damm, 2004)."""
_ZH = "零幺二三四五六七八九"
_EN = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def spoken_code(root: str) -> str:
    """The 40 digits of *root* (hex SHA-256), checks included."""
    made = hashlib.pbkdf2_hmac("sha256", bytes.fromhex(root), _SALT, ROUNDS, 32)
    digits = f"{int.from_bytes(made, 'big') % 10 ** (GROUPS * DIGITS):0{GROUPS * DIGITS}d}"
    parts = [digits[at : at + DIGITS] for at in range(0, len(digits), DIGITS)]
    return "".join(part + _check(number, part) for number, part in enumerate(parts, 1))


def groups(code: str) -> list[str]:
    """Part *code* into its groups."""
    return [code[at : at + DIGITS + 1] for at in range(0, len(code), DIGITS + 1)]


def wrong_groups(heard: str) -> list[int]:
    """Numbers (from 1) of the groups in *heard* to be read again; blanks and hyphens do not count.

    A group that is short, or not made of digits, is wrong, and so is each that is missing.
    """
    parts = groups("".join(letter for letter in heard if letter not in " -\t\n"))
    return [
        number
        for number, part in enumerate([*parts, *[""] * (GROUPS - len(parts))], 1)
        if not (len(part) == DIGITS + 1 and part.isascii() and part.isdigit() and number <= GROUPS)
        or _check(number, part[:DIGITS]) != part[DIGITS]
    ]


def read_aloud(code: str, language: str) -> str:
    """Spell *code* as it is said: ``zh`` with 幺 for 1, so that it is not heard as 七; else English."""
    if language == "zh":
        return "，".join("".join(_ZH[int(digit)] for digit in group) for group in groups(code))
    return ", ".join(" ".join(_EN[int(digit)] for digit in group) for group in groups(code))


def _check(number: int, digits: str) -> str:
    """Check digit of the group *number*: each group begins at another row, so that none passes for another."""
    interim = str(number)
    for digit in digits:
        interim = _QUASIGROUP[int(interim)][int(digit)]
    return interim

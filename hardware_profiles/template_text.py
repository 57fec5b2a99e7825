"""Templates of text.

``{x}`` is a field that the profile declares, ``{x:02}`` the same with at least two digits, ``{x:h2}`` in two hex digits.
``{x:d}`` any digits, ``{x:w}`` any word characters, ``{x:s}`` anything without blanks and ``{x:a}`` anything at all, for
what is only read.
"""

import re

from hardware_profiles.device import FieldType
from hardware_profiles.errors import WireError
from hardware_profiles.template import Types, Value, Values, Wire, valued, wired

_FIELD = re.compile(r"\{([a-z][a-z0-9_]*)(?::([a-z0-9]+))?\}")
_LOOSE = {"d": r"[0-9]{1,9}", "w": r"\w{1,40}", "s": r"\S{1,40}", "a": r".{1,200}?"}
_WIDE = re.compile("0([2-8])")
_HEX = re.compile("h([1-4])")


def compile_text(source: str, types: Types, *, ignore_case: bool, squeeze: bool = False) -> Wire:
    """Compile a template of text whose declared fields are *types*; *squeeze* takes runs of blanks for one.

    Raises:
        WireError: the template cannot be understood.
    """
    pattern, forms, at = "", {}, 0
    for match in _FIELD.finditer(source):
        name, form = match[1], match[2] or ""
        expected = _expected(match[0], name, form, types)
        pattern += re.escape(source[at : match.start()]) + (
            f"(?P={name})" if name in forms else f"(?P<{name}>{expected})"
        )
        forms[name] = form
        at = match.end()
    if "{" in _FIELD.sub("", source):
        raise WireError(f"A brace in {source!r} belongs to no field. A field is written {{name}}.")
    expression = re.compile(pattern + re.escape(source[at:]), re.IGNORECASE | re.ASCII if ignore_case else re.ASCII)
    names = frozenset(forms)

    def encode(values: Values) -> bytes:
        found = wired(names, types, values, source)
        return _FIELD.sub(lambda match: _written(found[match[1]], match[2] or ""), source).encode()

    def decode(message: bytes) -> dict[str, Value] | None:
        text = message.decode("utf-8", "replace")
        match = expression.fullmatch(" ".join(text.split()) if squeeze else text)
        if match is None:
            return None
        return valued({name: _read(text, forms[name]) for name, text in match.groupdict().items()}, types)

    return Wire(source, names, encode, decode)


def _expected(whole: str, name: str, form: str, types: Types) -> str:
    """The pattern of what may stand where the field is."""
    if form in _LOOSE:
        return _LOOSE[form]
    if name not in types:
        raise WireError(f"{whole} is no declared field. Declare {name}, or write it as {{{name}:w}}.")
    hexadecimal, wide = _HEX.fullmatch(form), _WIDE.fullmatch(form)
    if form and not (hexadecimal or wide):
        raise WireError(f"{whole} has no form {form!r}. See hardware_profiles/template_text.py for those there are.")
    if hexadecimal:
        return f"[0-9A-Fa-f]{{{hexadecimal[1]}}}"
    return f"[0-9]{{{wide[1]},9}}" if wide else _declared(types[name])


def _declared(kind: FieldType) -> str:
    if kind.values is not None:
        return "|".join(re.escape(str(code)) for code in (*kind.values.values(), *kind.heard.values()))
    if kind.min is None:
        return f"(?:{kind.text})"
    sign = "-?" if kind.min < 0 else ""
    return sign + (r"[0-9]{1,6}(?:\.[0-9]{1,6})?" if kind.decimals else "[0-9]{1,9}")


def _written(value: Value, form: str) -> str:
    if form.startswith("h"):
        return f"{int(value):0{form[1]}X}"
    return f"{int(value):{form}d}" if form.startswith("0") else str(value)


def _read(text: str, form: str) -> Value:
    return int(text, 16) if form.startswith("h") else text

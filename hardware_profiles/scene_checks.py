"""Checks what a room file says of means and scenes: everything named is there, and no scene contradicts itself."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from hardware_profiles.loading import Document, Place
from hardware_profiles.profiles import Profile
from hardware_profiles.scene import PROGRAM, Forbid, Mean, Order, PropertyName
from hardware_profiles.scene_means import Means, Unfit
from hardware_profiles.scene_plan import guards_of, ranking
from hardware_profiles.template import Value

Part = TypeVar("Part", bound=BaseModel)
_NAME: TypeAdapter[str] = TypeAdapter(PropertyName)


def check_scenes(document: Document, profiles: Mapping[str, Profile | None]) -> None:
    """Note every fault of means and scenes that the form alone does not show; *profiles* are those of the devices."""
    content = document.content if isinstance(document.content, dict) else {}
    means = _means(document, content, profiles)
    if PROGRAM in profiles:
        document.add(("devices",), f"No device may be called {PROGRAM!r}.", "Give it another name.")
    for name in _mapping(content.get("means")):
        if name in means.means:
            _note(document, ("means", name, "by"), means.fits, name)
    _check_gallery(document, means)
    for name, scene in _mapping(content.get("scenes")).items():
        if isinstance(scene, dict):
            _check_scene(document, ("scenes", name), scene, means)


def _means(document: Document, content: dict[str, Any], profiles: Mapping[str, Profile | None]) -> Means:
    found: dict[str, Mean] = {}
    for name, raw in _mapping(content.get("means")).items():
        mean = _part(Mean, raw)
        if mean is not None and _is_name(name):
            found[name] = mean
    for place, item in document.items("microphones"):
        stream, mute = item.get("stream"), item.get("mute")
        if isinstance(stream, str) and _is_name(mute):
            name = f"mic.{stream.removeprefix('mic-')}"
            if name in found:
                document.add(("means", name), f"{name} is made of the microphone's mute.", "Take it out.")
            found[name] = Mean(by=str(mute))
            _note(document, (*place, "mute"), Means({name: found[name]}, (), profiles).resolve, name, "muted")
    seats = [item["id"] for _, item in document.items("seats") if isinstance(item.get("id"), str)]
    return Means(found, seats, profiles)


def _check_gallery(document: Document, means: Means) -> None:
    """What the gallery is given can be taken from it: the public must not see on while evidence is private."""
    if "route.gallery" in means.means and not (
        _can_be(means, "route.gallery", "nothing") or _can_be(means, "display.gallery", "blank")
    ):
        remedy = "Say which input is nothing, as words: {nothing: 0, …}, or write a display.gallery that can be blank."
        document.add(
            ("means", "route.gallery"), "The gallery's screen cannot be emptied while the public is out.", remedy
        )


def _can_be(means: Means, name: str, word: str) -> bool:
    try:
        means.resolve(name, word)
    except Unfit:
        return False
    return name in means.means


def _check_scene(document: Document, place: Place, scene: dict[str, Any], means: Means) -> None:
    wanted = _check_wanted(document, (*place, "ensure"), scene.get("ensure"), means)
    safe = _check_wanted(document, (*place, "safe"), scene.get("safe"), means)
    for at, name in enumerate(_list(scene.get("needs"))):
        if isinstance(name, str) and not set(means.names(name)) & set(means.means):
            remedy = "Take it out; a room's own scene names what is there."
            document.add((*place, "needs", at), f"There is no {name} in this room.", remedy)
    named = {one for name in _mapping(scene.get("ensure")) if _is_name(name) for one in means.names(name)}
    _check_order(document, (*place, "order"), scene.get("order"), named, means)
    for at, raw in enumerate(_list(scene.get("forbid"))):
        forbid = _part(Forbid, raw)
        if forbid is not None:
            here = (*place, "forbid", at)
            for key in ("that", "unless"):
                _check_wanted(document, (*here, key), getattr(forbid, key), means)
            _check_forbid(document, here, forbid, wanted, safe, means)


def _check_wanted(document: Document, place: Place, raw: Any, means: Means) -> dict[str, Value]:
    """Check that each name is there and can be that; return the properties and their values."""
    wanted: dict[str, Value] = {}
    said_by: dict[str, str] = {}
    for name, word in sorted(_mapping(raw).items(), key=lambda pair: not str(pair[0]).endswith(".all")):
        if not _is_name(name) or isinstance(word, bool) or not isinstance(word, (int, str)):
            continue  # the form says so already
        members = means.names(name)
        if not members:
            document.add((*place, name), f"There is no {name} in this room.", "Write one into means, or take it out.")
        for one in members:
            meant = _note(document, (*place, name), means.resolve, one, word)
            if meant is None:
                continue
            before = said_by.get(meant.target, "")
            if before and not before.endswith(".all") and wanted[meant.target] != meant.value:
                fault = f"{meant.target} shall be {meant.value!r} here and {wanted[meant.target]!r} by {before}."
                document.add((*place, name), fault, "Keep one.")
            wanted[meant.target], said_by[meant.target] = meant.value, name
    return wanted


def _check_order(document: Document, place: Place, raw: Any, named: set[str], means: Means) -> None:
    """Check that an order speaks of what the scene ensures (*named*), and never goes round in a circle."""
    edges: list[tuple[str, str]] = []
    for at, item in enumerate(_list(raw)):
        order = _part(Order, item)
        if order is None:
            continue
        sides = {
            side: list(_ordered(document, (*place, at, side), getattr(order, side), named, means))
            for side in ("first", "then")
        }
        edges += [(first, then) for first in sides["first"] for then in sides["then"] if first != then]
        if _note(document, (*place, at), ranking, sorted(named), edges) is None:
            return  # the circle is named once


def _ordered(document: Document, place: Place, names: tuple[str, ...], named: set[str], means: Means) -> Iterator[str]:
    for number, name in enumerate(names):
        for one in means.names(name):
            if one in named:
                yield one
            else:
                document.add((*place, number), f"This scene does not ensure {one}.", "Order only what it ensures.")


def _check_forbid(
    document: Document, place: Place, forbid: Forbid, wanted: dict[str, Value], safe: dict[str, Value], means: Means
) -> None:
    for guard in guards_of(forbid, means):
        is_asked = all(wanted.get(prop) == value for prop, value in guard.that)
        if is_asked and not (guard.unless and all(wanted.get(prop) == value for prop, value in guard.unless)):
            fault = f"The scene ensures what it forbids: {_said(guard.that)}."
            document.add(place, fault, "Take one out, or ensure all of unless.")
        if not any(prop in safe and safe[prop] != value for prop, value in guard.that):
            document.add(place, f"Safe does not end it: {_said(guard.that)}.", "Say in safe what ends it.")


def _said(pairs: tuple[tuple[str, Value], ...]) -> str:
    return ", ".join(f"{prop} is {value}" for prop, value in pairs)


def _note(document: Document, place: Place, check: Callable[..., Any], *given: Any) -> Any:
    """Run *check*, note what does not fit at *place*, and return its answer, or none."""
    try:
        return check(*given)
    except Unfit as unfit:
        document.add(place, unfit.fault, unfit.remedy)
        return None


def _part(model: type[Part], raw: Any) -> Part | None:
    try:
        return model.model_validate(raw)
    except ValidationError:
        return None


def _is_name(name: Any) -> bool:
    try:
        _NAME.validate_python(name, strict=True)
    except ValidationError:
        return False
    return True


def _mapping(raw: Any) -> dict[Any, Any]:
    return raw if isinstance(raw, dict) else {}


def _list(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else []

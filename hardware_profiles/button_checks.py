"""Checks what a room file says of buttons: each is a property that its device can tell, and can be so when pressed."""

from collections.abc import Mapping

from hardware_profiles.loading import Document
from hardware_profiles.profiles import Profile


def check_buttons(document: Document, profiles: Mapping[str, Profile | None]) -> None:
    """Note every fault of the buttons; *profiles* are those of the devices."""
    for place, item in document.items("buttons"):
        device, _, name = str(item.get("by", "")).partition(".")
        if device not in profiles:
            there = ", ".join(profiles) or "none"
            document.add((*place, "by"), f"There is no device {device!r}.", f"There are: {there}.")
            continue
        profile = profiles[device]
        found = profile.property(name) if profile is not None else None
        if profile is not None and found is None:
            remedy = f"It has: {', '.join(profile.spec.provides)}."
            document.add((*place, "by"), f"{device} ({profile.spec.profile}) has no {name!r}.", remedy)
        elif found is not None and found.spec.get is None:
            document.add((*place, "by"), f"{device} cannot be asked for {name}.", "Name a contact that it tells.")
        elif found is not None and not found.type.allows(item.get("pressed", "closed")):
            document.add(place, f"{name} is never that.", f"It may be {found.type.describe()}.")

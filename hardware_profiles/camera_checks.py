"""What a room file says of its moving cameras: that their device is there, moves, and moves no other camera."""

from collections.abc import Mapping

from hardware_profiles.loading import Document, Place
from hardware_profiles.profiles import Profile


def check_cameras(document: Document, profiles: Mapping[str, Profile | None]) -> None:
    """Note what is wrong with the ``device`` of each camera; *profiles* are those of the room's devices by name."""
    moved: dict[str, Place] = {}
    for place, item in document.items("cameras"):
        name = item.get("device")
        if not isinstance(name, str):
            continue
        here = (*place, "device")
        if name not in profiles:
            document.add(here, f"There is no device {name!r}.", f"There are: {', '.join(profiles) or 'none'}.")
            continue
        profile = profiles[name]
        if profile is not None and not moves(profile):
            document.add(here, f"{name} turns no camera.", "Name one whose profile has motions of camera.ptz.")
        if name in moved:
            document.add(here, f"{name} turns another camera already.", "One camera hangs on one device.")
        moved[name] = here


def moves(profile: Profile) -> bool:
    """Whether devices of *profile* can be turned."""
    return any(motion.capability == "camera.ptz" for motion in profile.spec.motions.values())

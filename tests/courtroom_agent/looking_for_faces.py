"""Looks for drawn faces with the OpenCV in the folder that is named: run by a test, in a process of its own."""

import sys
import time
from pathlib import Path

sys.path.insert(0, sys.argv[1])
sys.path.insert(1, str(Path(__file__).parents[2]))

import cv2
import numpy as np

from courtroom_agent.composer import Picture
from courtroom_agent.director.faces import LOOKS_S, detector
from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.voices import Voices

LOOKS = 20
SHARE_MAX = 0.03


def main() -> None:
    """Find each seat's face, find none in an empty room, and measure."""
    assert cv2.__file__.startswith(sys.argv[1]), cv2.__file__
    cv2.setNumThreads(1)
    found, voices = detector(), Voices()
    assert found is not None, "the extra's OpenCV has a detector"
    spent = 0.0
    for view in ("judge", "prosecutor", "defender", "accused"):
        picture = Picture.of(SimulatedCamera(view, 1280, 720, voices).picture(3000))
        began = time.process_time()
        for _ in range(LOOKS):
            face = found.find(picture)
        spent += time.process_time() - began
        assert face is not None, view
        assert abs(face.x - 0.5) < 0.05, (view, face)
        assert abs(face.y - 0.47) < 0.08, (view, face)
    grey = np.full((720, 1280), 110, dtype=np.uint8)
    assert found.find(Picture(grey, grey[::2, ::2], grey[::2, ::2])) is None
    share = spent / (4 * LOOKS) / LOOKS_S
    assert share <= SHARE_MAX, share
    print(f"{share:.4f} of a core a seat")  # noqa: T201


if __name__ == "__main__":
    main()

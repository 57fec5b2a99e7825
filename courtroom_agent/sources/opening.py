"""Opens what a room file names: ``simulated:…``, ``v4l2:…``, ``hdmi:…``, ``alsa:…``, ``rtsp://…``, ``file:…``."""

from courtroom_agent.capture_clock import Clock
from courtroom_agent.errors import BadSource
from courtroom_agent.sources.alsa import AlsaAudio
from courtroom_agent.sources.base import AudioSource, VideoSource
from courtroom_agent.sources.file import FileAudio, FileVideo
from courtroom_agent.sources.hdmi import HdmiVideo
from courtroom_agent.sources.rtsp import RtspVideo
from courtroom_agent.sources.simulated import SimulatedAudio, SimulatedCourt, SimulatedVideo
from courtroom_agent.sources.simulated_card import VIEW, SimulatedCard
from courtroom_agent.sources.v4l2 import V4l2Video
from hardware_profiles.courtroom import Camera, Microphone


def open_camera(camera: Camera, court: SimulatedCourt, clock: Clock) -> VideoSource:
    """Open the camera.

    Raises:
        SourceLost: it is not there now.
        BadSource: there is no such kind of camera.
    """
    kind, _, place = camera.source.partition(":")
    size = (camera.width, camera.height, camera.rate)
    match kind:
        case "simulated" if place == VIEW:
            return SimulatedCard(camera, court, clock)
        case "simulated":
            return SimulatedVideo(place, *size, court, clock, camera.stream, camera.device)
        case "v4l2":
            return V4l2Video(place, *size, clock)
        case "hdmi":
            return HdmiVideo(place, *size, clock)
        case "rtsp" | "rtsps":
            return RtspVideo(camera.source, *size, clock)
        case "file":
            return FileVideo(place, *size, clock)
        case _:
            pass
    raise BadSource(f"{camera.stream}: {camera.source} is no camera. Write simulated:, v4l2:, hdmi:, rtsp: or file:.")


def open_microphone(microphone: Microphone, court: SimulatedCourt, clock: Clock) -> AudioSource:
    """Open the microphone.

    Raises:
        SourceLost: it is not there now.
        BadSource: there is no such kind of microphone.
    """
    kind, _, place = microphone.source.partition(":")
    match kind:
        case "simulated":
            return SimulatedAudio(place, court, clock, microphone.stream)
        case "alsa":
            return AlsaAudio(place, clock)
        case "file":
            return FileAudio(place, clock)
        case _:
            pass
    raise BadSource(f"{microphone.stream}: {microphone.source} is no microphone. Write simulated:, alsa: or file:.")

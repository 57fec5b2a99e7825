"""What the hearing's course lets pass on a media worker."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from hearing.reports import Report, Streams
from media_server.hearing_media import HearingMedia
from media_server.recorder_tap import RecorderTap
from media_server.worker import Worker
from recorder.rtp_socket import Connection, Listener, Message, MessageKind
from tests.hearing.story import CLERK, HEARING, JUDGE, SCHEDULE, Story
from tests.media_server.clients import Frames, Tone, offer_of, running_worker, until

PERSON = "participant:p-1"
STREAM = "remote-p-1"


class Court:
    """A hearing told event by event, and the worker that carries it."""

    def __init__(self, worker: Worker, tap: RecorderTap | None = None) -> None:
        self.story = Story()
        self.media = HearingMedia(worker, tap, lambda: self.story.now)
        self.reports: list[Streams] = []

    async def report(self, report: Report) -> None:
        """Keep what is reported."""
        assert isinstance(report, Streams)
        self.reports.append(report)

    async def begin(self) -> None:
        """Schedule, prepare and admit a defendant in the detention centre."""
        self.story.so(CLERK, "schedule", **{key: value for key, value in SCHEDULE.items() if key != "hearing"})

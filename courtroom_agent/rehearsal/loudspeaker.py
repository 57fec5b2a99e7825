"""Plays a rehearsal's piece through the room's loudspeakers: a sound card of this machine, by ALSA."""

from collections.abc import Callable

import av
import numpy as np

from courtroom_agent.errors import SourceLost
from courtroom_agent.rehearsal.score import Samples
from courtroom_agent.simulated.voices import BLOCK, SAMPLE_RATE
from courtroom_agent.sources.alsa_config import name_configuration


def play(device: str, piece: Samples, is_over: Callable[[], bool]) -> None:
    """Play *piece* on *device* (``default``, ``plughw:0,0``) until it ends or *is_over*; the card sets the pace.

    Raises:
        SourceLost: there is no such sound card, or it does not take sound.
    """
    name_configuration()
    try:
        with av.open(device, "w", format="alsa") as card:
            stream = card.add_stream("pcm_s16le", rate=SAMPLE_RATE)
            stream.layout = "mono"
            for at in range(0, len(piece), BLOCK):
                if is_over():
                    return
                block = np.zeros(BLOCK, dtype=np.int16)
                part = piece[at : at + BLOCK]
                block[: len(part)] = part
                frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout="mono")
                frame.sample_rate, frame.pts = SAMPLE_RATE, at
                card.mux(stream.encode(frame))
    except (OSError, ValueError) as fault:
        raise SourceLost(f"alsa:{device}: the loudspeakers cannot be played to ({fault}). See aplay -L.") from fault

"""What the loudspeakers play in a rehearsal: tone, beeps and a spoken sentence, as one piece of sound."""

import numpy as np
import numpy.typing as npt

from courtroom_agent.rehearsal.plan import BEEP_HZ, BEEP_S, TONE_HZ, Plan
from courtroom_agent.simulated.voices import SAMPLE_RATE, Voices, script

TONE_DBFS, BEEP_DBFS = -20.0, -12.0
_RAMP_S = 0.001

Samples = npt.NDArray[np.int16]


class Sentence:
    """The sentence that is spoken: the clerk's call to order."""

    def __init__(self) -> None:
        line = script()[0]
        self.text = line.text
        blocks = range(round(line.start * 1000), round(line.end * 1000), 20)
        voices = Voices()
        self.samples: Samples = np.concatenate([voices.block(line.seat, at) for at in blocks])
        self.seconds = len(self.samples) / SAMPLE_RATE


def score_of(plan: Plan, sentence: Samples, *, beeps: bool = True) -> Samples:
    """Return the whole piece, 48 kHz mono; without *beeps* where somebody else claps."""
    piece = np.zeros(round(plan.seconds * SAMPLE_RATE), dtype=np.int16)
    _lay(piece, plan.tone[0], _sine(TONE_HZ, plan.tone[1] - plan.tone[0], TONE_DBFS))
    for clap in plan.claps if beeps else ():
        _lay(piece, clap, _sine(BEEP_HZ, BEEP_S, BEEP_DBFS))
    _lay(piece, plan.sentence[0], sentence)
    return piece


def tone(seconds: float) -> Samples:
    """The rehearsal's tone alone."""
    return _sine(TONE_HZ, seconds, TONE_DBFS)


def _lay(piece: Samples, at_s: float, part: Samples) -> None:
    first = round(at_s * SAMPLE_RATE)
    room = piece[first : first + len(part)]
    room[:] = part[: len(room)]


def _sine(hertz: float, seconds: float, dbfs: float) -> Samples:
    """A tone of so many dBFS (root mean square), with a soft beginning and end."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    loud = 32767 * np.sqrt(2) * 10 ** (dbfs / 20)
    ramp = np.clip(np.minimum(times, seconds - times) / _RAMP_S, 0, 1)
    samples: Samples = (loud * ramp * np.sin(2 * np.pi * hertz * times)).astype(np.int16)
    return samples

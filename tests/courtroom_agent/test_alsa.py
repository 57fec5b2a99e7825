"""Sound cards by ALSA: what is played reaches the card, what the card gives is heard, a missing one is said to be."""

import os
from pathlib import Path

import numpy as np
import pytest

from courtroom_agent.errors import SourceLost
from courtroom_agent.rehearsal.loudspeaker import play
from courtroom_agent.rehearsal.plan import SHORTEST_S, plan_for
from courtroom_agent.rehearsal.score import score_of
from courtroom_agent.sources.alsa import AlsaAudio
from courtroom_agent.sources.alsa_config import name_configuration
from tests.courtroom_agent.test_sources import Clock

CARDS = """\
pcm.quiet {{ type null }}
pcm.tape {{ type file slave.pcm {{ type null }} file "{tape}" format raw }}
"""


@pytest.fixture
def tape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two cards of ALSA's own: one that gives silence, and one that writes down what is played on it."""
    path = tmp_path / "tape.raw"
    (tmp_path / "cards.conf").write_text(CARDS.format(tape=path))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "cards.conf"))
    return path


def test_the_loudspeakers_get_the_whole_piece(tape: Path) -> None:
    """Every sample of tone, beeps and sentence, in order."""
    piece = score_of(plan_for(SHORTEST_S, 1.0), np.full(48_000, 1234, dtype=np.int16))
    play("tape", piece, lambda: False)
    played = np.frombuffer(tape.read_bytes(), dtype=np.int16)
    assert np.array_equal(played[: len(piece)], piece)


def test_playing_ends_when_it_is_over(tape: Path) -> None:
    """A rehearsal that is broken off falls silent."""
    play("tape", np.ones(48_000, dtype=np.int16), lambda: True)
    assert not tape.exists() or not tape.read_bytes()


def test_a_microphone_is_heard_in_blocks_of_20_ms(tape: Path) -> None:
    """A card that gives silence gives it in whole blocks."""
    source = AlsaAudio("quiet", Clock())
    assert [len(source.read().samples) for _ in range(5)] == [960] * 5
    source.close()


def test_a_missing_sound_card_says_what_to_do(tape: Path) -> None:
    """Place, fault and remedy."""
    with pytest.raises(SourceLost, match=r"alsa:nowhere.*aplay -L"):
        play("nowhere", np.zeros(960, dtype=np.int16), lambda: False)


def test_alsa_is_told_where_its_configuration_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever named one keeps it."""
    monkeypatch.setenv("ALSA_CONFIG_PATH", "/srv/own.conf")
    name_configuration()
    assert os.environ["ALSA_CONFIG_PATH"] == "/srv/own.conf"

"""The director follows who speaks, keeps each shot for its time, and never shows whom nobody may see."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.director.director import Cut, Director, Moment
from courtroom_agent.director.shots import Shots
from courtroom_agent.director.voices import Voices
from hardware_profiles.director import DirectorSettings

TICK_S = 0.2
RULES = DirectorSettings()
CAMERAS = {"mic-judge": "cam-judge", "mic-prosecutor": "cam-prosecutor", "mic-defender": "cam-defender"}
ALL = Shots(
    dict.fromkeys(["court", "overview", "parties", "witness", "remote", "evidence", *CAMERAS.values(), "remote-p-1"]),
    {**CAMERAS, "remote-p-1": "remote-p-1"},
)
QUIET = dict.fromkeys([*CAMERAS, "remote-p-1"], -60.0)


class Court:
    """A courtroom in which people speak and fans turn, tick by tick."""

    def __init__(self, seed: int = 1) -> None:
        self.director = Director(RULES, "court")
        self.now = 100.0
        self.cuts: list[tuple[float, Cut]] = []
        self.noise = dict(QUIET)
        self._chance = random.Random(seed)

    def hear(self, seconds: float, *speaking: str, loud: float = -25.0, spill: float = -14.0, **moment: object) -> None:
        """Let *seconds* pass while those *speaking* do, each also heard *spill* dB weaker at every other seat."""
        for _ in range(round(seconds / TICK_S)):
            levels = {one: floor + self._chance.uniform(-0.3, 0.3) for one, floor in self.noise.items()}
            for who in speaking:
                voice = loud + self._chance.uniform(-7, 3)
                levels |= {one: max(level, voice + spill * (one != who)) for one, level in levels.items()}
            self.step(levels, **moment)

    def step(self, levels: dict[str, float], **moment: object) -> None:
        """Let one tick pass."""
        self.now = round(self.now + TICK_S, 3)
        given = {"shots": ALL, "standing": "following", **moment}
        cut = self.director.step(Moment(self.now, levels=levels, **given))  # type: ignore[arg-type]
        if cut is not None:
            self.cuts.append((self.now, cut))

    @property
    def shots(self) -> list[str]:
        """What was cut to, in order."""
        return [cut.shot for _, cut in self.cuts]


def test_the_picture_follows_whoever_speaks() -> None:
    """A question and an answer: each is shown within a second of the first word."""
    court = Court()
    court.hear(5)
    court.hear(6, "mic-judge")
    court.hear(6, "mic-prosecutor")
    court.hear(6, "remote-p-1")

    assert court.shots == ["cam-judge", "cam-prosecutor", "remote-p-1"]
    assert all(cut.why == "speaker" and cut.level_db and cut.level_db > 20 for _, cut in court.cuts)
    assert [round(at - 100) for at, _ in court.cuts] == pytest.approx([6, 12, 18], abs=1)


@pytest.mark.parametrize("spill", [-14.0, -8.0, -4.0])
def test_one_voice_at_several_microphones_is_one_voice(spill: float) -> None:
    """Who speaks is heard at the next seat too: only the own seat is shown."""
    court = Court()
    court.hear(6)
    court.hear(12, "mic-prosecutor", spill=spill)

    assert court.shots == ["cam-prosecutor"]


def test_a_fan_never_wins() -> None:
    """A fan beside the defence, louder than the judge: before, while and after the judge speaks the defence is not shown."""
    court = Court()
    court.noise["mic-defender"] = -28.0
    court.hear(20)
    court.hear(6, "mic-judge", loud=-30.0)
    court.hear(20)

    assert court.shots == ["overview", "cam-judge", "overview"]


def test_a_fan_that_is_switched_on_does_not_win_either() -> None:
    """In the middle of the hearing, and at once loud: what never changes is no voice."""
    court = Court()
    court.hear(3)
    court.hear(5, "mic-judge")
    court.noise["mic-prosecutor"] = -30.0
    court.hear(60)

    assert "cam-prosecutor" not in court.shots


def test_who_sits_beside_a_fan_is_heard_all_the_same() -> None:
    """The floor is learned seat by seat: a voice above the own noise counts."""
    court = Court()
    court.noise["mic-defender"] = -42.0
    court.hear(20)
    court.hear(6, "mic-defender", loud=-22.0)

    assert court.shots[-1] == "cam-defender"


def test_two_at_once_are_shown_wide_and_so_is_silence() -> None:
    """Nobody is favoured in a quarrel, and nobody stared at who says nothing."""
    court = Court()
    court.hear(2)
    court.hear(6, "mic-prosecutor")
    court.hear(6, "mic-prosecutor", "mic-defender")
    court.hear(8, "mic-defender")
    court.hear(12)

    assert [(cut.shot, cut.why) for _, cut in court.cuts] == [
        ("cam-prosecutor", "speaker"),
        ("overview", "overlap"),
        ("cam-defender", "speaker"),
        ("overview", "silence"),
    ]


def test_a_heated_debate_keeps_one_picture() -> None:
    """Ten short retorts lead to no ten cuts."""
    court = Court()
    court.hear(3)
    for who in ["mic-prosecutor", "mic-defender"] * 10:
        court.hear(1.6, who)

    assert len(court.cuts) <= 5
    assert court.director.shot == "overview"


def test_a_cough_cuts_nothing() -> None:
    """What is over before the attack was nobody speaking."""
    court = Court()
    court.hear(5)
    court.hear(0.4, "mic-defender")
    court.hear(2)

    assert court.cuts == []


def test_a_hand_wins_over_every_voice() -> None:
    """What bench or clerk chose is shown at once and stays, until they let go."""
    court = Court()
    court.hear(2)
    court.hear(2, "mic-judge")
    court.hear(10, "mic-prosecutor", standing="manual", chosen="parties")
    assert court.shots == ["cam-judge", "parties"]
    court.hear(4, "mic-prosecutor")
    assert court.shots[-1] == "cam-prosecutor"


@pytest.mark.parametrize("standing", ["fixed", "off"])
def test_a_scene_that_leaves_nothing_to_the_director_keeps_its_picture(standing: str) -> None:
    """举证质证 keeps the evidence, 证人保护 what it hides behind."""
    court = Court()
    court.hear(2)
    court.hear(6, "mic-judge")
    court.hear(20, "mic-prosecutor", standing=standing, scene="evidence")

    assert court.shots == ["cam-judge", "evidence"]


def test_a_scene_with_a_picture_of_its_own_shows_it_first() -> None:
    """证人作证 begins with the witness, whoever spoke last; then the voices are followed again."""
    court = Court()
    court.hear(3)
    court.hear(6, "mic-prosecutor")
    court.hear(1, "mic-prosecutor", scene="witness")
    assert (court.director.shot, court.cuts[-1][1].why) == ("witness", "scene")
    court.hear(4, "mic-judge", scene="witness")
    assert court.director.shot == "cam-judge"


def test_a_hidden_person_who_speaks_is_not_shown() -> None:
    """The wide shot comes in the place of the face."""
    court = Court()
    court.hear(2)
    court.hear(6, "mic-defender", shots=without("cam-defender"))

    assert court.shots == ["overview"]


def without(*forbidden: str) -> Shots:
    """The room while *forbidden* shots would show a protected seat."""
    return Shots({shot: "protected" if shot in forbidden else None for shot in ALL.forbids}, ALL.speakers)


def _never_against_the_rules(moments: list[tuple[dict[str, float], Shots, str, str, str, float]]) -> None:
    director, now = Director(RULES, "court"), 0.0
    last = float("-inf")
    for levels, shots, standing, chosen, scene, past in moments:
        now += past
        cut = director.step(Moment(now, shots, standing, scene, chosen, levels))  # type: ignore[arg-type]
        assert director.shot in shots.permitted
        if cut is not None:
            assert cut.shot == director.shot
            if cut.why in {"speaker", "overlap", "silence"}:
                assert now - last >= RULES.hold_s - 1e-9
            last = now


SHOTS = [*ALL.forbids]
MOMENTS = st.lists(
    st.tuples(
        st.fixed_dictionaries(
            {}, optional={one: st.sampled_from([-70.0, -60.0, -40.0, -30.0, -20.0]) for one in QUIET}
        ),
        st.sets(st.sampled_from([shot for shot in SHOTS if shot != "court"])).map(lambda gone: without(*gone)),
        st.sampled_from(["following", "following", "following", "manual", "fixed", "off"]),
        st.sampled_from(SHOTS),
        st.sampled_from(SHOTS),
        st.sampled_from([0.0, 0.05, 0.2, 0.2, 0.2, 1.0, 9.0]),
    ),
    max_size=60,
)


@settings(max_examples=300, deadline=None)
@given(MOMENTS)
def test_no_shot_of_a_protected_seat_and_no_cut_within_the_hold(
    moments: list[tuple[dict[str, float], Shots, str, str, str, float]],
) -> None:
    """Whatever is heard, chosen and forbidden in whatever order: only a hand, a scene or protection cut early."""
    _never_against_the_rules(moments)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_no_shot_of_a_protected_seat_in_very_many_hearings() -> None:
    """The same over ten thousand random hearings."""
    settings(max_examples=10_000, deadline=None)(given(MOMENTS)(_never_against_the_rules))()


def test_the_same_hearing_is_cut_the_same_way() -> None:
    """Nothing but what is heard decides."""
    first, second = Court(7), Court(7)
    for court in (first, second):
        for who, _ in itertools.product(CAMERAS, range(3)):
            court.hear(4, who)
    assert first.cuts == second.cuts


def test_a_floor_follows_its_seat() -> None:
    """It sinks with the noise at once, rises with it slowly, and a sentence does not lift it."""
    voices = Voices(RULES)
    at = 0.0
    for level, seconds in ((-50.0, 5), (-60.0, 2), (-25.0, 4)):
        for _ in range(round(seconds / TICK_S)):
            at += TICK_S
            voices.hear(at, {"mic-judge": level})
    assert voices.seats["mic-judge"].floor_db == pytest.approx(-56.0, abs=0.5)
    for _ in range(round(70 / TICK_S)):
        at += TICK_S
        voices.hear(at, {"mic-judge": -40.0})
    assert voices.seats["mic-judge"].floor_db == pytest.approx(-40.0, abs=0.5)

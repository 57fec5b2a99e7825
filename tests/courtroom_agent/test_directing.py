"""The director at work: beside real devices and scenes, with a program that does what it is told, or does not."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import hardware_profiles
from courtroom_agent.devices import Devices
from courtroom_agent.director.directing import Directing, Room
from courtroom_agent.director.peaks import Peaks, levels_path
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.room_state import ProgramState, write_state
from courtroom_agent.scenes.applying import Scenes
from courtroom_agent.scenes.program_desk import ProgramDesk
from hardware_profiles.rooms import load_room
from hearing.link import Link
from tests.hearing.story import CLERK, ROOM, Story, opened, paused

DEMO = Path(hardware_profiles.__file__).parent / "courtrooms" / "demo.yaml"
QUIET = dict.fromkeys(["mic-judge", "mic-clerk", "mic-prosecutor", "mic-defender"], -60.0)


def now() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


@dataclass
class Court:
    """One courtroom whose time passes only when a test says so."""

    data: Path
    directing: Directing
    desk: ProgramDesk
    scenes: Scenes
    story: Story
    obeys: bool = True
    evidence: bool = False
    at_s: float = 100.0
    captured: CaptureState | None = None
    peaks: Peaks = field(default_factory=Peaks)

    def hear(self, seconds: float, *speaking: str) -> None:
        """Let *seconds* pass while those *speaking* do: microphones, or people far away."""
        for number in range(round(seconds / 0.2)):
            loud = -25.0 + (number * 7 % 5)
            self.captured = CaptureState(levels=QUIET | {one: loud for one in speaking if one in QUIET})
            for one in speaking:
                if one.startswith("remote"):
                    self.peaks.hear(one, loud)
            if (heard := self.peaks.take()) is not None:
                write_state(levels_path(self.data), heard)
            self.look()

    def look(self) -> None:
        """Let the program say what it shows, and the director decide, twice."""
        for _ in range(2):
            self.at_s += 0.1
            self.directing.follow(self.at_s)
            if self.obeys:
                shot = self.directing.shot
                state = ProgramState(main=self.desk.main, shot=shot, has_evidence=self.evidence, at_ms=now())
                write_state(self.data / "run" / "program-state.json", state)

    @property
    def said(self) -> list[tuple[str, str]]:
        """The cuts that go on record."""
        self.look()
        return [(one.shot, one.why) for one in self.directing.unsaid]


def in_court(data: Path, act: Callable[[Court], Awaitable[None]]) -> None:
    """Run *act* in the demonstration room, in the scene of the debate, which leaves the picture to the director."""

    async def play() -> None:
        room = load_room(DEMO)
        (data / "run").mkdir()
        async with (
            asyncio.timeout(120),
            Devices.open(room, now=now) as devices,
            Link("http://127.0.0.1:9", "nobody", kind="agent", name="demo") as link,
        ):
            desk, scenes = ProgramDesk(room, data, now), Scenes(room, devices)
            at = Room(room, data, devices, desk, scenes, lambda _device: None)
            directing = Directing(at, link, lambda: court.story.hearing, lambda: court.captured)
            court = Court(data, directing, desk, scenes, opened())
            await scenes.apply("open")
            await scenes.apply("debate")
            await act(court)

    asyncio.run(play())


def test_cuts_go_on_record_once_the_program_shows_them(tmp_path: Path) -> None:
    """A program that does not answer is not claimed to show anybody; people far away are followed like anybody."""

    async def act(court: Court) -> None:
        court.hear(3)
        court.hear(5, "mic-prosecutor")
        court.hear(5, "remote-p-1")
        assert court.said == [("court", "scene"), ("cam-prosecutor", "speaker"), ("remote-p-1", "speaker")]
        court.obeys = False
        court.hear(5, "mic-defender")
        assert court.directing.shot == "cam-defender"
        assert len(court.said) == 3

    in_court(tmp_path, act)


def test_muted_microphones_are_not_followed(tmp_path: Path) -> None:
    """Muted in the log, or closed by the room's own devices."""

    async def act(court: Court) -> None:
        court.story.so(CLERK, "mute", stream="mic-defender")
        court.hear(3)
        court.hear(5, "mic-defender")
        await court.scenes.mute("mic-prosecutor", True)
        court.hear(5, "mic-prosecutor")
        assert [shot for shot, _ in court.said] == ["court", "overview"]

    in_court(tmp_path, act)


def test_evidence_on_screen_stays_large(tmp_path: Path) -> None:
    """While evidence is shown nobody's face takes its place; a hand may."""

    async def act(court: Court) -> None:
        court.evidence = True
        court.hear(3)
        court.hear(5, "mic-prosecutor")
        assert (court.directing.shot, court.said) == (None, [("evidence", "scene")])
        court.story.so(CLERK, "set-director", mode="manual", shot="cam-judge")
        court.hear(1, "mic-prosecutor")
        assert court.directing.shot == "cam-judge"

    in_court(tmp_path, act)


def test_a_scene_that_hides_leaves_no_choice(tmp_path: Path) -> None:
    """From the tap on the picture is the scene's; whoever speaks, and whatever was chosen before."""

    async def act(court: Court) -> None:
        court.hear(3)
        court.story.so(CLERK, "set-director", mode="manual", shot="cam-defender")
        court.hear(1)
        assert court.directing.shot == "cam-defender"
        court.story.so(CLERK, "ask-scene", scene="witness-protection")
        court.hear(5, "mic-prosecutor")
        assert court.directing.shot is None
        assert court.directing.now is not None
        assert court.directing.now.standing == "off"

    in_court(tmp_path, act)


def test_who_is_protected_leaves_the_picture_at_once(tmp_path: Path) -> None:
    """A victim who speaks is on air when the court learns that she is protected: her camera is in no picture any more."""

    async def act(court: Court) -> None:
        court.hear(3)
        court.hear(2, "mic-defender")
        assert court.directing.shot == "cam-defender"
        assert court.directing.unseen(court.story.hearing) == ()
        court.story.so(CLERK, "invite", name="李某", role="victim", seat="defender", remote=False, protected=True)
        assert court.directing.unseen(court.story.hearing) == ("cam-defender", "cam-overview")
        court.look()
        assert court.directing.shot == "court"
        assert court.said[-1] == ("court", "scene")

    in_court(tmp_path, act)


def test_a_recess_rests_and_a_new_agent_goes_on_with_what_is_shown(tmp_path: Path) -> None:
    """In a recess nothing is asked of the program; an agent that comes back cuts nothing that is so already."""

    async def act(court: Court) -> None:
        court.story.so(ROOM, "report-cut", shot="cam-judge", why="speaker", since=court.story.now)
        court.hear(2)
        assert (court.directing.shot, court.said) == ("cam-judge", [])
        court.story = paused()
        court.hear(5, "mic-judge")
        assert court.directing.shot is None
        assert court.directing.now is not None
        assert court.directing.now.standing == "off"

    in_court(tmp_path, act)

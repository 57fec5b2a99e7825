"""Two sides record one person: each countersigns what the other sealed, and finds whoever rewrites it afterwards."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hearing.reports import Exchange
from recorder.closing import last_seal
from recorder.countersignature import Countersignature, Countersignatures
from recorder.digests import TakeDigests
from recorder.index import canonical, read_lines, sha256_hex
from recorder.keys import public_hex
from recorder.layout import take_paths
from recorder.other_side import NotCountersigned, OtherSide, OwnTake, Reading
from recorder.seals import FIRST
from recorder.take import Take, TakeAbout
from tests.recorder.recording import CASE, HEARING, PACKET, SECOND, Clock, microphone

COURT, CENTRE = "server-1", "custody-centre-1-1"
NOW = Reading(1_795_492_800_000, 1_500_000, 300_000)


class OneSide:
    """One of the two: its take, its key, and what it holds of both."""

    def __init__(self, store: Path, take: str, is_theirs: Callable[[str], bool]) -> None:
        self.take, self.store, self.key = take, store, Ed25519PrivateKey.generate()
        self.clock, self.until = Clock(), 0
        about = TakeAbout(hearing=HEARING, case=CASE, take=take, writer=take[:-2], zero_at=0)
        self.recording = Take.open(store, about, self.key, self.clock)
        self._track = self.recording.track("remote-p-1-sound", "audio", "remote-p-1", mandatory=True)
        self.recording.begin(0)
        self.kept = Countersignatures(store / "countersigned.jsonl")
        self._is_theirs = is_theirs
        self.digests = TakeDigests(take_paths(store, CASE, HEARING, take))
        self.begin_anew()

    def begin_anew(self) -> None:
        """Forget what is not on the disk, as a process does that is started again."""
        self.kept = Countersignatures(self.store / "countersigned.jsonl")
        self.other = OtherSide(HEARING, f"of {self.take}", self.key, self.kept, self._is_theirs)

    def record(self, seconds: int) -> "OneSide":
        """Record on, and seal."""
        for packet in microphone(self.until, seconds * SECOND // PACKET):
            self._track.write(packet)
        self.until += seconds * SECOND
        self.recording.flush()
        self.clock.ms += 10_000
        self.recording.seal()
        return self

    @property
    def own(self) -> dict[str, OwnTake]:
        """The take as it stands on the disk."""
        seal = last_seal(take_paths(self.store, CASE, HEARING, self.take))
        return {self.take: OwnTake(self.digests.read(), seal)}

    def says(self) -> Exchange:
        """What it tells the other, over the wire and back."""
        said = self.other.answer(self.take, self.own[self.take], None, NOW)
        return Exchange.model_validate_json(said.model_dump_json())

    def hears(self, said: Exchange) -> None:
        """Take in what the other says."""
        self.other.hear(said, self.own, NOW)


Sides = tuple[OneSide, OneSide]


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    """The court's recorder and the centre's agent."""
    court = OneSide(tmp_path / "court", COURT, lambda take: take == CENTRE)
    return court, OneSide(tmp_path / "centre", CENTRE, lambda take: take == COURT)


def exchange(sides: Sides, times: int = 3) -> None:
    """Let both speak to one another."""
    court, centre = sides
    for _ in range(times):
        court.hears(centre.says())
        centre.hears(court.says())


def signed(side: OneSide, by: OneSide) -> list[Countersignature]:
    """What *by* has signed of the other's take, as *side* holds it on its disk."""
    lines = read_lines(side.store / "countersigned.jsonl", Countersignature)
    return [one for one in lines if one.key == public_hex(by.key)]


def test_each_side_holds_what_both_have_signed(sides: Sides) -> None:
    """Size, root, moment, clock offset and its uncertainty, chained by each signer, on both disks."""
    court, centre = sides
    for side in sides:
        side.record(3)
    exchange(sides)
    for side in sides:
        side.record(4)
    exchange(sides)

    for holder in sides:
        of_centre, of_court = signed(holder, court), signed(holder, centre)
        assert [one.take for one in (*of_centre, *of_court)] == [CENTRE, CENTRE, COURT, COURT]
        assert [of_centre[0].prev, of_centre[1].prev] == [FIRST, sha256_hex(of_centre[0].line())]
        assert of_centre[1].root == centre.digests.tree.root(of_centre[1].size).hex()
        assert all(one.is_signed() for one in (*of_centre, *of_court))
        assert (of_court[0].at, of_court[0].offset_ns, of_court[0].uncertainty_ns) == (NOW.at, 1_500_000, 300_000)


def test_after_a_restart_of_either_side_it_goes_on(sides: Sides) -> None:
    """Digests are told anew and must lead to what was countersigned; nothing is signed twice."""
    court, centre = sides
    for side in sides:
        side.record(3)
    exchange(sides)
    court.begin_anew()
    centre.record(2)
    exchange(sides)
    centre.begin_anew()
    exchange(sides)

    assert [one.size for one in signed(centre, court)] == sorted({one.size for one in signed(centre, court)})
    assert len(signed(centre, court)) == 2
    assert len(signed(court, centre)) == 1


def test_a_cut_line_is_made_up_for(sides: Sides) -> None:
    """What was recorded while nobody heard the other is countersigned together, once they speak again."""
    court, centre = sides
    court.record(2)
    centre.record(2)
    exchange(sides)
    for _ in range(5):
        court.record(1)
        centre.record(1)
        assert court.says() != centre.says()  # nobody hears it
    exchange(sides)

    assert [one.size for one in signed(court, centre)][-1] == len(court.digests.tree)


def test_who_rewrites_history_after_countersigning_is_caught(sides: Sides, tmp_path: Path) -> None:
    """A take recorded anew, sealed with the right key in the right order, does not extend what was countersigned."""
    court, centre = sides
    court.record(3)
    centre.record(3)
    exchange(sides)
    before = signed(court, court)
    store = tmp_path / "rewritten"
    about = TakeAbout(hearing=HEARING, case=CASE, take=CENTRE, writer="custody-centre-1", zero_at=0)
    forged = Take.open(store / "with-its-key", about, centre.key, Clock())
    track = forged.track("remote-p-1-sound", "audio", "remote-p-1", mandatory=True)
    forged.begin(0)
    others = [packet.data for packet in microphone(0, 200)][::-1]
    for packet, data in zip(microphone(0, 200), others, strict=True):
        track.write(replace(packet, data=data))
    forged.flush()
    forged.seal()
    paths = take_paths(store / "with-its-key", CASE, HEARING, CENTRE)
    own = OwnTake(TakeDigests(paths).read(), last_seal(paths))
    goes_on = centre.other.answer(CENTRE, own, None, NOW)
    begins_anew = OneSide(tmp_path / "anew", "custody-other-1", lambda _: True).other.answer(CENTRE, own, None, NOW)

    with pytest.raises(NotCountersigned, match="do not lead to its seal"):
        court.hears(goes_on)
    with pytest.raises(NotCountersigned, match="does not extend what was countersigned: it was rewritten"):
        court.hears(begins_anew)
    assert signed(court, court) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"signature": "0" * 128}, "not the other side's"),
        ({"offset_ns": 7}, "not the other side's"),
        ({"prev": "1" * 64}, "not the other side's"),
    ],
)
def test_a_forged_countersignature_is_refused(sides: Sides, change: dict[str, object], words: str) -> None:
    """Whoever is on the line cannot put words into the other side's mouth."""
    court, centre = sides
    court.record(3)
    centre.record(3)
    court.hears(centre.says())
    centre.hears(court.says())
    said = centre.says()
    line = canonical(json.loads(said.signed[0]) | change).decode()

    with pytest.raises(NotCountersigned, match=words):
        court.hears(said.model_copy(update={"signed": (line,)}))
    assert signed(court, centre) == []


def test_a_seal_under_another_key_or_of_another_take_is_not_countersigned(sides: Sides, tmp_path: Path) -> None:
    """Only the far end's own take counts, and only as long as the key stays."""
    court, centre = sides
    court.record(2)
    centre.record(2)
    exchange(sides)
    stranger = OneSide(tmp_path / "stranger", CENTRE, lambda take: take == COURT).record(2)

    with pytest.raises(NotCountersigned, match="another key"):
        court.hears(stranger.says())
    with pytest.raises(NotCountersigned, match="no take of the other side"):
        court.hears(centre.says().model_copy(update={"take": "room-demo-1"}))


def test_a_torn_line_is_cut_off(sides: Sides) -> None:
    """A power cut in the middle of writing costs that line, which comes again."""
    court, centre = sides
    court.record(2)
    centre.record(2)
    exchange(sides)
    path = court.store / "countersigned.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    court.begin_anew()
    exchange(sides)

    assert len(path.read_bytes().splitlines()) == len(whole.splitlines())
    assert all(one.is_signed() for one in read_lines(path, Countersignature))

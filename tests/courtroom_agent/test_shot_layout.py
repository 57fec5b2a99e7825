"""Each shot shows whom it names, largest, and never anybody who may not be seen."""

from hypothesis import given
from hypothesis import strategies as st

from courtroom_agent.layout import Cast, Tile
from courtroom_agent.shot_layout import arrange_shot

CAST = Cast("cam-judge", ("cam-prosecutor", "cam-defender", "cam-witness"), ("cam-overview",), "cam-witness")
NAMES = ("court", "overview", "parties", "witness", "remote", "evidence")
STREAMS = ("cam-judge", "cam-prosecutor", "cam-defender", "cam-witness", "cam-overview")


def shown(shot: str, *remotes: str, cast: Cast = CAST, evidence: str | None = None) -> tuple[Tile, ...]:
    """The tiles of *shot* in 1280 by 720."""
    return arrange_shot(cast, remotes, evidence, 1280, 720, shot)


def largest(shot: str, *remotes: str, evidence: str | None = None) -> str:
    """The stream that is largest."""
    return max(shown(shot, *remotes, evidence=evidence), key=lambda tile: tile.box.width * tile.box.height).stream


def test_each_shot_has_its_subject_large() -> None:
    """The bench, the overview, whoever is named, the evidence."""
    assert largest("court") == "cam-judge"
    assert largest("court", evidence="evidence") == "cam-judge"
    assert largest("evidence", evidence="evidence") == "evidence"
    assert largest("overview") == "cam-overview"
    assert largest("overview", "remote-p-1") == "cam-overview"
    assert largest("witness") == "cam-witness"
    assert largest("remote", "remote-p-1") == "remote-p-1"
    assert largest("cam-defender", "remote-p-1") == "cam-defender"
    assert largest("remote-p-2", "remote-p-1", "remote-p-2") == "remote-p-2"


def test_the_two_sides_are_equal() -> None:
    """控辩对席: prosecution left, defence right, the bench below; somebody far away stands in for a side."""
    first, second, *below = shown("parties", "remote-p-1")
    assert (first.stream, second.stream) == ("cam-prosecutor", "cam-defender")
    assert (first.box.width, first.box.height) == (second.box.width, second.box.height)
    assert [tile.stream for tile in below][:2] == ["cam-judge", "remote-p-1"]
    alone = Cast("cam-judge", ("cam-prosecutor",), ())
    assert [tile.stream for tile in shown("parties", "remote-p-1", cast=alone)][:2] == ["cam-prosecutor", "remote-p-1"]


def test_a_person_far_away_is_never_left_out_by_the_wide_shot() -> None:
    """With somebody remote the overview is large and the person beside it."""
    assert len(shown("overview")) == 1
    assert "remote-p-1" in {tile.stream for tile in shown("overview", "remote-p-1")}


@given(
    st.sampled_from([*NAMES, *STREAMS, "remote-p-1", "cam-nowhere"]),
    st.sets(st.sampled_from(STREAMS)),
    st.booleans(),
    st.booleans(),
)
def test_no_tile_shows_a_withheld_camera_and_none_covers_another(
    shot: str, withheld: set[str], is_remote: bool, has_evidence: bool
) -> None:
    """Whatever is asked for: who may not be seen is in no tile, and everything lies inside the picture."""
    remotes = ("remote-p-1",) if is_remote else ()
    cast = CAST.without(frozenset(withheld))
    tiles = shown(shot, *remotes, cast=cast, evidence="evidence" if has_evidence else None)

    assert not withheld & {tile.stream for tile in tiles}
    assert len({tile.stream for tile in tiles}) == len(tiles)
    for at, one in enumerate(tiles):
        box = one.box
        assert 0 <= box.x <= box.x + box.width <= 1280
        assert 0 <= box.y <= box.y + box.height <= 720
        for other in (each.box for each in tiles[:at]):
            beside = box.x >= other.x + other.width or other.x >= box.x + box.width
            assert beside or box.y >= other.y + other.height or other.y >= box.y + box.height

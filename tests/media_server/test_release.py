"""What the public sees, when, and what it never sees."""

import json
from pathlib import Path
from typing import Any

import av
import pytest

from media_server.release.folder import PageNotBuilt, PublicFolder
from media_server.release.replay import write_replay
from media_server.release.source import PublicTracks
from tests.hearing.story import CASE, CLERK, JUDGE, REVIEWER, SYSTEM, VICE_PRESIDENT, Story, approved, opened
from tests.media_server.releasing import DELAY_MS, Airing

SECOND_MS = 1000


def test_nothing_is_public_before_its_delay_is_over(tmp_path: Path) -> None:
    """At no moment lies a fragment in the public folder whose last picture is younger than the delay."""
    story = approved()
    airing = Airing.of(story, tmp_path)
    early = []
    for now in range(story.now, story.now + 25 * SECOND_MS, 200):
        airing.broadcast.step(story.hearing, now)
        early += [path for captured, path in airing.shown() if captured + SECOND_MS + DELAY_MS > now]

    assert early == []
    assert len(airing.shown()) >= 10


def test_nothing_from_before_the_approval_or_while_identities_are_checked_is_public(tmp_path: Path) -> None:
    """An approval does not reach back, and 核对身份 is withheld: the broadcast begins with the stage after both."""
    story = approved()
    airing = Airing.of(story, tmp_path)
    airing.until(story.now + 20 * SECOND_MS)

    begun = story.hearing.stages[-1].at
    assert airing.shown()
    assert all(captured >= begun for captured, _ in airing.shown())


def _never_public() -> Story:
    story = opened()
    story.so(CLERK, "enter-stage", stage="investigation")
    return story


def _half_approved() -> Story:
    story = _never_public()
    story.so(JUDGE, "apply-for-broadcast", applicant="李某", reason="典型案例")
    story.so(REVIEWER, "review-broadcast", reviewer="赵某")
    return story


def _refused() -> Story:
    story = approved()
    story.so(VICE_PRESIDENT, "refuse-broadcast", reason="改期再议")
    return story


def _closed_as_a_whole() -> Story:
    story = approved()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    return story


def _pretrial() -> Story:
    story = opened(procedure="pretrial-conference")
    story.so(CLERK, "enter-stage", stage="statements")
    return story


@pytest.mark.parametrize("told", [_never_public, _half_approved, _refused, _closed_as_a_whole, _pretrial])
def test_what_was_not_allowed_is_in_no_public_file(tmp_path: Path, told: Any) -> None:
    """Without approval, refused, closed, or of a procedure that is never broadcast: no file, and no row in the list."""
    story = told()
    airing = Airing.of(story, tmp_path, seconds=15)
    airing.until(story.now + 20 * SECOND_MS)

    assert airing.files() == []
    assert airing.row(story.now + 20 * SECOND_MS) is None


def test_identity_check_is_listed_but_dark(tmp_path: Path) -> None:
    """An approved hearing that still checks identities is announced, and shows no picture and says why."""
    story = opened()
    story.so(JUDGE, "apply-for-broadcast", applicant="李某", reason="典型案例")
    story.so(REVIEWER, "review-broadcast", reviewer="赵某")
    story.so(VICE_PRESIDENT, "approve-broadcast", vice_president="钱某")
    airing = Airing.of(story, tmp_path, seconds=15)
    airing.until(story.now + 20 * SECOND_MS)

    assert airing.files("*.m4s") == []
    assert airing.says()["why"] == "stage"
    assert airing.row(story.now) is not None


def test_a_cut_makes_it_dark_at_once_and_for_ever(tmp_path: Path) -> None:
    """The step after a cut leaves no media of it; after restoring, another address begins and the cut is in no file."""
    story = approved()
    airing = Airing.of(story, tmp_path, seconds=60)
    airing.until(story.now + 20 * SECOND_MS)
    first = airing.broadcast.epoch
    assert airing.says()["on_air"]

    story.wait(20).so(CLERK, "cut-broadcast")
    cut_at = story.now
    airing.broadcast.step(story.hearing, cut_at)
    assert airing.files("*.m4s") == airing.files("*.m3u8") == []
    assert airing.says() | {"stages": []} == {
        "id": airing.broadcast.public_id, "on_air": False, "why": "cut", "epoch": None, "delay_s": 10.0, "stages": [],
    }  # fmt: skip

    airing.until(cut_at + 4 * SECOND_MS)
    story.wait(4).so(JUDGE, "restore-broadcast")
    airing.until(story.now + 18 * SECOND_MS)

    assert airing.says()["epoch"] not in (None, first)
    assert min(captured for captured, _ in airing.shown()) >= story.now


@pytest.mark.parametrize(("hole_s", "is_one"), [((10.4, 12.0), True), ((10.4, 13.0), True), ((10.4, 15.0), False)])
def test_a_machine_that_stood_still_leaves_the_broadcast_where_it_is(
    tmp_path: Path, hole_s: tuple[float, float], is_one: bool
) -> None:
    """Pictures that nobody took are a hole that players go over; only a long one begins another stretch."""
    story = approved()
    airing = Airing.of(story, tmp_path, hole_s=hole_s)
    airing.until(story.now + 18 * SECOND_MS)
    first = airing.broadcast.epoch
    airing.until(story.now + 34 * SECOND_MS, from_ms=story.now + 18 * SECOND_MS)

    assert (airing.broadcast.epoch == first) is is_one
    zero = story.hearing.zero_at or 0
    assert all(not hole_s[0] * 1000 <= captured - zero < hole_s[1] * 1000 for captured, _ in airing.shown())
    pictures = len(airing.shown()) * 25 - is_one * 15  # of the second before the hole there are ten
    assert _decoded(airing.folder.epoch(airing.broadcast.public_id, airing.broadcast.epoch), pictures) > 0


def test_what_was_let_go_ends_the_stretch_however_short_it_was(tmp_path: Path) -> None:
    """After two seconds that the public may not see, the address of what was before is gone."""
    story = approved()
    airing = Airing.of(story, tmp_path, seconds=60)
    airing.until(story.now + 20 * SECOND_MS)
    first = airing.broadcast.epoch
    story.wait(20).so(CLERK, "enter-stage", stage="identity")
    story.wait(2).so(CLERK, "enter-stage", stage="investigation")
    airing.until(story.now + 18 * SECOND_MS)

    assert airing.says()["on_air"]
    assert airing.broadcast.epoch != first
    assert all(captured >= story.now for captured, _ in airing.shown())


def test_going_closed_in_the_middle_takes_everything_away(tmp_path: Path) -> None:
    """When the judge closes the whole hearing, what was already public goes, and the list does not know it any more."""
    story = approved()
    airing = Airing.of(story, tmp_path)
    airing.until(story.now + 20 * SECOND_MS)
    assert airing.files("*.m4s")

    story.wait(20).so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    airing.broadcast.step(story.hearing, story.now)

    assert airing.files() == []
    assert airing.row(story.now) is None


def test_a_page_can_tell_that_release_has_stopped(tmp_path: Path) -> None:
    """While it is on air the state says each second that it is kept, so that a page may go dark when it is not."""
    story = approved()
    airing = Airing.of(story, tmp_path)
    airing.until(story.now + 15 * SECOND_MS)
    before = airing.says()["updated"]
    airing.until(story.now + 17 * SECOND_MS, from_ms=story.now + 15 * SECOND_MS)

    assert airing.says()["updated"] == before + 2 * SECOND_MS


@pytest.mark.parametrize("demo", [True, False])
def test_captions_are_public_only_for_the_scripted_case(tmp_path: Path, demo: bool) -> None:
    """Machine text is unchecked: the public gets it for the demonstration's invented case alone."""
    story = approved(demo=demo)
    airing = Airing.of(story, tmp_path)
    airing.speak("现在开庭。", story.now + SECOND_MS)
    airing.until(story.now + 20 * SECOND_MS)

    text = "".join(path.read_text() for path in airing.files("*.vtt"))
    [master] = [path.read_text() for path in airing.files("master.m3u8")]
    assert ("<v 审判员>现在开庭。" in text) is demo
    assert ("SUBTITLES" in master) is demo
    assert bool(airing.files("captions.m3u8")) is demo


def test_the_live_playlist_plays(tmp_path: Path) -> None:
    """Segments are two seconds, none is longer than the target says, and FFmpeg plays picture and sound of it."""
    story = approved()
    airing = Airing.of(story, tmp_path)
    airing.until(story.now + 25 * SECOND_MS)

    [video] = airing.files("video.m3u8")
    lengths = [float(line[8:].rstrip(",")) for line in video.read_text().splitlines() if line.startswith("#EXTINF:")]
    assert "#EXT-X-TARGETDURATION:2\n" in video.read_text()
    assert len(lengths) >= 5
    assert lengths == pytest.approx([2.0] * len(lengths), abs=0.05)
    assert _decoded(airing.folder.epoch(airing.broadcast.public_id, airing.broadcast.epoch), len(lengths) * 50) > 0


def _decoded(folder: Path, pictures: int) -> int:
    """Decode *pictures* pictures of the broadcast in *folder*; return how many audio frames came with them."""
    text = {path.name: path.read_text() for path in folder.glob("*.m3u8")}
    (folder / "video.m3u8").write_text(text["video.m3u8"] + "#EXT-X-ENDLIST\n")  # FFmpeg would wait for more
    (folder / "audio.m3u8").write_text(text["audio.m3u8"] + "#EXT-X-ENDLIST\n")
    seen = heard = 0
    with av.open(str(folder / "master.m3u8"), options={"extension_picky": "0"}) as container:
        for frame in container.decode(video=0, audio=0):
            seen, heard = seen + isinstance(frame, av.VideoFrame), heard + isinstance(frame, av.AudioFrame)
    assert seen == pictures
    return heard


def test_the_case_number_stands_in_the_list_alone(tmp_path: Path) -> None:
    """Nothing that is public is named after the case or the hearing, and only the list says the number."""
    story = approved(demo=True)
    airing = Airing.of(story, tmp_path)
    airing.until(story.now + 20 * SECOND_MS)
    row = airing.row(story.now) or {}

    names = " ".join(str(path.relative_to(airing.folder.root)) for path in airing.files())
    content = b"".join(path.read_bytes() for path in airing.files())
    for secret in (CASE["number"], story.hearing.hearing, "128", "program-demo", "张某某"):
        assert secret not in names
        assert secret.encode() not in content or secret == "128"
    assert row["number"] == CASE["number"]
    assert story.hearing.hearing not in json.dumps(row)


def test_the_replay_leaves_out_what_was_cut(tmp_path: Path) -> None:
    """After closing the public may watch again what was lawful to show, and nothing of the cut."""
    story = approved()
    airing = Airing.of(story, tmp_path, seconds=70)
    story.wait(40).so(CLERK, "cut-broadcast")
    story.wait(8).so(JUDGE, "restore-broadcast")
    story.wait(8).so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    cut = story.hearing.broadcast.cuts[0]

    assert write_replay(airing.folder, "0" * 16, PublicTracks(tmp_path / "records"), story.hearing)
    playlist = (airing.folder.replay("0" * 16) / "video.m3u8").read_text()
    assert "#EXT-X-ENDLIST" in playlist
    assert "#EXT-X-DISCONTINUITY" in playlist
    assert airing.shown()
    assert not [captured for captured, _ in airing.shown() if cut.since - SECOND_MS < captured < (cut.until or 0)]


def test_only_the_public_page_is_copied(tmp_path: Path) -> None:
    """Of the court's pages exactly what the public page loads lies beside the media."""
    page, public = tmp_path / "static", PublicFolder(tmp_path / "public")
    manifest = {
        "index.html": {"file": "assets/index.js", "css": ["assets/index.css"], "imports": ["_a.js"], "dynamicImports": ["hls"]},
        "_a.js": {"file": "assets/a.js", "imports": ["index.html"]},
        "hls": {"file": "assets/hls.js"},
        "panel.html": {"file": "assets/panel.js", "imports": ["_a.js"]},
    }  # fmt: skip
    files = ["index.html", "panel.html", "mark.svg", *(f"assets/{name}" for name in ("index.js", "index.js.br", "index.css", "a.js", "hls.js", "panel.js"))]  # fmt: skip
    for name in files:
        public.write(page / name, name)
    public.write_json(page / "pages.json", manifest)
    public.install_page(page)

    copied = {str(path.relative_to(public.root)) for path in public.root.rglob("*") if path.is_file()}
    assert copied == set(files) - {"panel.html", "assets/panel.js"}


def test_pages_that_were_not_built_are_named(tmp_path: Path) -> None:
    """Whoever forgot to build the pages is told how to."""
    with pytest.raises(PageNotBuilt, match=r"pages\.json.*\./courtroom"):
        PublicFolder(tmp_path / "public").install_page(tmp_path)

"""A network camera over real RTSP: passed through or encoded anew, signed on to, lost in words and found again."""

from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.errors import SourceLost
from courtroom_agent.sources.base import CodedPicture, Picture
from courtroom_agent.sources.rtsp import RtspVideo
from tests.courtroom_agent.rtsp_camera import RtspCamera
from tests.courtroom_agent.test_sources import BASELINE, SIZE, film


@pytest.fixture(scope="module")
def playable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What browsers play, with a keyframe each second."""
    return film(tmp_path_factory.mktemp("film") / "camera.h264", 6, BASELINE)


@pytest.fixture
def cameras() -> Iterator[list[RtspCamera]]:
    """Cameras whose plugs are pulled at the end."""
    there: list[RtspCamera] = []
    yield there
    for one in there:
        one.close()


def opened(url: str) -> RtspVideo:
    """The camera at *url* as a source."""
    return RtspVideo(url, *SIZE, 25, PanelClock())


def read_on(source: RtspVideo) -> None:
    """Read what there is, and then some."""
    for _ in range(2000):
        source.read()


def test_a_cameras_own_pictures_go_through_as_they_come(playable: Path, cameras: list[RtspCamera]) -> None:
    """Baseline, a keyframe each second: what the camera encoded can be decoded from any keyframe on."""
    cameras.append(RtspCamera(playable))
    source = opened(cameras[0].url)
    assert source.is_passed_through, source.probe
    pictures = [source.read() for _ in range(60)]
    source.close()
    begin = next(at for at, one in enumerate(pictures) if isinstance(one, CodedPicture) and one.keyframe)
    decoder = av.CodecContext.create("h264", "r")
    coded = [one for one in pictures[begin : begin + 10] if isinstance(one, CodedPicture)]
    frames = [frame for one in coded for frame in decoder.decode(av.Packet(one.data))]
    frames += decoder.decode(None)
    assert len(frames) == 10
    assert all(b.at >= a.at for a, b in zip(pictures, pictures[1:], strict=False))


def test_a_picture_that_browsers_do_not_play_is_decoded(tmp_path: Path, cameras: list[RtspCamera]) -> None:
    """Main profile: pictures in the room file's size."""
    other = film(tmp_path / "main.h264", 6, {"profile": "main", "preset": "superfast"})
    cameras.append(RtspCamera(other))
    source = opened(cameras[0].url)
    assert not source.is_passed_through
    picture = source.read()
    source.close()
    assert isinstance(picture, Picture)
    assert (picture.frame.width, picture.frame.height) == SIZE


def test_a_camera_wants_its_password(playable: Path, cameras: list[RtspCamera]) -> None:
    """The right one is let in; a wrong one is said, and neither stands in the words."""
    cameras.append(RtspCamera(playable, password="right-one"))
    place = cameras[0].url.removeprefix("rtsp://")
    opened(f"rtsp://court:right-one@{place}").close()
    refused = cameras[0].refused
    with pytest.raises(SourceLost) as caught:
        opened(f"rtsp://court:wrong-one@{place}")
    assert "name and password in the room file" in str(caught.value)
    assert "wrong-one" not in str(caught.value)
    assert cameras[0].refused > refused


def test_a_camera_whose_plug_is_pulled_is_lost_in_words_and_opened_again(
    playable: Path, cameras: list[RtspCamera]
) -> None:
    """What it gave last is given; then the source is lost, and the next try finds it when it is back."""
    cameras.append(RtspCamera(playable))
    source = opened(cameras[0].url)
    source.read()
    cameras[0].close()
    with pytest.raises(SourceLost, match="that the network reaches it"):
        read_on(source)
    source.close()
    cameras.append(RtspCamera(playable))
    again = opened(cameras[1].url)
    assert again.read() is not None
    again.close()

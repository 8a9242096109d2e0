"""Files that are no videos say so, with the path and the remedy."""

from __future__ import annotations

from pathlib import Path

import clips
import pytest

from fo_buttwink.video.files import VideoError
from fo_buttwink.video.reader import VideoReader


def no_file(folder: Path) -> Path:
    return folder / "missing.mp4"


def empty_file(folder: Path) -> Path:
    (folder / "empty.mp4").touch()
    return folder / "empty.mp4"


def text_file(folder: Path) -> Path:
    (folder / "text.mp4").write_text("squats: 5 x 5\n" * 100, encoding="utf-8")
    return folder / "text.mp4"


def cut_header(folder: Path) -> Path:
    path = clips.write_clip(folder / "cut.mp4", 20)
    path.write_bytes(path.read_bytes()[:-300])
    return path


def only_sound(folder: Path) -> Path:
    return clips.write_sound(folder / "sound.m4a").rename(folder / "sound.mp4")


def a_folder(folder: Path) -> Path:
    (folder / "clips.mp4").mkdir()
    return folder / "clips.mp4"


BAD_FILES = [
    (no_file, "no such file; check the path"),
    (empty_file, r"empty \(0 bytes\); export or download it again"),
    (text_file, "not a readable video .*; check that the file opens in a player"),
    (cut_header, "not a readable video .*download it again"),
    (only_sound, r"no video stream \(the file holds audio\); give a file with pictures"),
    (a_folder, "is a folder, expected a video file; name the files in it"),
]


@pytest.mark.parametrize(("make", "message"), BAD_FILES, ids=[m.__name__ for m, _ in BAD_FILES])
def test_bad_file_names_itself_and_the_remedy(tmp_path, make, message):
    path = make(tmp_path)
    with pytest.raises(VideoError, match=message) as error:
        VideoReader(path)
    assert str(path) in str(error.value)


def test_no_frame_can_be_decoded(tmp_path):
    path = clips.write_clip(tmp_path / "a.mp4", 5, container_options={"movflags": "faststart"})
    data = path.read_bytes()
    start = data.index(b"mdat") + 4
    path.write_bytes(data[:start] + bytes(len(data) - start))
    with pytest.raises(VideoError, match=r"a\.mp4: no frame could be decoded; .*again"):
        VideoReader(path)


def test_bad_file_is_not_left_open(tmp_path):
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        pytest.skip("needs /proc")
    path = only_sound(tmp_path)
    for _ in range(3):
        with pytest.raises(VideoError):
            VideoReader(path)
    opened = [str(p.readlink()) for p in folder.iterdir() if p.is_symlink()]
    assert str(path) not in opened

"""Files that are no videos say so, with the path and the remedy."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import clips
import pytest

from fo_buttwink.video import container
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


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(
        VideoError, match=r"pipe\.mp4: is a pipe or a device, expected a video file"
    ):
        VideoReader(tmp_path / "pipe.mp4")


def test_a_loop_of_links_is_refused(tmp_path):
    one, two = tmp_path / "a.mp4", tmp_path / "b.mp4"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(VideoError, match=r"a\.mp4: cannot be opened \(.*\); check the path"):
        VideoReader(one)


def test_a_name_that_no_file_can_have_is_refused():
    with pytest.raises(VideoError, match=r"no such file \(.*embedded null"):
        VideoReader("a\0b.mp4")


def test_a_playlist_leads_to_no_other_file_and_to_no_other_machine(tmp_path):
    """Neither are its videos shown as its own, nor is anybody asked for them."""
    video = clips.write_clip(tmp_path / "other.ts", 5, codec="mpeg2video")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        head = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:9\n#EXTINF:1,\n"
        for name, entry in (("a.mp4", video), ("b.m3u8", video.name), ("c.m3u8", address)):
            playlist = tmp_path / name
            playlist.write_text(f"{head}{entry}\n#EXT-X-ENDLIST\n")
            with pytest.raises(VideoError, match=rf"{name}: (is a list of other|not a readable)"):
                VideoReader(playlist)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(
    tmp_path, monkeypatch
):
    path = clips.write_clip(tmp_path / "a.mp4", 2, size=(128, 64))
    monkeypatch.setattr(container, "MAX_PIXELS", 127 * 64)
    with pytest.raises(VideoError, match=r"pictures are 128 x 64 pixels, expected at most 8,128"):
        VideoReader(path)


def test_a_stream_larger_than_its_container_says_is_not_decoded(tmp_path, monkeypatch):
    """The limit also holds inside of the decoder."""
    path = clips.write_clip(tmp_path / "a.mp4", 2, size=(128, 64))
    monkeypatch.setattr(container, "MAX_PIXELS", 127 * 64)
    monkeypatch.setattr(container, "_is_too_large", lambda context: False)
    with pytest.raises(VideoError, match="no frame could be decoded"):
        VideoReader(path)


def test_pixels_of_an_absurd_shape_are_taken_for_square(tmp_path):
    path = clips.write_clip(tmp_path / "a.mp4", 2, size=(64, 48))
    data = bytearray(path.read_bytes())
    height = data.index(b"tkhd") + 4 + 80
    data[height : height + 4] = (2**31 - 1).to_bytes(4, "big")
    path.write_bytes(data)
    with VideoReader(path) as reader:
        assert (reader.info.width, reader.info.height) == (64, 48)
        assert next(iter(reader)).image.shape == (48, 64, 3)


def test_stamps_without_any_rhythm_thin_nothing_out(tmp_path):
    """No step is near the median of all, as after a damaged table of durations."""
    pts = (0, 1, 4)
    with VideoReader(clips.write_clip(tmp_path / "a.mp4", 16)) as reader:
        opened = reader._container
        reader.info = replace(reader.info, fps=12800.0)
        packets = [SimpleNamespace(pts=p, time_base=Fraction(1, 12800)) for p in pts]
        reader._container = SimpleNamespace(demux=lambda stream: iter(packets), close=opened.close)
        assert reader._thinning(30.0) == 1

"""Copies for the browser show the same frames at the same times."""

from __future__ import annotations

import clips
import numpy as np
import pytest
from counted import number_of, write_counted
from hdr_clip import write_hdr

from fo_buttwink.domain.playable import not_played
from fo_buttwink.video.proxy import write_proxy
from fo_buttwink.video.reader import VideoReader

UNEVEN = [*(i / 30 for i in range(30)), *(1 + i / 10 for i in range(20))]


def read(path):
    with VideoReader(path) as reader:
        frames = list(reader)
        return reader.info, frames


@pytest.mark.parametrize("start_s", [0.0, 0.5])
def test_same_frames_at_the_same_times(tmp_path, start_s):
    times = [t + start_s for t in UNEVEN]
    source = write_counted(tmp_path / "a.mkv", times, sound_s=0.0, codec="mpeg4")
    write_proxy(source, tmp_path / "sub" / "b.mp4")
    before, frames = read(source)
    info, copied = read(tmp_path / "sub" / "b.mp4")
    assert not_played(before.codec, before.pixel_format) == "mpeg4"
    assert (info.codec, info.pixel_format) == ("h264", "yuv420p")
    assert [number_of(f.image) for f in copied] == list(range(1, 51))
    np.testing.assert_allclose(
        [f.time_s for f in copied], [f.time_s for f in frames], rtol=0, atol=2e-5
    )
    assert info.start_s == pytest.approx(before.start_s, abs=2e-5)
    assert info.variable_frame_rate and before.variable_frame_rate


@pytest.mark.parametrize("way", [90, "mirrored", "over the main diagonal"])
def test_a_turned_video_looks_the_same(tmp_path, way):
    path = clips.turn(clips.write_clip(tmp_path / "a.mp4", 3), way)
    write_proxy(path, tmp_path / "b.mp4")
    before, frames = read(path)
    info, copied = read(tmp_path / "b.mp4")
    assert (info.width, info.height) == (before.width, before.height)
    assert info.rotation_deg == 0 and not info.mirrored
    assert clips.corner_names(copied[0].image) == clips.corner_names(frames[0].image)
    assert np.abs(copied[1].image.astype(int) - frames[1].image).mean() < 4


def test_hdr_becomes_ordinary(tmp_path):
    gray = np.full((64, 96, 3), 118, np.uint8)
    path = write_hdr(tmp_path / "a.mp4", [gray] * 3, "arib-std-b67", codec="libx264")
    write_proxy(path, tmp_path / "b.mp4")
    info, copied = read(tmp_path / "b.mp4")
    assert info.transfer == "bt709"
    # 118 as light is 0.157 of white, of which Reinhard's curve leaves 0.137.
    assert np.abs(copied[1].image.astype(int) - 111).max() <= 8


def test_odd_sizes_and_files_that_cannot_be_read(tmp_path):
    write_proxy(clips.write_clip(tmp_path / "a.mp4", 3, size=(63, 47)), tmp_path / "b.mp4")
    info, _ = read(tmp_path / "b.mp4")
    assert (info.width, info.height) == (64, 48)
    (tmp_path / "bad.mp4").write_bytes(b"no video")
    with pytest.raises(Exception, match="not a readable video"):
        write_proxy(tmp_path / "bad.mp4", tmp_path / "c.mp4")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.mp4", "b.mp4", "bad.mp4"]

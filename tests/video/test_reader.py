"""Reading video files: orientation, times, cropping, and files that are none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import av
import clips
import numpy as np
import pytest

from fo_buttwink.video.files import VideoError, find_videos
from fo_buttwink.video.reader import VideoReader


def read(path, **options):
    with VideoReader(path, **options) as reader:
        frames = list(reader)
        return reader, frames


@pytest.mark.parametrize("fps", [25.0, 29.97, 59.94])
def test_even_frame_rate(tmp_path, fps):
    reader, frames = read(clips.write_clip(tmp_path / "a.mp4", 30, fps=fps))
    assert reader.info.fps == pytest.approx(fps, rel=1e-4)
    assert reader.info.total_frames == len(frames) == 30
    assert not reader.info.variable_frame_rate
    assert [f.index for f in frames] == list(range(30))
    np.testing.assert_allclose([f.time_s for f in frames], np.arange(30) / fps, atol=1e-3)
    assert reader.info.duration_s == pytest.approx(30 / fps, abs=2e-3)
    assert reader.warnings == []


def test_uneven_frame_times_are_kept(tmp_path):
    times_ms = [0, 40, 80, 240, 280, 300, 400, 440, 600, 640]
    reader, frames = read(clips.write_clip(tmp_path / "a.mp4", 10, times_ms=times_ms))
    np.testing.assert_allclose([f.time_s for f in frames], np.array(times_ms) / 1e3, atol=1e-3)
    assert reader.info.variable_frame_rate
    assert reader.info.fps == pytest.approx(9 / 0.64, rel=0.01)


@pytest.mark.parametrize("way", clips.SHOWN)
@pytest.mark.parametrize("max_side", [None, 40])
def test_turned_and_mirrored_as_a_player_does(tmp_path, way, max_side):
    path = clips.turn(clips.write_clip(tmp_path / "a.mp4", 3), way)
    reader, frames = read(path, max_side_px=max_side)
    upright = way in (0, 180, "mirrored", "upside down")
    size = (64, 48) if upright else (48, 64)
    assert (reader.info.width, reader.info.height) == size
    assert clips.corner_names(frames[0].image) == clips.SHOWN[way]
    height, width = frames[0].image.shape[:2]
    assert frames[0].scale * width == pytest.approx(size[0], rel=0.03)
    assert frames[0].scale * height == pytest.approx(size[1], rel=0.03)


def dot_clip(path, width, height, x, y):
    image = np.zeros((height, width, 3), np.uint8)
    image[y - 3 : y + 4, x - 3 : x + 4] = 255
    return clips.write_clip(path, [image] * 2)


def dot_place(frame):
    """Where the dot lies in the displayed source, from a frame that was cut and shrunk."""
    weight = frame.image[..., 1].astype(float)
    rows, columns = np.indices(weight.shape)
    centre = np.array([(columns * weight).sum(), (rows * weight).sum()]) / weight.sum()
    return (centre + 0.5) * frame.scale + np.array(frame.origin_px) - 0.5


@pytest.mark.parametrize("region", [None, (40, 20, 180, 130), (61, 33, 301, 175)])
@pytest.mark.parametrize("max_side", [None, 100, 77])
def test_place_in_the_source_survives_cutting_and_shrinking(tmp_path, region, max_side):
    path = dot_clip(tmp_path / "a.mp4", 320, 240, 120, 90)
    _, frames = read(path, max_side_px=max_side, region_px=region)
    assert dot_place(frames[0]) == pytest.approx([120, 90], abs=1.0)
    if max_side is not None:
        assert max(frames[0].image.shape[:2]) <= max_side + 1
    assert frames[0].image.flags.c_contiguous


def test_region_of_a_turned_picture_is_that_of_the_display(tmp_path):
    path = clips.turn(dot_clip(tmp_path / "a.mp4", 320, 240, 60, 50), 90)
    # Clockwise: (x, y) of the stored picture is shown at (239 - y, x).
    _, frames = read(path, max_side_px=120, region_px=(100, 10, 240, 150))
    assert dot_place(frames[0]) == pytest.approx([189, 60], abs=1.0)


@pytest.mark.parametrize(
    ("way", "shown_at"),
    [
        (0, (60, 50)),
        (90, (189, 60)),
        (180, (259, 189)),
        (270, (50, 259)),
        ("mirrored", (259, 50)),
        ("upside down", (60, 189)),
        ("over the main diagonal", (50, 60)),
        ("over the other diagonal", (189, 259)),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_place_in_the_displayed_source_whatever_its_orientation(tmp_path, way, shown_at, whole):
    path = clips.turn(dot_clip(tmp_path / "a.mp4", 320, 240, 60, 50), way)
    x, y = shown_at
    region = None if whole else (max(0, x - 47), max(0, y - 41), x + 40, y + 49)
    reader, frames = read(path, max_side_px=70, region_px=region)
    right, bottom = reader.info.width, reader.info.height
    if region is not None and (region[2] > right or region[3] > bottom):
        region = (region[0], region[1], min(region[2], right), min(region[3], bottom))
        _, frames = read(path, max_side_px=70, region_px=region)
    assert dot_place(frames[0]) == pytest.approx([x, y], abs=1.0 if region else 3.0)


@pytest.mark.parametrize("size", [(54, 38), (61, 45), (66, 50), (8, 8)])
def test_sizes_whose_rows_are_padded(tmp_path, size):
    reader, frames = read(clips.write_clip(tmp_path / "a.mp4", 3, size=size))
    assert frames[0].image.shape == (size[1], size[0], 3)
    assert clips.corner_names(frames[0].image) == "rgbw"
    assert frames[0].image.strides == (3 * size[0], 3, 1)
    assert (reader.info.width, reader.info.height) == size


def test_pixels_that_are_not_square_are_stretched(tmp_path):
    path = clips.write_clip(tmp_path / "a.mp4", 3, size=(60, 48), pixel_aspect=Fraction(4, 3))
    reader, frames = read(path)
    assert (reader.info.width, reader.info.height) == (80, 48)
    assert frames[0].image.shape[:2] == (48, 80)


def test_scout_looks_all_over_the_clip(tmp_path):
    path = clips.write_clip(tmp_path / "a.mp4", 100)
    with VideoReader(path) as reader:
        times = [f.time_s for f in reader.scout(5)]
        np.testing.assert_allclose(times, [0.4, 1.2, 2.0, 2.8, 3.6], atol=0.05)
        assert len(list(reader)) == 100, "reading after scouting starts at the beginning"


def test_scout_reach_bounds_the_work(tmp_path):
    path = clips.write_clip(tmp_path / "a.mp4", 100, key_every=250)
    with VideoReader(path) as reader:
        times = [f.time_s for f in reader.scout(2, reach=10)]
    assert len(times) >= 1 and max(times) <= 0.45, "one key frame, so no more than ten on"


@pytest.mark.parametrize(
    ("fps", "enough", "every"),
    [(60, 25, 2), (50, 25, 2), (Fraction(60000, 1001), 25, 2), (30, 25, 1), (60, None, 1)],
)
def test_fast_videos_are_thinned_out(tmp_path, fps, enough, every):
    path = clips.write_clip(tmp_path / "a.mp4", 21, fps=fps)
    with VideoReader(path, enough_fps=enough) as reader:
        frames = [(f.index, f.time_s) for f in reader]
        times = reader.times_s
    assert reader.every == every and reader.info.total_frames == len(times) == 21
    assert frames == list(enumerate(times))[::every]
    np.testing.assert_allclose(times, np.arange(21) / float(fps), atol=1e-3)


@pytest.mark.parametrize(
    ("interval_ms", "every"), [(1000 / 30, 1), (1000 / 60, 2), (1000 / 240, 9)]
)
def test_the_frame_rate_that_a_container_claims_is_verified(
    tmp_path, interval_ms, every, monkeypatch
):
    """It may be the resolution of its stamps: 1,000 where they count milliseconds."""
    times = [round(k * interval_ms) for k in range(40)]
    times[20:] = [t + 500 for t in times[20:]]  # and pauses
    path = clips.write_clip(
        tmp_path / "a.webm", 40, codec="libvpx", format="webm", fps=1000, times_ms=times
    )
    probe = VideoReader._probe
    monkeypatch.setattr(VideoReader, "_probe", lambda self: replace(probe(self), fps=1000.0))
    with VideoReader(path, enough_fps=25.0) as reader:
        indices = [frame.index for frame in reader]
    assert reader.every == every and indices == list(range(0, 40, every))
    assert reader.info.total_frames == 40


@pytest.mark.parametrize("key_every", [12, 250])
def test_frames_at_given_times(tmp_path, key_every):
    path = clips.write_clip(tmp_path / "a.mp4", 100, key_every=key_every)
    wanted = [0.04, 1.0, 1.04, 3.96]
    with VideoReader(path) as reader:
        assert [f.time_s for f in reader.at(wanted, 100)] == pytest.approx(wanted, abs=1e-3)
        assert list(reader.at([], 100)) == []


@pytest.mark.parametrize("key_every", [12, 40, 250])
def test_scout_decodes_no_frame_twice(tmp_path, monkeypatch, key_every):
    path = clips.write_clip(tmp_path / "a.mp4", 100, key_every=key_every)
    decoded = []
    decode = VideoReader._decode

    def counting(self):
        for raw in decode(self):
            decoded.append(raw.pts)
            yield raw

    with VideoReader(path) as reader:
        monkeypatch.setattr(VideoReader, "_decode", counting)
        times = [f.time_s for f in reader.scout(10, reach=100)]
    np.testing.assert_allclose(times, np.arange(0.2, 4.0, 0.4), atol=0.05)
    assert len(decoded) == len(set(decoded)) <= 100


def test_stream_that_does_not_start_at_zero(tmp_path):
    """MPEG streams count from the start of the recording, and lose frames when they seek."""
    path = clips.write_clip(tmp_path / "a.ts", 20, codec="mpeg2video")
    with av.open(str(path)) as container:
        assert container.streams.video[0].start_time > 0, "the case this test is about"
    with VideoReader(path) as reader:
        list(reader.scout(4))
        times = [f.time_s for f in reader]
    np.testing.assert_allclose(times, np.arange(20) / 25, atol=1e-3)


def test_file_that_does_not_tell_its_duration(tmp_path):
    """What browsers record."""
    path = clips.write_clip(
        tmp_path / "a.webm", 50, codec="libvpx", format="webm", container_options={"live": "1"}
    )
    with VideoReader(path) as reader:
        assert reader.info.duration_s == pytest.approx(2.0, abs=0.1)
        assert len(list(reader.scout(5))) == 5
        assert len(list(reader)) == 50


def test_cut_short_clip_is_read_to_its_end(tmp_path):
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (48, 64, 3), np.uint8) for _ in range(60)]
    path = clips.write_clip(tmp_path / "a.mp4", images, container_options={"movflags": "faststart"})
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    reader, frames = read(path)
    assert 20 < len(frames) < 45
    assert reader.info.total_frames == len(frames)
    assert any(f"{len(frames)} of 60" in warning for warning in reader.warnings)


def test_hole_in_the_data_does_not_end_the_reading(tmp_path):
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 255, (48, 64, 3), np.uint8) for _ in range(60)]
    path = clips.write_clip(tmp_path / "a.avi", images, codec="mjpeg")
    data = bytearray(path.read_bytes())
    start = data.index(b"\xff\xd8", len(data) // 3)
    data[start : start + 2000] = bytes(2000)
    path.write_bytes(data)
    _, frames = read(path)
    assert len(frames) >= 55
    assert frames[-1].time_s >= 57 / 25


def test_name_that_looks_like_an_address(tmp_path, monkeypatch):
    clips.write_clip(tmp_path / "a.mp4", 3).rename(tmp_path / "12:30.mp4")
    monkeypatch.chdir(tmp_path)
    _, frames = read("12:30.mp4")
    assert len(frames) == 3


def test_one_frame(tmp_path):
    reader, frames = read(clips.write_clip(tmp_path / "a.mp4", 1))
    assert len(frames) == reader.info.total_frames == 1
    assert reader.info.fps > 0 and reader.info.duration_s > 0


def numbered(count):
    """Pictures that show their own number in eight bars."""
    images = []
    for k in range(count):
        image = np.full((48, 64, 3), 30, np.uint8)
        for bit in range(8):
            if k >> bit & 1:
                image[8:40, bit * 8 : (bit + 1) * 8] = 220
        images.append(image)
    return images


def number_of(image):
    bars = [image[20:28, bit * 8 + 3 : bit * 8 + 6].mean() > 125 for bit in range(8)]
    return sum(bar << bit for bit, bar in enumerate(bars))


@pytest.mark.parametrize("key_every", [12, 250])
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("a.mp4", {}),
        ("a.mkv", {}),
        ("a.mts", {"format": "mpegts"}),
        ("a.m2ts", {"format": "mpegts"}),
        ("a.ts", {"format": "mpegts", "codec": "mpeg2video"}),
        ("a.mpg", {"format": "mpeg", "codec": "mpeg2video"}),
        ("a.avi", {"codec": "mpeg4"}),
        ("a.webm", {"codec": "libvpx"}),
        ("a.3gp", {"format": "3gp"}),
        ("a.wmv", {"format": "asf", "codec": "wmv2"}),
        ("a.flv", {"format": "flv"}),
        ("a.gif", {"codec": "gif"}),
    ],
)
def test_frame_at_is_the_frame_that_was_asked_for(tmp_path, name, options, key_every):
    path = clips.write_clip(tmp_path / name, numbered(130), key_every=key_every, **options)
    assert find_videos(tmp_path) == [path]
    with VideoReader(path) as reader:
        times = [(frame.time_s, number_of(frame.image)) for frame in reader]
        assert [number for _, number in times] == list(range(130))
        # Backward, forward and by times as they are stored.
        for k in (129, 0, 63, 5, 64, 112, 128, 49):
            time_s, number = times[k]
            assert number_of(reader.frame_at(round(time_s, 3)).image) == number
        between = (times[80][0] + times[81][0]) / 2
        assert number_of(reader.frame_at(between).image) == 80
        assert number_of(reader.frame_at(1e6).image) == 129
        assert number_of(reader.frame_at(-1.0).image) == 0


def test_frame_at_of_an_uneven_gif_is_the_whole_picture(tmp_path):
    """A frame of a GIF holds only what changed since the last one, and each lasts as it likes."""
    lasts_ms = [20 + 10 * (k % 9) + 3000 * (k == 60) for k in range(130)]
    starts_ms = np.cumsum([0, *lasts_ms[:-1]]).tolist()
    path = clips.write_clip(
        tmp_path / "a.gif", numbered(130), codec="gif", times_ms=starts_ms, fps=100
    )
    with VideoReader(path) as reader:
        frames = [(frame.time_s, frame.image.copy()) for frame in reader]
        assert [round(1000 * time_s) for time_s, _ in frames] == starts_ms
        assert [number_of(image) for _, image in frames] == list(range(130))
        # The pause after frame 60 is longer than the run-up of a seek.
        for k in np.random.default_rng(1).permutation(130):
            time_s, image = frames[k]
            assert np.array_equal(reader.frame_at(time_s).image, image), k
            if k in (59, 60, 61):
                shown = reader.frame_at(time_s + 0.5 * lasts_ms[k] / 1000)
                assert np.array_equal(shown.image, image), k


def test_frame_at_of_a_cut_off_gif_says_no_or_shows_what_is_asked_for(tmp_path):
    """The last picture may be drawn in part only; it is shown as it is read in order."""
    whole = clips.write_clip(tmp_path / "whole.gif", numbered(130), codec="gif").read_bytes()
    shown = 0
    for part in (0, 6, 13, 400, *(len(whole) * tenth // 10 for tenth in range(1, 10))):
        path = tmp_path / f"cut{part}.gif"
        path.write_bytes(whole[:part])
        try:
            with VideoReader(path) as reader:
                frames = [(frame.time_s, frame.image.copy()) for frame in reader]
                assert [number_of(i) for _, i in frames[:-1]] == list(range(len(frames) - 1))
                for k in {len(frames) - 1, 0, len(frames) // 2, max(0, len(frames) - 2)}:
                    time_s, image = frames[k]
                    assert np.array_equal(reader.frame_at(round(time_s, 3)).image, image)
                    shown += 1
        except VideoError as error:
            assert str(path) in str(error)
    assert shown >= 9 * 3


def trimmed(source, target, skip, fps=25):
    """The same packets with an edit list that hides the first ones, as lossless cutters write."""
    options = {"avoid_negative_ts": "disabled"}
    with av.open(str(source)) as old, av.open(str(target), "w", options=options) as new:
        stream = old.streams.video[0]
        out = new.add_stream_from_template(stream)
        step = int(1 / fps / stream.time_base)
        for packet in old.demux(stream):
            if packet.dts is not None:
                packet.pts -= skip * step
                packet.dts -= skip * step
                packet.stream = out
                new.mux(packet)
    assert b"elst" in target.read_bytes()
    return target


def test_frames_that_a_lossless_cut_hides_are_not_missed(tmp_path):
    source = clips.write_clip(tmp_path / "whole.mp4", numbered(130), key_every=250)
    path = trimmed(source, tmp_path / "cut.mp4", 60)
    with VideoReader(path) as reader:
        assert reader.info.total_frames == 70
        numbers = [number_of(frame.image) for frame in reader]
        assert numbers == list(range(60, 130))
        assert reader.warnings == [] and reader.info.total_frames == 70
        assert number_of(reader.frame_at(1.0).image) == 85

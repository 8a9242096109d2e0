"""Frame times of files whose frames are uneven, or begin later than the file."""

from __future__ import annotations

import numpy as np
import pytest
from counted import number_of, write_counted

from fo_buttwink.domain.timeline import Timeline
from fo_buttwink.video.reader import VideoReader

EVEN = [n / 25 for n in range(50)]
TWO_RATES = [*(i / 30 for i in range(60)), *(2 + i / 10 for i in range(60))]


def read(path):
    with VideoReader(path) as reader:
        frames = list(reader)
        return reader.info, frames


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
@pytest.mark.parametrize(
    ("pictures_s", "sound_s"), [(0.0, None), (0.0, 0.5), (0.5, 0.0), (1.5, 1.0), (0.5, None)]
)
def test_our_times_begin_with_the_first_picture_and_it_is_known_when_players_show_it(
    tmp_path, name, pictures_s, sound_s
):
    times = [t + pictures_s for t in EVEN]
    info, frames = read(write_counted(tmp_path / name, times, sound_s=sound_s))
    assert [number_of(f.image) for f in frames] == list(range(1, 51))
    np.testing.assert_allclose([f.time_s for f in frames], EVEN, atol=1e-3)
    assert info.start_s == pytest.approx(pictures_s, abs=1e-3)
    assert not info.variable_frame_rate
    with VideoReader(tmp_path / name) as reader:
        found = reader.frame_at(EVEN[29])
    assert found is not None and number_of(found.image) == 30


def test_a_still_of_an_uneven_video_is_the_frame_that_was_asked_for(tmp_path):
    path = write_counted(tmp_path / "a.mp4", TWO_RATES)
    info, frames = read(path)
    assert info.variable_frame_rate
    line = Timeline(info.fps, [f.time_s for f in frames])
    with VideoReader(path) as reader:
        for number in (1, 30, 60, 61, 62, 90, 119):
            found = reader.frame_at(line.time_of(number))
            assert found is not None and number_of(found.image) == number
        # The fault: by the mean rate, which the container claims too, another frame is shown.
        by_rate = reader.frame_at(60 / reader.info.fps)
    assert by_rate is not None and abs(number_of(by_rate.image) - 61) > 10


def test_a_long_pause_leaves_the_frames_around_it_what_they_are(tmp_path):
    """It makes the mean rate so low that a quarter of its step is several frames."""
    times = [*(n / 50 for n in range(40)), *(60.0 + n / 50 for n in range(40))]
    path = write_counted(tmp_path / "a.mp4", times)
    info, frames = read(path)
    assert info.fps < 2.0 and len(frames) == 80
    with VideoReader(path) as reader:
        for frame in frames:
            found = reader.frame_at(round(frame.time_s, 3))
            assert found is not None and number_of(found.image) == number_of(frame.image)
        in_the_pause = reader.frame_at(30.0)
    assert in_the_pause is not None and number_of(in_the_pause.image) == 40


def test_what_browsers_must_know_is_read_from_the_file(tmp_path):
    info, _ = read(write_counted(tmp_path / "a.mp4", EVEN[:5]))
    assert (info.codec, info.pixel_format) == ("h264", "yuv420p")

"""The rep viewer on a video whose frames do not follow each other evenly, in the real App."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import av
import fiftyone as fo
import pytest
from counted import write_counted
from viewer_page import Viewer

from fo_buttwink.video.reader import VideoReader


def _times(frames: int) -> list[float]:
    """Thirty frames per second for the first third, then twelve."""
    fast = frames // 3
    return [i / 30 if i < fast else fast / 30 + (i - fast) / 12 for i in range(frames)]


def _make_uneven(sample: Any, path: Any, start_s: float) -> list[float]:
    """Give a measured video uneven frames, and its analysis the same times."""
    frames = int(sample.buttwink.total_frames)
    with av.open(sample.filepath) as container:
        codec = container.streams.video[0].codec_context.name
    assert codec == "h264"
    times = _times(frames)
    write_counted(path, [t + start_s for t in times], sound_s=0.0 if start_s else None)
    with VideoReader(path) as reader:
        found = [frame.time_s for frame in reader]
        info = reader.info
    assert len(found) == frames and info.variable_frame_rate
    sample.filepath = str(path)
    sample.metadata = fo.VideoMetadata(
        frame_width=info.width, frame_height=info.height, frame_rate=info.fps,
        total_frame_count=frames, duration=info.duration_s,
    )  # fmt: skip
    sample.buttwink.fps = info.fps
    sample.buttwink.variable_frame_rate = True
    sample.buttwink.start_s = info.start_s
    for number, time_s in enumerate(found, start=1):
        sample.frames[number].buttwink_time_s = time_s
    sample.save()
    return [t + info.start_s for t in found]


@pytest.mark.parametrize("start_s", [0.0, 0.5])
def test_the_playhead_goes_by_the_time_of_each_frame(app, dataset, tmp_path, start_s):
    sample = next(s for s in dataset if s.buttwink_reps and len(s.buttwink_reps.detections) > 1)
    shown_from = _make_uneven(sample, tmp_path / "uneven.mp4", start_s)
    reps = sorted(sample.buttwink_reps.detections, key=lambda r: r.support[0])
    last = reps[-1]
    viewer = Viewer(app).open(dataset, str(sample.id)).live()
    said = viewer.of("timing").inner_text()
    assert "do not follow each other evenly" in said
    assert ("later than the file" in said) == bool(start_s)
    viewer.page.locator("[data-testid=fbw-viewer]").focus()
    viewer.page.keyboard.press("n") if viewer.rep != str(last.id) else None
    viewer.page.wait_for_timeout(3000)
    by_id = {str(r.id): r for r in reps}
    named = by_id[viewer.rep]
    picture = viewer.page.evaluate("window.shown()")
    frame = bisect_right(shown_from, picture["time_s"] + 1e-3)
    assert abs(frame - named.support[0]) <= 2, (frame, named.support)
    assert viewer.frame == frame
    # By the mean rate, as the App counts, it would be another frame.
    even = int(picture["time_s"] * sample.metadata.frame_rate) + 1
    assert abs(even - frame) > 5
    app.shot(f"viewer_uneven_{start_s:g}")

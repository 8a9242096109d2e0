"""A phone's HEVC video with sound: it takes the App's grid down, and proxies bring it back.

Chromium without HEVC plays such a file as sound alone: it says that the picture has no size, and
FiftyOne 1.22 draws its tile from that. The error takes the place of the whole grid, and closes the
video that is open.
"""

from __future__ import annotations

import uuid
from pathlib import Path

import av
import numpy as np
import pytest
from viewer_page import SLOW_MS

pytestmark = pytest.mark.skipif(
    "libx265" not in av.codecs_available, reason="PyAV has no HEVC encoder"
)


def write_with_sound(path: Path, seconds: int = 2) -> Path:
    """HEVC of 25 gray frames per second, which get lighter, and a silent sound track."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx265", rate=25)
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        video.options = {"x265-params": "log-level=none"}
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        for number in range(25 * seconds):
            image = np.full((240, 320, 3), 40 + 2 * number, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        for number in range(48_000 * seconds // 1024):
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
            )
            frame.sample_rate, frame.pts = 48_000, 1024 * number
            container.mux(audio.encode(frame))
        container.mux(video.encode(None))
        container.mux(audio.encode(None))
    return path


@pytest.fixture
def phones(database, demo_dataset, tmp_path):
    """One video that browsers play, and one that they hear; both analyzed."""
    from fo_buttwink import analyze_dataset

    dataset = database.Dataset(f"phones_{uuid.uuid4().hex[:8]}")
    hevc = write_with_sound(tmp_path / "IMG_0001.mp4")
    dataset.add_samples(
        [database.Sample(filepath=str(path)) for path in (demo_dataset.first().filepath, hevc)]
    )
    analyze_dataset(dataset, progress=False)
    yield dataset
    dataset.delete()


def test_proxies_bring_back_a_grid_that_hevc_with_sound_took_down(open_page, phones):
    app = open_page()
    app.may_fail = True  # of FiftyOne's own
    app.open(phones.name, grid=False)
    failed = app.page.get_by_text("drawImage")
    failed.first.wait_for(timeout=SLOW_MS)
    app.shot("unplayable_grid")
    app.run_operator("Make proxies for the browser")
    app.page.get_by_text("1 video stays black").first.wait_for(timeout=SLOW_MS)
    app.shot("unplayable_proxies_form")
    app.page.get_by_role("button", name="Execute").click()
    app.page.get_by_text("1 proxy video made").first.wait_for(timeout=SLOW_MS)
    app.shot("unplayable_proxies_made")

    after = open_page()
    after.may_fail = True  # a page that opens on a busy App may start before its session is known
    after.open(phones.name)
    after.page.wait_for_function(
        "document.querySelectorAll('canvas[canvas-loaded=\"true\"]').length >= 2", timeout=SLOW_MS
    )
    after.shot("unplayable_after")
    assert not after.page.get_by_text("drawImage").count()

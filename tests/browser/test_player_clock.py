"""Which frame Chromium shows at which time, where sound and pictures do not begin together.

The rule that :class:`fo_buttwink.domain.timeline.Timeline` goes by is held against a browser: a
frame is shown from ``start_s`` plus its own time on. The pictures say their own numbers.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from counted import write_counted

from fo_buttwink.domain.timeline import Timeline
from fo_buttwink.video.reader import VideoReader

EVEN = [n / 25 for n in range(50)]
UNEVEN = [*(i / 30 for i in range(30)), *(1 + i / 10 for i in range(20))]
CASES = {
    "pictures only": ("a.mp4", EVEN, None),
    "together": ("a.mp4", EVEN, 0.0),
    "sound first": ("a.mp4", [t + 0.5 for t in EVEN], 0.0),
    "pictures first": ("a.mp4", EVEN, 0.5),
    "both late": ("a.mp4", [t + 1.5 for t in EVEN], 1.0),
    "late without sound": ("a.mp4", [t + 0.5 for t in EVEN], None),
    "sound first, webm": ("a.webm", [t + 0.5 for t in EVEN], 0.0),
    "both late, webm": ("a.webm", [t + 1.5 for t in EVEN], 1.0),
    "uneven": ("a.mp4", UNEVEN, None),
    "uneven, sound first": ("a.mp4", [t + 0.5 for t in UNEVEN], 0.0),
}
SHOW = """async ([source, times]) => {
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  await new Promise((resolve, reject) => {
    video.onloadeddata = resolve;
    video.onerror = () => reject(new Error(video.error.message));
    video.src = source;
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [256, 96];
  const context = canvas.getContext("2d");
  const shown = [];
  for (const time of times) {
    await new Promise((resolve) => {
      video.onseeked = () => setTimeout(resolve, 80); // it says so a little before it paints
      video.currentTime = time;
    });
    context.drawImage(video, 0, 0);
    const bars = [0, 1, 2, 3, 4, 5, 6, 7].map(
      (bit) => context.getImageData(bit * 32 + 16, 48, 1, 1).data[0] > 128,
    );
    shown.push(bars.reduce((sum, bar, bit) => sum + (bar ? 1 << bit : 0), 0));
  }
  return shown;
}"""


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("case", CASES)
def test_chromium_shows_a_frame_at_its_own_time_after_the_start(page, tmp_path, case):
    name, times, sound_s = CASES[case]
    codecs = {"codec": "libvpx-vp9", "sound": "libopus"} if name.endswith("webm") else {}
    path = write_counted(tmp_path / name, times, sound_s=sound_s, **codecs)
    with VideoReader(path) as reader:
        line = Timeline(None, [f.time_s for f in reader], reader.info.start_s)
    wanted = [2, 3, 10, 20, 31, 32, 49]
    # Soon after its beginning: see `inside` in assets/panels/src/viewer/time.js.
    soon = [line.player_time(n) + 0.008 for n in wanted]
    kind = "webm" if name.endswith("webm") else "mp4"
    source = f"data:video/{kind};base64," + base64.b64encode(path.read_bytes()).decode()
    assert page.evaluate(SHOW, [source, soon]) == wanted

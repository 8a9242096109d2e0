"""What Chromium shows of a turned or mirrored file is what our decoder measures in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import clips
import numpy as np
import pytest

from fo_buttwink.video.reader import VideoReader

DRAW = """async (source) => {
  const video = document.createElement("video");
  video.muted = true;
  video.preload = "auto";
  await new Promise((resolve, reject) => {
    video.onloadeddata = () => setTimeout(resolve, 80);
    video.onerror = () => reject(new Error(video.error.message));
    video.src = source;
  });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext("2d").drawImage(video, 0, 0);
  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return [canvas.height, canvas.width, Array.from(data)];
}"""


@pytest.fixture(scope="module")
def page(chromium: Any) -> Iterator[Any]:
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("way", clips.SHOWN)
def test_all_eight_orientations_are_those_of_chromium(page, tmp_path, way):
    path = clips.turn(clips.write_clip(tmp_path / "a.mp4", 3), way)
    source = "data:video/mp4;base64," + base64.b64encode(path.read_bytes()).decode()
    height, width, pixels = page.evaluate(DRAW, source)
    shown = np.array(pixels, np.uint8).reshape(height, width, 4)[..., :3]
    with VideoReader(path) as reader:
        ours = next(iter(reader)).image
        assert (reader.info.width, reader.info.height) == (width, height)
    assert ours.shape == shown.shape
    assert clips.corner_names(ours) == clips.corner_names(shown) == clips.SHOWN[way]

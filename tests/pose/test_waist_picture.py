"""The small picture of the waist: cut at the right place, in the right colors, and small."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fo_buttwink
from fo_buttwink.domain.body import body_length_px
from fo_buttwink.pose.observe import observe
from fo_buttwink.pose.waist_picture import BODY, RISE, SIZE, cut_picture, join
from fo_buttwink.video.reader import VideoReader

DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"


def decoded(file: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(cv2.imdecode(file, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


@settings(max_examples=40, deadline=None)
@given(
    x=st.floats(120.0, 520.0),
    y=st.floats(120.0, 360.0),
    side=st.floats(60.0, 220.0),
    size=st.sampled_from([48, 96]),
)
def test_the_middle_of_the_square_is_the_middle_of_the_picture(x, y, side, size):
    rows, columns = np.mgrid[:480, :640].astype(np.float32)
    near = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * (side / 8) ** 2))
    image = np.stack([255 * near, np.zeros_like(near), 255 - 255 * near], -1).astype(np.uint8)
    picture = decoded(cut_picture(image, np.array([x, y]), side, size)).astype(float)
    assert picture.shape == (size, size, 3)
    red = np.clip(picture[..., 0] - 20.0, 0.0, None)
    middle = [(red * axis).sum() / red.sum() for axis in np.mgrid[:size, :size]]
    np.testing.assert_allclose(middle, (size - 1) / 2, atol=0.03 * size)
    assert picture[0, 0, 2] > 200 and picture[0, 0, 0] < 40


def test_beyond_the_image_its_border_is_repeated():
    image = np.full((100, 100, 3), (10, 200, 30), np.uint8)
    picture = decoded(cut_picture(image, np.array([0.0, 0.0]), 80.0, 48)).astype(int)
    assert abs(picture - np.array([10, 200, 30])).max() < 12


def test_a_place_far_outside_gives_a_picture_too():
    image = np.zeros((100, 100, 3), np.uint8)
    assert decoded(cut_picture(image, np.array([900.0, 900.0]), 300.0, 48)).shape == (48, 48, 3)


def test_files_are_kept_by_frame():
    files = {k: np.full(k, k, np.uint8) for k in (3, 1, 4)}
    pictures = join(6, files, {k: (k, 10.0 * k, 7.0) for k in files})
    assert [len(pictures.file(k)) for k in range(6)] == [0, 1, 0, 3, 4, 0]
    for k, file in files.items():
        np.testing.assert_array_equal(pictures.file(k), file)
        np.testing.assert_allclose(pictures.place_px[k], (k, 10 * k, 7))
    assert np.isnan(pictures.place_px[[0, 2, 5]]).all()


def test_a_clip_without_anybody_has_none():
    pictures = join(4, {}, {})
    assert [len(pictures.file(k)) for k in range(4)] == [0] * 4


@pytest.mark.pose
def test_real_inference_keeps_the_waist_of_every_frame_that_was_looked_at():
    path = sorted(DEMO.glob("*right.mp4"))[0]
    obs = observe(path)
    sizes = np.array([len(obs.pictures.file(k)) for k in range(len(obs.time_s))])
    np.testing.assert_array_equal(sizes > 0, obs.inferred & obs.present)
    assert sizes[sizes > 0].mean() < 3000, "at most 3 KB per frame"
    body = body_length_px(obs.landmarks.astype(float))
    seen = np.flatnonzero(sizes)
    x, y, side = obs.pictures.place_px[seen].T
    np.testing.assert_allclose(side, BODY * body[seen], rtol=0.01)
    expected = obs.outline_center_px[seen] - np.stack([0 * y, RISE * body[seen]], axis=1)
    np.testing.assert_allclose(np.stack([x, y], axis=1), expected, atol=0.6)
    # And it shows what the video shows there.
    middle = int(seen[len(seen) // 2])
    with VideoReader(path) as reader:
        image = next(frame.image for frame in reader if frame.index == middle)
    again = decoded(
        cut_picture(
            image,
            obs.pictures.place_px[middle, :2].astype(float),
            float(obs.pictures.place_px[middle, 2]),
            SIZE,
        )
    )
    kept = decoded(obs.pictures.file(middle))
    assert abs(kept.astype(int) - again.astype(int)).mean() < 8

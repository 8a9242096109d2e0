"""The blur of faces: what must go is gone, and nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.landmarks import NUM_LANDMARKS
from fo_buttwink.video.blur import blur_circle, blur_face, head_circle, head_circles

DEMO = Path(__file__).resolve().parents[2] / "fo_buttwink" / "data" / "demo"
SIZE = (120, 160)


def lifter(x: float = 80.0, y: float = 30.0, width: float = 12.0) -> np.ndarray:
    """Landmarks of somebody who stands, with the face about a point and a trunk of 60 px."""
    points = np.zeros((NUM_LANDMARKS, 4))
    points[:, :2] = x, y + 85.0
    angles = np.linspace(0, 2 * np.pi, 11, endpoint=False)
    points[:11, 0], points[:11, 1] = x + width / 2 * np.cos(angles), y + width / 2 * np.sin(angles)
    points[11:13, :2], points[23:25, :2] = (x, y + 20.0), (x, y + 80.0)
    return points


def noise() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (*SIZE, 3), dtype=np.uint8)


@given(x=st.floats(-50, 250), y=st.floats(-50, 200), radius=st.floats(1, 90, exclude_min=True))
def test_only_the_circle_changes_and_it_holds_no_detail(x, y, radius):
    image = noise()
    out = blur_circle(image, x, y, radius)
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    inside = (columns - x) ** 2 + (rows - y) ** 2 <= radius**2
    assert np.array_equal(out[~inside], image[~inside])
    if radius > 15 and inside.sum() > 200:
        beside = inside[:, 1:] & inside[:, :-1]
        steps = np.abs(np.diff(out.astype(int), axis=1))[beside]
        # Noise has steps of 85 on average.
        assert steps.mean() < 20


def test_face_is_covered_with_a_margin():
    points = lifter()
    x, y, radius = head_circle(points)
    far = np.linalg.norm(points[:11, :2] - (x, y), axis=1).max()
    assert radius >= 1.5 * far


def test_head_whose_landmarks_lie_on_one_spot_is_covered_by_the_size_of_the_trunk():
    _, _, radius = head_circle(lifter(width=0.0))
    assert radius == pytest.approx(0.28 * 60)


def test_without_a_head_there_is_no_picture_to_show():
    points = lifter()
    points[:11] = np.nan
    assert head_circle(points) is None
    assert blur_face(noise(), points) is None


def test_short_gaps_are_covered_from_both_neighbors_and_long_ones_are_not():
    course = np.stack([lifter(x=20.0 + t) for t in range(60)])
    course[10:15] = np.nan
    course[30:50] = np.nan
    circles = head_circles(course, max_gap=15)
    assert np.isfinite(circles[:30]).all() and np.isfinite(circles[50:]).all()
    assert np.isnan(circles[30:50]).all()
    for t in range(10, 15):
        x, y, radius = circles[t]
        assert np.hypot(x - (20.0 + t), y - 30.0) + 12.0 <= radius


def test_landmark_that_jumps_in_one_frame_does_not_show_the_face():
    course = np.stack([lifter() for _ in range(9)])
    course[4, :11, :2] += 14.0
    x, y, radius = head_circles(course)[4]
    assert np.hypot(x - 80.0, y - 30.0) + 6.0 <= radius


def test_head_of_a_bundled_lifter_is_changed_and_the_rest_is_not():
    from fo_buttwink.pipeline.observe import observe_video
    from fo_buttwink.video.reader import VideoReader

    clip = DEMO / "03_mid_marked_right.mp4"
    obs = observe_video(clip)
    with VideoReader(clip) as reader:
        frame = next(f for f in reader if f.index == 100)
    points = obs.landmarks[100].astype(float)
    out = blur_face(frame.image, points)
    x, y, radius = head_circle(points)
    rows, columns = np.mgrid[: out.shape[0], : out.shape[1]]
    distance = np.hypot(columns - x, rows - y)
    change = np.abs(out.astype(int) - frame.image.astype(int)).max(axis=2)
    assert change[distance > radius].max() == 0
    assert change[distance < 0.5 * radius].mean() > 5

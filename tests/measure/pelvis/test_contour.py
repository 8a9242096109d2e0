"""The posterior outline of a figure with a straight back."""

from __future__ import annotations

import numpy as np
import pytest
import stick_figure

from fo_buttwink.config import FilterConfig
from fo_buttwink.measure.pelvis.contour import WINDOWS, standing_angles, trace_contour
from fo_buttwink.measure.posture import sagittal_posture

UPPER = [k for k, (low, _) in enumerate(WINDOWS) if low >= 0.2]
"""Windows above the rounding of the buttocks."""


def contour_of(obs, side="right"):
    return trace_contour(obs, sagittal_posture(obs, side, FilterConfig(), 0.5), side)


def still(trunk_deg: float, n: int = 12, **options):
    """A figure that holds one lean of the trunk."""
    angles = stick_figure.angles_of(np.full(n, 0.3))
    angles["trunk"] = np.full(n, trunk_deg)
    return stick_figure.observe(np.full(n, 0.3), angles=angles, **options)


@pytest.mark.parametrize("lean", [0.0, 15.0, 30.0, 45.0])
def test_slope_of_a_straight_back_is_its_lean(lean):
    angles = contour_of(still(lean)).angle_deg[0, UPPER]
    np.testing.assert_allclose(angles, lean, atol=4.0)


def test_slope_follows_a_squat():
    depth = stick_figure.squat_depth(1)
    angles = contour_of(stick_figure.observe(depth)).angle_deg[:, UPPER[0]]
    known = stick_figure.angles_of(depth)["trunk"]
    known_frames = np.isfinite(angles)
    assert known_frames.mean() > 0.9
    error = (angles - known)[known_frames]
    assert np.abs(error).mean() < 4.0


@pytest.mark.parametrize("lean", [5.0, 30.0])
def test_mirror_image_has_the_same_outline(lean):
    right = contour_of(still(lean), "right")
    left = contour_of(still(lean, side="left"), "left")
    np.testing.assert_allclose(left.points, right.points, atol=1e-9)


def test_size_of_the_picture_does_not_matter():
    one, other = contour_of(still(20.0)), contour_of(still(20.0, zoom=3.0))
    np.testing.assert_allclose(other.points, one.points, atol=1e-5)


def test_something_behind_the_back_is_not_the_back():
    """A rack, a plate or a person, with a gap between."""
    obs = still(20.0)
    clean = contour_of(obs)
    obs.outline[:, :, :6] = 255
    np.testing.assert_allclose(contour_of(obs).points, clean.points, atol=1e-9)


def test_nobody_seen_is_unknown():
    contour = contour_of(stick_figure.hide(still(20.0), slice(3, 6)))
    assert np.isnan(contour.points[3:6]).all()
    assert np.isfinite(contour.points[0, 0]).all()


def test_standing_angles_ignore_unknown_frames():
    angles = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan], [50.0, 7.0]])
    zero = standing_angles(angles, np.array([True, True, True, False]))
    assert zero[0] == pytest.approx(2.0) and np.isnan(zero[1])

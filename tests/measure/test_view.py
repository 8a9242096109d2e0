"""Side, yaw and quality of views that are known."""

from __future__ import annotations

import numpy as np
import pytest
import stick_figure

from fo_buttwink.config import GateConfig
from fo_buttwink.measure.view import estimate_view, facing_sign

DEPTH = stick_figure.squat_depth(1)


@pytest.mark.parametrize("side", ["left", "right"])
def test_side(side):
    view = estimate_view(stick_figure.observe(DEPTH, side=side), GateConfig())
    assert view.side == side
    assert view.quality > 0.7


@pytest.mark.parametrize("yaw", [0.0, 10.0, -10.0, 30.0, 60.0, 90.0])
@pytest.mark.parametrize("side", ["left", "right"])
def test_yaw_is_unsigned_and_that_of_the_body(yaw, side):
    view = estimate_view(stick_figure.observe(DEPTH, side=side, yaw_deg=yaw), GateConfig())
    assert view.yaw_deg == pytest.approx(abs(yaw), abs=1.0)


def test_hidden_shoulders_do_not_turn_the_view():
    """Behind a plate MediaPipe puts them anywhere."""
    obs = stick_figure.observe(DEPTH, yaw_deg=8.0)
    obs.world[:, [11, 12], 0] += np.array([0.3, -0.3], np.float32)
    assert estimate_view(obs, GateConfig()).yaw_deg == pytest.approx(8.0, abs=1.0)


def test_quality_falls_with_yaw_size_and_sight():
    config = GateConfig()
    best = estimate_view(stick_figure.observe(DEPTH), config)
    oblique = estimate_view(stick_figure.observe(DEPTH, yaw_deg=25), config)
    small = estimate_view(stick_figure.observe(DEPTH, zoom=0.2), config)
    hidden = estimate_view(
        stick_figure.hide(stick_figure.observe(DEPTH), slice(0, len(DEPTH) // 2)), config
    )
    for worse in (oblique, small, hidden):
        assert 0.0 <= worse.quality < best.quality <= 1.0
    assert hidden.side == "right"


def test_mirror_image_has_the_same_view():
    one = estimate_view(stick_figure.observe(DEPTH, yaw_deg=12), GateConfig())
    other = estimate_view(stick_figure.observe(DEPTH, yaw_deg=12, side="left"), GateConfig())
    assert (one.side, other.side) == ("right", "left")
    assert other.yaw_deg == pytest.approx(one.yaw_deg, abs=0.1)
    assert other.quality == pytest.approx(one.quality, abs=0.002)


def test_contradicting_frames_leave_the_side_open():
    """Half of the clip faces one way, half the other: a turn, or two takes."""
    obs, other = (stick_figure.observe(DEPTH, side=side) for side in ("right", "left"))
    half = len(DEPTH) // 2
    obs.landmarks[:half] = other.landmarks[:half]
    assert estimate_view(obs, GateConfig()).side is None


def test_a_few_wrong_frames_do_not_flip_the_side():
    obs, other = (stick_figure.observe(DEPTH, side=side) for side in ("right", "left"))
    obs.landmarks[::8] = other.landmarks[::8]
    assert estimate_view(obs, GateConfig()).side == "right"


def test_nobody():
    obs = stick_figure.hide(stick_figure.observe(DEPTH), slice(None))
    view = estimate_view(obs, GateConfig())
    assert (view.side, view.yaw_deg, view.quality) == (None, None, 0.0)


def test_facing_sign_is_image_right_for_the_right_side():
    """Landmarks agree: who shows the right side has the toes to the right of the heels."""
    obs = stick_figure.observe(np.zeros(3))
    assert np.sign(obs.landmarks[0, 32, 0] - obs.landmarks[0, 30, 0]) == facing_sign("right") == 1
    assert facing_sign("left") == -1

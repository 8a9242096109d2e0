"""Segment angles of a figure whose angles are known, and their symmetries."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import stick_figure

from fo_buttwink.config import FilterConfig
from fo_buttwink.domain.body import body_length_px, hip_center_px
from fo_buttwink.measure.posture import Posture, sagittal_posture


def posture_of(obs, side="right") -> Posture:
    return sagittal_posture(obs, side, FilterConfig(), 0.5)


@pytest.fixture(scope="module")
def depth():
    return stick_figure.squat_depth(2)


def test_angles_are_those_of_the_figure(depth):
    posture = posture_of(stick_figure.observe(depth))
    known = stick_figure.angles_of(depth)
    np.testing.assert_allclose(posture.thigh_deg, known["thigh"], atol=2.5)
    np.testing.assert_allclose(posture.shank_deg, known["shank"], atol=1.0)
    np.testing.assert_allclose(posture.trunk_line_deg, known["trunk"], atol=1.0)
    np.testing.assert_allclose(posture.knee_flexion_deg, known["thigh"] + known["shank"], atol=3.0)
    np.testing.assert_allclose(posture.hip_flexion_deg, known["thigh"] + known["trunk"], atol=3.0)
    np.testing.assert_allclose(posture.knee_world_deg, known["thigh"] + known["shank"], atol=3.0)


def test_height_is_in_leg_lengths(depth):
    posture = posture_of(stick_figure.observe(depth))
    assert posture.leg_px == pytest.approx(stick_figure.SHANK + stick_figure.THIGH, rel=0.01)
    assert posture.body_px == pytest.approx(stick_figure.BODY, rel=0.01)
    assert posture.hip_height[0] == pytest.approx(1.0, abs=0.01)
    known = stick_figure.angles_of(depth)
    low = np.argmax(depth)
    expected = (
        stick_figure.SHANK * np.cos(np.radians(known["shank"][low]))
        + stick_figure.THIGH * np.cos(np.radians(known["thigh"][low]))
    ) / (stick_figure.SHANK + stick_figure.THIGH)
    assert posture.hip_height[low] == pytest.approx(expected, abs=0.02)


def test_balance_tells_squatting_from_sitting(depth):
    assert posture_of(stick_figure.observe(depth)).balance.min() > -0.25
    seated = stick_figure.angles_of(depth)
    seated["shank"] = np.zeros_like(depth)
    seated["trunk"] = np.zeros_like(depth)
    low = posture_of(stick_figure.observe(depth, angles=seated)).balance.min()
    assert low == pytest.approx(-stick_figure.THIGH / 210 * np.sin(np.radians(95)), abs=0.03)


def same(one: Posture, other: Posture, *, factor: dict[str, float] | None = None) -> None:
    for field in fields(Posture):
        a, b = getattr(one, field.name), getattr(other, field.name)
        np.testing.assert_allclose(
            np.asarray(b, float),
            np.asarray(a, float) * (factor or {}).get(field.name, 1.0),
            atol=2e-3,
            rtol=1e-4,
            err_msg=field.name,
        )


def test_mirror_image_has_the_same_posture(depth):
    right = posture_of(stick_figure.observe(depth), "right")
    left = posture_of(stick_figure.observe(depth, side="left"), "left")
    # Only the place in the picture differs, by a constant.
    shift = left.ankle_x - right.ankle_x
    assert np.ptp(shift) < 1e-3
    same(right, left_with(left, ankle_x=right.ankle_x))


def upside_down(obs, frames):
    """Behind a plate MediaPipe may turn the lifter upside down, and say that no foot is seen."""
    obs.world[frames, :, 1] *= -1.0
    obs.landmarks[frames, :, 1] = 500.0 - obs.landmarks[frames, :, 1]
    obs.landmarks[frames, 27:29, 3] = 0.3
    return obs


def test_a_body_that_stands_on_its_head_is_a_lost_lifter(depth):
    """So are the frames between two such; what lies further off is not."""
    obs = upside_down(stick_figure.observe(depth), np.r_[40:46, 50:60])
    posture = posture_of(obs)
    np.testing.assert_array_equal(np.flatnonzero(posture.lost), np.arange(40, 60))
    assert np.isnan(posture.hip_height[40:60]).all()
    whole = posture_of(stick_figure.observe(depth))
    outside = np.r_[0:40, 60 : len(depth)]
    np.testing.assert_allclose(posture.hip_height[outside], whole.hip_height[outside], atol=0.03)
    apart = posture_of(upside_down(stick_figure.observe(depth), np.r_[20:25, 90:95]))
    assert apart.lost.sum() == 10


def test_a_deep_bow_on_feet_that_are_seen_is_a_body(depth):
    angles = stick_figure.angles_of(depth)
    angles["trunk"] = 110.0 * depth
    assert not posture_of(stick_figure.observe(depth, angles=angles)).lost.any()


def left_with(posture: Posture, **changes: np.ndarray) -> Posture:
    values = {f.name: getattr(posture, f.name) for f in fields(Posture)}
    return Posture(**{**values, **changes})


@pytest.mark.parametrize("zoom", [0.4, 2.5])
def test_size_of_the_picture_does_not_matter(depth, zoom):
    one = posture_of(stick_figure.observe(depth))
    other = posture_of(stick_figure.observe(depth, zoom=zoom))
    same(one, other, factor={"length_px": zoom, "body_px": zoom, "leg_px": zoom})


def test_unseen_frames_are_unknown_and_only_those(depth):
    hidden = stick_figure.hide(stick_figure.observe(depth), slice(40, 60))
    posture = posture_of(hidden)
    assert np.isnan(posture.hip_height[40:60]).all()
    assert np.isnan(posture.knee_flexion_deg[40:60]).all()
    assert not posture.visible[40:60].any()
    assert np.isfinite(np.delete(posture.hip_height, np.s_[40:60])).all()
    assert np.delete(posture.visible, np.s_[40:60]).all()


def test_short_dropout_is_bridged(depth):
    hidden = stick_figure.hide(stick_figure.observe(depth), slice(50, 53))
    whole = posture_of(stick_figure.observe(depth))
    np.testing.assert_allclose(posture_of(hidden).hip_height, whole.hip_height, atol=0.02)


def test_visible_asks_the_near_side_only(depth):
    obs = stick_figure.observe(depth)
    obs.landmarks[:, 23, 3] = 0.1  # left hip, the far one
    assert posture_of(obs).visible.all()
    obs.landmarks[10:20, 26, 3] = 0.1  # right knee
    np.testing.assert_array_equal(np.flatnonzero(~posture_of(obs).visible), np.arange(10, 20))


def test_one_jumping_landmark_is_a_spike(depth):
    obs = stick_figure.observe(depth)
    obs.landmarks[60, 26, :2] += 80.0
    whole = posture_of(stick_figure.observe(depth))
    np.testing.assert_allclose(posture_of(obs).thigh_deg, whole.thigh_deg, atol=1.5)


def test_body_length_and_hips():
    obs = stick_figure.observe(np.array([0.0, 0.5, 1.0]))
    np.testing.assert_allclose(body_length_px(obs.landmarks), stick_figure.BODY, rtol=1e-4)
    np.testing.assert_allclose(hip_center_px(obs.landmarks), obs.outline_center_px, atol=1e-3)


def test_centre_of_the_plate_stands_for_the_shoulder(depth):
    obs = stick_figure.observe(depth)
    truth = posture_of(obs)
    plate = obs.landmarks[:, 12, :2].copy()
    plate[30:36] = np.nan  # seen again soon
    obs.landmarks[:, [11, 12], :2] += 60.0  # what MediaPipe makes of a hidden shoulder
    obs.landmarks[:, [11, 12], 3] = 0.1
    hidden = posture_of(obs)
    assert not hidden.visible.any() and not hidden.plate_seen.any()
    found = posture_of(replace(obs, plate_px=plate))
    assert found.plate_seen.all() and found.visible.all()
    np.testing.assert_allclose(found.trunk_line_deg, truth.trunk_line_deg, atol=0.5)
    np.testing.assert_allclose(found.hip_flexion_deg, truth.hip_flexion_deg, atol=0.5)


@pytest.mark.parametrize(("jump", "seen"), [(0.02, True), (0.2, False)])
def test_a_circle_that_jumps_about_the_lifter_is_no_plate(depth, jump, seen):
    obs = stick_figure.observe(depth)
    rng = np.random.default_rng(5)
    away = rng.normal(0.0, jump * stick_figure.BODY / 2.0, (len(depth), 2))
    found = replace(obs, plate_px=(obs.landmarks[:, 12, :2] + away).astype(np.float32))
    assert posture_of(found).plate_seen.any() == seen
    if not seen:
        np.testing.assert_array_equal(
            posture_of(found).trunk_line_deg, posture_of(obs).trunk_line_deg
        )


def test_a_plate_seen_in_single_frames_is_not_judged_by_its_steps(depth):
    obs = stick_figure.observe(depth)
    plate = np.full((len(depth), 2), np.nan, np.float32)
    plate[::5] = obs.landmarks[::5, 12, :2] + np.array([30.0, 0.0])
    assert posture_of(replace(obs, plate_px=plate)).plate_seen.any()

"""Patches are the same whatever the camera does: side, size, place, lean."""

from __future__ import annotations

import warnings

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import map_coordinates

from fo_buttwink.measure.pelvis import patch
from fo_buttwink.pose.outline import crop_outline

BODY = 300.0
HIP = np.array([320.0, 300.0])
NO_PLATE = np.full((2, 2), np.nan)


def mask_of(lean_deg: float = 0.0, sign: int = 1, zoom: float = 1.0) -> np.ndarray:
    """A thin trunk that leans forward from the hip, and a lump behind it."""
    mask = np.zeros((720, 960), np.float32)
    lean = np.radians(lean_deg)
    top = HIP + 0.35 * BODY * np.array([sign * np.sin(lean), -np.cos(lean)])
    ends = [tuple(int(v) for v in np.rint(p * zoom)) for p in (HIP, top)]
    cv2.line(mask, ends[0], ends[1], 1.0, round(40 * zoom), cv2.LINE_AA)
    lump = HIP + 0.12 * BODY * np.array([-sign, 0.2])
    cv2.circle(mask, tuple(int(v) for v in np.rint(lump * zoom)), round(30 * zoom), 1.0, -1)
    return mask


def patch_of(mask: np.ndarray, sign: int = 1, zoom: float = 1.0, lean_deg: float = 0.0):
    center, side = HIP * zoom, 1.1 * BODY * zoom
    crop = crop_outline(mask, center, side, 128)
    return patch.cut_patches(
        crop[None],
        center[None],
        np.array([side]),
        center[None],
        BODY * zoom,
        sign,
        np.array([lean_deg]),
    )[0]


def same(a: np.ndarray, b: np.ndarray, *, least: float = 0.97) -> None:
    assert np.corrcoef(a.ravel(), b.ravel())[0, 1] > least


def test_hip_and_rear_are_where_the_constants_say():
    one = patch_of(mask_of())
    row = round(patch.TOP / (patch.TOP - patch.BOTTOM) * patch.SIZE)
    column = round(-patch.LEFT / (patch.RIGHT - patch.LEFT) * patch.SIZE)
    assert one[row - 10, column] > 0.9
    assert one[:, : column - 16].sum() < one[:, column:].sum()
    assert one[row + 2, column - 12] > 0.5, "the lump behind the hip"


def test_lifter_who_looks_left_gives_the_same_patch():
    same(patch_of(mask_of(30.0)), patch_of(mask_of(30.0, sign=-1), sign=-1))


@pytest.mark.parametrize("zoom", [0.6, 1.3])
def test_size_in_the_picture_does_not_matter(zoom):
    same(patch_of(mask_of(20.0)), patch_of(mask_of(20.0, zoom=zoom), zoom=zoom))


@pytest.mark.parametrize("sign", [1, -1])
def test_turning_by_the_lean_makes_the_trunk_upright(sign):
    upright = patch_of(mask_of(40.0, sign), sign, lean_deg=40.0)
    level = patch_of(mask_of(0.0, sign), sign)
    column = round(-patch.LEFT / (patch.RIGHT - patch.LEFT) * patch.SIZE)
    assert upright[15:40, column].min() > 0.9
    same(upright[8:36], level[8:36], least=0.95)


def test_trunk_lean_is_forward_positive_on_both_sides():
    landmarks = np.zeros((1, 33, 4))
    landmarks[0, 12, :2] = HIP + np.array([50.0, -50.0])
    landmarks[0, 11, :2] = HIP + np.array([-50.0, -50.0])
    for side in ("right", "left"):
        lean = patch.trunk_lean_deg(landmarks, HIP[None], side, NO_PLATE[:1])
        np.testing.assert_allclose(lean, 45.0)


def test_centre_of_the_plate_stands_for_a_hidden_shoulder():
    landmarks = np.zeros((2, 33, 4))
    landmarks[:, 12, :2] = HIP + np.array([50.0, -50.0])
    plate = np.array([HIP + np.array([100.0, -100.0 * np.sqrt(3)]), [np.nan, np.nan]])
    lean = patch.trunk_lean_deg(landmarks, np.stack([HIP, HIP]), "right", plate)
    np.testing.assert_allclose(lean, [30.0, 45.0])
    features = patch.joint_features(landmarks, np.stack([HIP, HIP]), 200.0, "right", plate)
    np.testing.assert_allclose(features[0, -3:], [0.5, 0.5 * np.sqrt(3), 1.0], rtol=1e-6)
    np.testing.assert_array_equal(features[1, -3:], 0.0)


def test_joint_features_do_not_know_side_place_or_size():
    rng = np.random.default_rng(0)
    landmarks = rng.uniform(0, 300, (2, 33, 4))
    mirrored = landmarks.copy()
    mirrored[:, :, 0] = 640 - mirrored[:, :, 0]
    for left, right in (
        (11, 12),
        (23, 24),
        (25, 26),
        (27, 28),
        (29, 30),
        (31, 32),
        (7, 8),
        (13, 14),
        (15, 16),
    ):
        mirrored[:, [left, right]] = mirrored[:, [right, left]]
    hips = rng.uniform(0, 300, (2, 2))
    plate = np.array([[200.0, 90.0], [np.nan, np.nan]])
    flip = [np.array([640, 0]), np.array([-1, 1])]
    one = patch.joint_features(landmarks, hips, 200.0, "right", plate)
    other = patch.joint_features(
        mirrored, flip[0] + flip[1] * hips, 200.0, "left", flip[0] + flip[1] * plate
    )
    np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)
    scaled = landmarks.copy()
    scaled[:, :, :2] *= 2
    np.testing.assert_allclose(
        one,
        patch.joint_features(scaled, 2 * hips, 400.0, "right", 2 * plate),
        rtol=1e-4,
        atol=1e-4,
    )
    assert one.shape == (2, patch.JOINTS)


@given(
    seed=st.integers(0, 2**32 - 1),
    side=st.integers(2, 40),
    count=st.integers(1, 5),
    reach=st.floats(0.1, 2.0),
)
def test_values_between_pixels_are_those_of_scipy(seed, side, count, reach):
    """On and off the picture."""
    rng = np.random.default_rng(seed)
    pictures = rng.integers(0, 256, (count, side, side)).astype(np.uint8)
    middle = (side - 1) / 2
    rows, columns = rng.uniform(
        middle - reach * side, middle + reach * side, (2, count, 7, 7)
    ).astype(np.float32)
    which = np.broadcast_to(np.arange(count)[:, None, None], rows.shape)
    expected = map_coordinates(
        pictures.astype(np.float32), np.stack([which, rows, columns]), order=1, cval=0.0
    )
    np.testing.assert_allclose(patch._bilinear(pictures, rows, columns), expected, atol=1e-2)


def test_how_many_frames_are_cut_at_a_time_does_not_matter(monkeypatch):
    rng = np.random.default_rng(0)
    n = 37
    parts = (
        rng.integers(0, 256, (n, 64, 64)).astype(np.uint8),
        rng.normal(300.0, 20.0, (n, 2)),
        rng.uniform(250.0, 350.0, n),
        rng.normal(300.0, 20.0, (n, 2)),
        BODY,
        rng.choice([-1, 1], n),
        rng.normal(20.0, 30.0, n),
    )
    few = patch.cut_patches(*parts)
    monkeypatch.setattr(patch, "_CHUNK", 1000)
    np.testing.assert_array_equal(patch.cut_patches(*parts), few)


def test_what_is_missing_or_far_outside_gives_no_number_of_the_machine():
    picture = np.full((3, 8, 8), 255, np.uint8)
    center = np.full((3, 2), 4.0)
    anchor = np.array([[4.0, 4.0], [np.nan, 4.0], [1e20, 4.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        found = patch.cut_patches(picture, center, np.full(3, 8.0), anchor, 4.0, 1.0, 0.0)
    assert found[0].max() == 1.0
    assert np.isnan(found[1]).all() and (found[2] == 0.0).all()

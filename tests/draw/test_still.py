"""A still picture shows what was measured, and no face where that is asked for."""

from __future__ import annotations

import base64
from dataclasses import replace

import cv2
import numpy as np
import pytest
import stick_figure

from fo_buttwink.draw.figure import JOINTS, PELVIS, THORAX, draw_observed
from fo_buttwink.draw.still import Pose, as_data_url, draw_still


@pytest.fixture
def lifter():
    """(33, 2): a standing lifter of 300 px in a picture of 640 x 480."""
    points = np.full((33, 2), 320.0)
    points[:11] = np.random.default_rng(1).uniform([312, 96], [328, 112], (11, 2))
    for pair, y in (((11, 12), 160.0), ((23, 24), 260.0), ((25, 26), 330.0), ((27, 28), 400.0)):
        points[list(pair), 1] = y
    points[13:23, 1] = 220.0
    points[29:33, 1] = 410.0
    return points


@pytest.fixture
def noise():
    return np.random.default_rng(0).integers(0, 255, (480, 640, 3), dtype=np.uint8)


def test_blur_takes_the_face_and_nothing_below(noise, lifter):
    """How well a face is blurred: tests/video/test_blur.py."""
    plain, blurred = (
        draw_still(noise, Pose(lifter, None), blur_faces=blur) for blur in (False, True)
    )
    assert plain is not None and blurred is not None and plain.shape == blurred.shape
    changed = (blurred != plain).any(axis=2).any(axis=1)
    assert changed.any() and not changed[len(changed) // 2 :].any()


def test_without_a_known_head_there_is_no_picture(noise, lifter):
    assert draw_still(noise, None, blur_faces=True) is None
    lost = np.full((33, 2), np.nan)
    assert draw_still(noise, Pose(lost, "left"), blur_faces=True) is None
    shown = draw_still(noise, Pose(lost, "left"))
    assert shown is not None and (shown == noise).all()


def test_head_beyond_the_picture_is_no_error(noise, lifter):
    assert draw_still(noise, Pose(lifter - [0.0, 500.0], "left"), blur_faces=True) is not None
    assert draw_still(noise, Pose(lifter - [400.0, 0.0], "left"), blur_faces=True) is not None


def test_pelvis_and_thorax_are_drawn_and_the_lifter_is_cut_out(lifter):
    grey = np.full((480, 640, 3), 90, np.uint8)
    image = draw_still(grey, Pose(lifter, "right", pelvic_tilt_deg=20.0, trunk_lean_deg=45.0))
    assert image is not None and image.shape[1] < 200 and image.shape[0] > 300
    for color in (PELVIS, THORAX):
        assert (np.abs(image.astype(int) - color).max(axis=2) < 10).sum() > 20
    assert (grey == 90).all(), "the frame itself stays as it was"


@pytest.mark.parametrize(("jump", "drawn"), [(0.01, True), (0.2, False)])
def test_a_cross_stands_only_on_what_is_taken_for_a_plate(jump, drawn):
    """Circles that jump about the lifter hide nothing, and say nothing of the trunk."""
    obs = stick_figure.observe(np.full(60, 0.5))
    away = np.random.default_rng(5).normal(0.0, jump * stick_figure.BODY / 2.0, (60, 2))
    plate = (obs.landmarks[:, 12, :2] + away).astype(np.float32)
    image = np.zeros((obs.video.height, obs.video.width, 3), np.uint8)
    draw_observed(image, replace(obs, plate_px=plate), 30, 1.0)
    assert (image == JOINTS).all(axis=2).any() == drawn
    assert image.any(), "the outline is drawn in any case"


def test_data_address_is_a_small_jpeg(noise):
    url = as_data_url(noise, 200)
    head, data = url.split(",")
    assert head == "data:image/jpeg;base64"
    decoded = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)
    assert max(decoded.shape) == 200

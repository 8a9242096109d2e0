"""A still picture shows what was measured, and no face where that is asked for."""

from __future__ import annotations

import base64

import cv2
import numpy as np
import pytest

from fo_buttwink.draw.figure import PELVIS, THORAX
from fo_buttwink.draw.still import HEAD, Pose, as_data_url, blur_head, draw_still


@pytest.fixture
def lifter():
    """(33, 2): a standing lifter of 300 px in a picture of 640 x 480."""
    points = np.full((33, 2), 320.0)
    points[:HEAD] = np.random.default_rng(1).uniform([312, 96], [328, 112], (HEAD, 2))
    for pair, y in (((11, 12), 160.0), ((23, 24), 260.0), ((25, 26), 330.0), ((27, 28), 400.0)):
        points[list(pair), 1] = y
    points[13:23, 1] = 220.0
    points[29:33, 1] = 410.0
    return points


@pytest.fixture
def noise():
    return np.random.default_rng(0).integers(0, 255, (480, 640, 3), dtype=np.uint8)


def test_blur_takes_the_face_and_nothing_else(noise, lifter):
    blurred = noise.copy()
    blur_head(blurred, lifter)
    changed = (blurred != noise).any(axis=2)
    head = lifter[:HEAD].mean(axis=0)
    rows, columns = np.nonzero(changed)
    assert np.hypot(columns - head[0], rows - head[1]).max() < 45
    for x, y in lifter[:HEAD].round().astype(int):
        near = blurred[y - 3 : y + 4, x - 3 : x + 4].astype(float)
        assert near.std(axis=(0, 1)).max() < 12 < noise[y - 3 : y + 4, x - 3 : x + 4].std() / 4
    assert not changed[150:].any()


def test_without_a_known_head_there_is_no_picture(noise, lifter):
    assert draw_still(noise, None, blur_face=True) is None
    lost = np.full((33, 2), np.nan)
    assert draw_still(noise, Pose(lost, "left"), blur_face=True) is None
    shown = draw_still(noise, Pose(lost, "left"))
    assert shown is not None and (shown == noise).all()


def test_head_beyond_the_picture_is_no_error(noise, lifter):
    blur_head(noise, lifter - [0.0, 500.0])
    assert draw_still(noise, Pose(lifter - [400.0, 0.0], "left"), blur_face=True) is not None


def test_pelvis_and_thorax_are_drawn_and_the_lifter_is_cut_out(lifter):
    grey = np.full((480, 640, 3), 90, np.uint8)
    image = draw_still(grey, Pose(lifter, "right", pelvic_tilt_deg=20.0, trunk_lean_deg=45.0))
    assert image is not None and image.shape[1] < 200 and image.shape[0] > 300
    for color in (PELVIS, THORAX):
        assert (np.abs(image.astype(int) - color).max(axis=2) < 10).sum() > 20
    assert (grey == 90).all(), "the frame itself stays as it was"


def test_data_address_is_a_small_jpeg(noise):
    url = as_data_url(noise, 200)
    head, data = url.split(",")
    assert head == "data:image/jpeg;base64"
    decoded = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)
    assert max(decoded.shape) == 200

"""A plate is found where one is drawn, and nowhere else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.domain.body import body_length_px
from fo_buttwink.domain.landmarks import LEFT_EAR, LEFT_SHOULDER, RIGHT_EAR, RIGHT_SHOULDER
from fo_buttwink.pose.plate import RADII_BODY, find_plate, plate_radius_px

BODY = 240.0
SHOULDERS = np.array([250.0, 150.0])


def lifter(lean: float = 0.0) -> np.ndarray:
    """Landmarks of a side view: trunk, thigh and shank of BODY pixels together."""
    marks = np.zeros((33, 4))
    third = BODY / 3.0
    hip = SHOULDERS + third * np.array([-np.sin(lean), np.cos(lean)])
    for pair, place in (
        ((LEFT_EAR, RIGHT_EAR), SHOULDERS),
        ((LEFT_SHOULDER, RIGHT_SHOULDER), SHOULDERS),
        ((23, 24), hip),
        ((25, 26), hip + np.array([0.0, third])),
        ((27, 28), hip + np.array([0.0, 2.0 * third])),
    ):
        marks[list(pair), :2] = place
    return marks


def room(seed: int = 0) -> np.ndarray:
    """A wall with noise, and a trunk."""
    rng = np.random.default_rng(seed)
    image = np.full((480, 512, 3), 150, np.uint8)
    cv2.rectangle(image, (225, 130), (275, 400), (90, 120, 60), -1)
    return np.clip(image + rng.normal(0, 4, image.shape), 0, 255).astype(np.uint8)


def with_plate(place: np.ndarray, radius: float, seed: int = 0, *, spokes: bool = False):
    image = room(seed)
    middle = tuple(round(v * 16) for v in place)
    cv2.circle(image, middle, round(radius * 16), (25, 25, 30), -1, cv2.LINE_AA, 4)
    if spokes:
        for k in range(3):
            turn = 2 * np.pi * k / 3 + 0.4
            hole = place + 0.6 * radius * np.array([np.cos(turn), np.sin(turn)])
            cv2.circle(image, tuple(int(v) for v in hole), round(0.2 * radius), (200, 200, 190), -1)
    cv2.circle(image, middle, round(0.12 * radius * 16), (170, 170, 175), -1, cv2.LINE_AA, 4)
    return image


def test_the_figure_has_the_length_the_radii_are_measured_in():
    assert body_length_px(lifter()) == pytest.approx(BODY)


@pytest.mark.parametrize("spokes", [False, True])
def test_radius_of_a_plate_that_stays_at_the_shoulder(spokes):
    radius = 0.17 * BODY
    rng = np.random.default_rng(1)
    pictures = [
        (with_plate(SHOULDERS + rng.normal(0, 5, 2), radius, k, spokes=spokes), lifter())
        for k in range(8)
    ]
    assert plate_radius_px(pictures) == pytest.approx(radius, rel=0.06)


def test_no_plate_in_pictures_without_one():
    assert plate_radius_px([(room(k), lifter()) for k in range(8)]) is None
    assert plate_radius_px([]) is None


def test_a_disc_seen_once_is_no_plate():
    pictures = [(room(k), lifter()) for k in range(9)]
    pictures.append((with_plate(SHOULDERS, 0.17 * BODY), lifter()))
    assert plate_radius_px(pictures) is None


@pytest.mark.filterwarnings("error")
def test_discs_of_two_sizes_are_no_plate():
    """The size between them is that of neither."""
    pictures = [(with_plate(SHOULDERS, r * BODY), lifter()) for r in (0.13, 0.13, 0.2, 0.2)]
    assert plate_radius_px(pictures) is None


def test_a_head_is_too_small_to_be_a_plate():
    pictures = [(with_plate(SHOULDERS, 0.7 * RADII_BODY[0] * BODY, k), lifter()) for k in range(8)]
    assert plate_radius_px(pictures) is None


def test_pictures_without_a_known_body_are_passed_over():
    unknown = np.full((33, 4), np.nan)
    good = [(with_plate(SHOULDERS, 0.17 * BODY, k), lifter()) for k in range(4)]
    assert plate_radius_px([(room(), unknown), *good]) is not None
    assert np.isnan(find_plate(room(), unknown, 40.0)).all()


@settings(max_examples=25, deadline=None)
@given(
    x=st.floats(-35, 35),
    y=st.floats(-35, 35),
    share=st.floats(0.14, 0.20),
    zoom=st.sampled_from([0.6, 1.0, 1.7]),
)
def test_centre_is_found_to_a_few_pixels_wherever_the_plate_is(x, y, share, zoom):
    place, radius = SHOULDERS + np.array([x, y]), share * BODY
    image = cv2.resize(with_plate(place, radius), None, fx=zoom, fy=zoom)
    landmarks = lifter()
    landmarks[:, :2] *= zoom
    found = find_plate(image, landmarks, radius * zoom)
    np.testing.assert_allclose(found, place * zoom, atol=0.02 * BODY * zoom)


def test_a_plate_of_another_size_is_not_followed():
    image = with_plate(SHOULDERS, 0.20 * BODY)
    assert np.isnan(find_plate(image, lifter(), 0.13 * BODY)).all()

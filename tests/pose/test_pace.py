"""Which frames are worth a look."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import PoseConfig
from fo_buttwink.pose.landmarker import Person
from fo_buttwink.pose.pace import Pace, look
from fo_buttwink.video.reader import Frame


def pace(stride, standing_px):
    return Pace(PoseConfig(standing_stride=stride), standing_px)


heights = st.one_of(st.none(), st.just(math.nan), st.floats(1.0, 500.0))


def walk(decide, seen):
    """Indices looked at when frame ``k`` would show ``seen[k]``."""
    looked = []
    for k, height in enumerate(seen):
        if decide.is_due():
            looked.append(k)
            decide.saw(height)
    return looked


@given(seen=st.lists(heights, max_size=60), known=st.floats(0.0, 500.0))
def test_with_a_stride_of_one_all_are_looked_at(seen, known):
    assert walk(pace(1, known), seen) == list(range(len(seen)))


@given(
    stride=st.integers(2, 5),
    seen=st.lists(heights, min_size=1, max_size=60),
    known=st.floats(0.0, 500.0),
)
def test_only_after_a_look_at_somebody_standing_are_frames_left_out(stride, seen, known):
    looked = walk(pace(stride, known), seen)
    assert looked[0] == 0
    tallest = known
    for k, following in zip(looked, [*looked[1:], None], strict=True):
        height = seen[k]
        someone = height is not None and not math.isnan(height)
        tallest = max(tallest, height) if someone else tallest
        standing = someone and height >= PoseConfig().standing_height * tallest
        expected = k + (stride if standing else 1)
        assert following == (expected if expected < len(seen) else None)


def test_somebody_taller_than_the_search_has_seen_is_believed():
    assert walk(pace(2, 50.0), [60.0, 60.0, 100.0, 100.0, 60.0, 60.0, 60.0]) == [0, 2, 4, 5, 6]


def test_bottom_before_the_first_standing_is_not_taken_for_standing():
    assert walk(pace(2, 100.0), [55.0, 50.0, 55.0]) == [0, 1, 2]


class Model:
    """People with the given height of their hips, by time."""

    def __init__(self, people):
        self.people, self.asked = people, []

    def detect(self, image, time_s):
        self.asked.append(time_s)
        return [person(h) for h in self.people[int(time_s)]]


def person(height):
    landmarks = np.zeros((33, 4), np.float32)
    landmarks[[27, 28], 1] = height
    return Person(landmarks, np.zeros((33, 3), np.float32), None)


def film(count, scale=1.0):
    return [Frame(k, float(k), np.zeros((2, 2, 3), np.uint8), scale) for k in range(count)]


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([[100.0]] * 6, [0, 2, 4, 5]),  # The last one always, so that nothing is left open.
        ([[100.0]] * 5, [0, 2, 4]),
        ([[]] * 4, [0, 1, 2, 3]),
        ([[100.0, 100.0]] * 4, [0, 1, 2, 3]),  # Whose hips would count?
        ([[100.0], [50.0], [50.0], [50.0]], [0, 2, 3]),
    ],
)
def test_frames_come_with_their_people(people, expected):
    model = Model(people)
    seen = list(look(film(len(people)), model, pace(2, 100.0)))
    assert [frame.index for frame, _ in seen] == expected == model.asked
    assert [len(found) for _, found in seen] == [len(people[k]) for k in expected]


def test_heights_count_in_pixels_of_the_source():
    model = Model([[50.0]] * 3)
    assert [f.index for f, _ in look(film(3, 2.0), model, pace(2, 100.0))] == [0, 2]
    assert [f.index for f, _ in look(film(3, 1.0), model, pace(2, 100.0))] == [0, 1, 2]

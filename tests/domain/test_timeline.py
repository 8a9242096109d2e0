"""Which frame is shown when."""

from __future__ import annotations

import math
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain import texts
from fo_buttwink.domain.timeline import Timeline

TWO_RATES = [*(i / 30 for i in range(60)), *(2 + i / 10 for i in range(60))]
"""Thirty frames per second for two seconds, then ten."""
MEAN = 119 / TWO_RATES[-1]

steps = st.lists(st.floats(0.004, 0.5), min_size=1, max_size=200)


@given(steps=steps, start_s=st.sampled_from([0.0, 0.5]), share=st.floats(0.1, 0.9))
def test_a_frame_is_shown_from_its_time_until_the_next_begins(steps, start_s, share):
    times = [0.0, *accumulate(steps)]
    line = Timeline(len(steps) / times[-1], times, start_s)
    for number, (begins, ends) in enumerate(pairwise(times), start=1):
        assert line.frame_at(begins) == number
        assert line.time_of(number) == begins
        assert line.player_time(number) == begins + start_s
        inside = begins + share * (ends - begins)
        # A stored time is rounded: a hundredth of a mean frame before the next one is the next.
        if ends - inside > 0.011 / line.fps:
            assert line.frame_at(inside) == number
    assert line.frame_at(times[-1] + 99) == len(times)
    assert line.frame_at(-1.0) == 1


@given(fps=st.sampled_from([23.976, 25.0, 29.97, 59.94, 240.0]), frames=st.integers(2, 4000))
def test_even_frames_need_no_times(fps, frames):
    bare = Timeline(fps)
    told = Timeline(fps, [round((n - 1) / fps, 5) for n in range(1, frames + 1)])
    assert not told.uneven and not told.cannot_follow()
    for n in (1, frames // 2 or 1, frames):
        assert bare.frame_at((n - 0.5) / fps) == told.frame_at((n - 0.5) / fps) == n
        assert told.frame_at((n - 1) / fps) == n
        assert bare.frames_before(n, 1.5) == told.frames_before(n, 1.5) == round(1.5 * fps)


def test_two_rates():
    line = Timeline(MEAN, TWO_RATES)
    assert line.uneven
    assert line.frame_at(2.05) == 61
    assert Timeline(MEAN).frame_at(2.05) == 31  # the fault: by the mean rate
    assert line.time_of(61) == 2.0
    # Frame 61 is shown at 2.0 s, and an even timeline says 60 / MEAN = 3.98 s.
    assert line.even_error_s() == pytest.approx(60 / MEAN - 2.0)
    assert (line.frames_before(60, 1.0), line.frames_after(60, 1.0)) == (30, 10)
    assert line.frames_before(100, 1.0) == 10


def test_a_late_start_counts_in_players_only():
    line = Timeline(25.0, [n / 25 for n in range(50)], 0.5)
    assert not line.uneven
    assert line.cannot_follow() and line.even_error_s() == pytest.approx(0.5)
    assert line.time_of(1) == 0.0 and line.player_time(1) == 0.5
    assert Timeline(25.0, (), 0.5).cannot_follow()


def test_unknown_times_and_rates():
    assert Timeline(None).time_of(5) is None
    assert Timeline(None).frame_at(1.0) is None
    assert Timeline(None).even_error_s() == 0.0
    holes = Timeline(10.0, [0.0, None, 0.2, math.nan])
    assert holes.time_of(2) == pytest.approx(0.1) and holes.time_of(4) == pytest.approx(0.3)
    assert holes.frame_at(0.21) == 3


def test_the_viewer_says_where_the_app_cannot_follow():
    assert texts.of_the_timing(Timeline(30.0, [n / 30 for n in range(90)])) == ""
    said = texts.of_the_timing(Timeline(MEAN, TWO_RATES))
    assert "do not follow each other evenly" in said and "up to 1.98 s off" in said
    late = texts.of_the_timing(Timeline(25.0, [n / 25 for n in range(50)], 0.5))
    assert "begin 0.50 s later" in late and "evenly" not in late

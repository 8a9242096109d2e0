"""Slow motion: what is measured in seconds is real time, what is found by frame stays."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import stick_figure

from fo_buttwink.domain.analysis import VideoAnalysis
from fo_buttwink.domain.slow_motion import as_played, checked_factor, in_real_time
from fo_buttwink.pipeline.analyze import analyze_observations


@pytest.fixture(scope="module")
def recorded():
    """Two squats of 2.4 s, 240 frames per second."""
    return stick_figure.observe(stick_figure.squat_depth(2, fps=240.0), fps=240.0)


def played_at(observations, fps):
    factor = observations.video.fps / fps
    return replace(
        observations,
        time_s=observations.time_s * factor,
        video=replace(observations.video, fps=fps),
    )


def test_at_a_thirtieth_of_a_second_per_frame_it_is_measured_as_it_was_recorded(recorded):
    truth = analyze_observations(recorded)
    slow = played_at(recorded, 30.0)
    # The fault: 19 s each, which is no squat, or one of a wrong tempo.
    before = analyze_observations(slow)
    tempo = [rep.eccentric_s for rep in truth.reps]
    assert len(truth.reps) == 2 and all(0.6 < t < 1.2 for t in tempo)
    assert [rep.eccentric_s for rep in before.reps] != tempo

    found = analyze_observations(slow, slow_motion=8)
    assert [(r.first, r.bottom, r.last, r.label) for r in found.reps] == [
        (r.first, r.bottom, r.last, r.label) for r in truth.reps
    ]
    for one, other in zip(found.reps, truth.reps, strict=True):
        for name in ("eccentric_s", "concentric_s", "pause_s"):
            assert getattr(one, name) == pytest.approx(getattr(other, name), abs=1e-3)
    # Who looks for a frame finds it where the file has it.
    assert found.fps == 30.0 and found.slow_motion == 8.0
    np.testing.assert_array_equal(found.frames.time_s, slow.time_s)
    np.testing.assert_allclose(
        found.frames.pelvic_tilt_deg, truth.frames.pelvic_tilt_deg, atol=0.05, equal_nan=True
    )


def test_it_is_asked_where_every_repetition_is_that_slow(recorded):
    words = "Every repetition takes more than 6 s"
    assert words in analyze_observations(played_at(recorded, 60.0)).message
    assert words in analyze_observations(played_at(recorded, 30.0)).message
    assert words not in analyze_observations(recorded).message
    assert words not in analyze_observations(played_at(recorded, 30.0), slow_motion=8).message


def test_one_of_normal_speed_ends_the_question():
    quick = stick_figure.squat_depth(1)
    slow = np.sin(np.linspace(0, np.pi, 300)) ** 2
    both = stick_figure.observe(np.concatenate([quick, slow, np.zeros(45)]))
    found = analyze_observations(both)
    assert len(found.reps) == 2
    assert "Every repetition" not in found.message


def test_normal_speed_changes_nothing(recorded):
    assert in_real_time(recorded, 1.0) is recorded
    found = analyze_observations(recorded)
    assert as_played(found, recorded, 1.0) is found
    assert analyze_observations(recorded, slow_motion=1).to_json() == found.to_json()


def test_json_keeps_the_factor(recorded):
    found = analyze_observations(played_at(recorded, 120.0), slow_motion=2)
    again = VideoAnalysis.from_json(json.loads(json.dumps(found.to_json())))
    assert again.slow_motion == 2.0
    older = {k: v for k, v in found.to_json().items() if k != "slow_motion"}
    assert VideoAnalysis.from_json(older).slow_motion == 1.0


@pytest.mark.parametrize("value", [0, 0.5, -8, 65, math.nan, math.inf, "fast", None, [8]])
def test_what_is_no_factor_is_refused(value):
    with pytest.raises(ValueError, match="how many times slower"):
        checked_factor(value)


@pytest.mark.parametrize("value", [1, 8, 4.0, "2.5"])
def test_factors(value):
    assert checked_factor(value) == float(value)

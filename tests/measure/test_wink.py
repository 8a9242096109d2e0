"""The definition of a wink on curves whose pelvis and spine are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from straight_squat import CONFIG, FPS, SIMULATED, amounts, measured, rep, turnings

from fo_buttwink.config import WinkConfig
from fo_buttwink.domain.analysis import GRADES
from fo_buttwink.domain.grading import flexion_band, grade_of, pattern_of, severity_of, timing_of


@settings(max_examples=80, deadline=None)
@given(amounts, turnings, st.floats(-10.0, 20.0), st.floats(10.0, 50.0), st.floats(0.8, 3.0))
def test_a_constructed_tuck_gives_its_size_and_place(amount, turning, before, peak, descent_s):
    wink = measured(rep(amount, turning, before=before, peak=peak, descent_s=descent_s))
    one_frame = 100 * np.pi / 2 / (descent_s * FPS)  # how deep the hips get in one, at most
    slack = one_frame / 100 * max(amount, peak, abs(before)) / min(turning, 1 - turning)
    assert wink.wink_deg == pytest.approx(amount, abs=0.2 + slack)
    assert wink.pelvic_reversal_deg == pytest.approx(amount, abs=0.2 + slack)
    assert wink.lumbar_rise_deg == pytest.approx(amount, abs=0.2 + slack)
    assert wink.lumbar_flexion_bottom_deg == pytest.approx(before + amount, abs=0.5)
    # The pelvis has turned back by the departure where the falling line says so.
    place = turning + (1.0 - turning) * CONFIG.onset_departure_deg / amount
    assert wink.onset_pct == pytest.approx(100 * place, abs=0.5 + 2 * one_frame)
    assert wink.onset_hip_flexion_deg == pytest.approx(8.0 + 1.1 * wink.onset_pct, abs=3)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 40.0), st.floats(-5.0, 40.0), turnings)
def test_the_wink_is_the_smaller_of_reversal_and_rise(reversal, rise, turning):
    wink = measured(rep(reversal, turning, rise=rise))
    expected = max(0.0, min(wink.pelvic_reversal_deg, wink.lumbar_rise_deg))
    assert wink.wink_deg == expected
    assert wink.wink_deg <= wink.pelvic_reversal_deg


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 30.0), turnings, st.floats(-10.0, 0.0))
def test_a_rigid_spine_has_no_wink(reversal, turning, before):
    """The trunk comes upright near the bottom and takes the pelvis with it."""
    wink = measured(rep(reversal, turning, rise=0.0, before=before))
    assert wink.wink_deg == pytest.approx(0.0, abs=1e-6)
    assert (wink.grade, wink.severity, wink.onset_pct) == ("none", 0, None)
    assert wink.pattern == "none"


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 30.0), st.floats(10.0, 50.0))
def test_rounding_without_reversal_has_no_wink(flexion, peak):
    """Flexion from the very start, carried by the trunk: the pelvis never turns back."""
    curves = rep(0.0)
    down = curves.depth
    wink = measured(replace(curves, pelvic_tilt_deg=peak * down, lumbar_flexion_deg=flexion * down))
    assert wink.pelvic_reversal_deg < 0.5 and wink.wink_deg < 0.5
    assert wink.onset_pct is None
    assert wink.pattern == ("rounding" if flexion >= CONFIG.rounding_deg else "none")


def test_flat_curves_have_no_wink():
    curves = rep()
    flat = np.zeros(len(curves.depth))
    wink = measured(replace(curves, pelvic_tilt_deg=flat, lumbar_flexion_deg=flat))
    assert (wink.wink_deg, wink.pelvic_reversal_deg, wink.lumbar_rise_deg) == (0.0, 0.0, 0.0)
    assert wink.onset_pct is None and wink.timing is None and wink.grade == "none"


@settings(max_examples=40, deadline=None)
@given(amounts, turnings, st.floats(-1000.0, 1000.0))
def test_time_shift_does_not_matter(amount, turning, shift):
    curves = rep(amount, turning)
    later = replace(curves, time_s=curves.time_s + round(shift, 3))
    assert measured(later).wink_deg == pytest.approx(measured(curves).wink_deg, abs=1e-9)
    assert measured(later).onset_pct == pytest.approx(measured(curves).onset_pct, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(amounts, turnings, st.floats(-30.0, 30.0))
def test_another_zero_of_the_tilt_does_not_matter(amount, turning, offset):
    """Only the total flexion hangs on standing."""
    curves = rep(amount, turning)
    moved = replace(curves, pelvic_tilt_deg=curves.pelvic_tilt_deg + offset)
    assert measured(moved).wink_deg == pytest.approx(measured(curves).wink_deg, abs=1e-6)
    assert measured(moved).onset_pct == pytest.approx(measured(curves).onset_pct, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(amounts, turnings, st.sampled_from([20.0, 24.0, 50.0, 60.0, 120.0]))
def test_frame_rate_does_not_matter(amount, turning, fps):
    one, other = measured(rep(amount, turning)), measured(rep(amount, turning, fps=fps))
    slack = 100 * np.pi / 2 / (1.4 * min(fps, FPS))
    assert other.wink_deg == pytest.approx(one.wink_deg, abs=1.0 + 0.1 * amount)
    assert other.onset_pct == pytest.approx(one.onset_pct, abs=1.5 * slack)


@pytest.mark.parametrize("pause_s", [0.0, 0.5, 3.0])
def test_a_pause_at_the_bottom_does_not_matter(pause_s):
    wink = measured(rep(15.0, 0.8, pause_s=pause_s))
    assert wink.wink_deg == pytest.approx(15.0, abs=1.0)
    assert wink.onset_pct == pytest.approx(100 * (0.8 + 0.2 * 2 / 15), abs=3)


def test_a_bounce_on_the_way_down_is_no_onset():
    """The pelvis turns back for a moment, comes forward again, and then turns back for good."""
    curves = rep(15.0, 0.8)
    dip = 4.0 * np.exp(-(((curves.depth - 0.45) / 0.03) ** 2))
    wink = measured(replace(curves, pelvic_tilt_deg=curves.pelvic_tilt_deg - dip))
    assert wink.onset_pct == pytest.approx(measured(curves).onset_pct, abs=0.5)


def test_the_turning_point_is_the_most_anterior_frame():
    curves = rep(12.0, 0.6)
    wink = measured(curves)
    assert abs(wink.turning - int(np.argmax(curves.pelvic_tilt_deg[: curves.bottom + 1]))) <= 1
    assert curves.depth[wink.turning] == pytest.approx(0.6, abs=0.05)


def test_reversal_is_the_published_definition():
    curves = rep(20.0, 0.7)
    descent = curves.pelvic_tilt_deg[: curves.bottom + 1]
    expected = descent.max() - curves.pelvic_tilt_deg[curves.bottom]
    assert measured(curves).pelvic_reversal_deg == pytest.approx(expected, abs=0.5)


def test_what_comes_after_the_deepest_frame_does_not_count():
    curves = rep(12.0, 0.7)
    after = np.arange(len(curves.depth)) > curves.bottom + 3
    wild = replace(curves, pelvic_tilt_deg=np.where(after, 90.0, curves.pelvic_tilt_deg))
    assert measured(wild) == measured(curves)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.0, 45.0),
    turnings,
    st.floats(0.0, 2.0),
    st.floats(0.3, 6.0),
    st.integers(0, 1000),
)
def test_intervals_hold_their_value(reversal, turning, noise, sd, seed):
    wink = measured(rep(reversal, turning, noise=noise, seed=seed), sd=sd)
    low, high = wink.wink_deg_interval
    assert 0.0 <= low <= wink.wink_deg <= high
    assert high - wink.wink_deg >= 1.6 * sd
    assert (wink.onset_pct is None) == (wink.grade == "none") == (wink.timing is None)
    if wink.onset_pct is not None and wink.onset_pct_interval is not None:
        early, late = wink.onset_pct_interval
        assert 0.0 <= early <= wink.onset_pct <= late <= 100.0


@settings(max_examples=40, deadline=None)
@given(amounts, turnings, st.floats(0.3, 4.0), st.floats(0.1, 2.0))
def test_the_onset_interval_widens_with_the_error(amount, turning, sd, more):
    curves = rep(amount, turning)
    narrow, wide = measured(curves, sd), measured(curves, sd + more)
    assert narrow.onset_pct_interval is not None and wide.onset_pct_interval is not None
    assert wide.onset_pct_interval[0] <= narrow.onset_pct_interval[0] + 1e-9
    assert wide.onset_pct_interval[1] >= narrow.onset_pct_interval[1] - 1e-9


def test_interval_covers_as_often_as_it_says():
    """Errors of the size that the estimator states: 90 % must lie inside, or nearly."""
    rng = np.random.default_rng(0)
    sd, amount, inside = 2.0, 15.0, 0
    for k in range(300):
        curves = rep(amount, 0.7, noise=0.2, seed=k)
        # The estimator's error grows smoothly with depth, and is what sd_deg means.
        grown = np.clip((curves.depth - 0.7) / 0.3, 0.0, None)
        error = rng.normal(0.0, sd) * grown
        low, high = measured(
            replace(
                curves,
                pelvic_tilt_deg=curves.pelvic_tilt_deg - error,
                lumbar_flexion_deg=curves.lumbar_flexion_deg + error,
            ),
            sd=sd,
            config=SIMULATED,
        ).wink_deg_interval
        inside += low <= amount <= high
    assert 0.84 <= inside / 300 <= 0.96


def test_on_people_the_interval_reaches_further_down():
    """What simulated lifters do not teach: against the hand the estimate is too large."""
    low, high = measured(rep(30.0, 0.7)).wink_deg_interval
    assert 30.0 - low > high - 30.0
    alike = measured(rep(30.0, 0.7), config=SIMULATED).wink_deg_interval
    assert alike[1] == high
    assert alike[0] + high == pytest.approx(2 * measured(rep(30.0, 0.7)).wink_deg)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.0, 40.0), st.floats(0.0, 15.0), turnings, st.floats(0.3, 4.0))
def test_a_larger_wink_never_gets_a_lower_grade(amount, more, turning, sd):
    one, two = measured(rep(amount, turning), sd), measured(rep(amount + more, turning), sd)
    assert GRADES.index(two.grade) >= GRADES.index(one.grade)


@pytest.mark.parametrize(
    ("amount", "grade"),
    [(0.0, 0), (4.99, 0), (5.0, 1), (9.99, 1), (10.0, 2), (19.99, 2), (20.0, 3), (80.0, 3)],
)
def test_a_value_on_a_cutoff_gets_the_higher_grade(amount, grade):
    assert grade_of(amount, CONFIG) == grade


@pytest.mark.parametrize(
    ("onset", "timing"),
    [
        (None, None),
        (10.0, "early"),
        (69.9, "early"),
        (70.0, "mid"),
        (89.9, "mid"),
        (90.0, "late"),
        (97.0, "late"),
    ],
)
def test_timing(onset, timing):
    assert timing_of(onset, CONFIG) == timing


@pytest.mark.parametrize("grade", [0, 1, 2, 3])
@pytest.mark.parametrize("timing", [None, "late", "mid", "early"])
def test_severity_is_the_grade_and_one_more_if_early(grade, timing):
    raised = 1 if timing == "early" and 1 <= grade < 3 else 0
    assert severity_of(grade, timing) == grade + raised
    assert severity_of(grade, timing, "return") == min(1, grade + raised)


def test_an_arched_back_that_only_returns_is_no_more_than_severity_one():
    wink = measured(rep(16.0, 0.5, before=-14.0))
    assert wink.grade == "moderate" and wink.timing == "early"
    assert wink.pattern == "return" and wink.severity == 1
    further = measured(rep(16.0, 0.5, before=-8.0))
    assert further.pattern == "wink" and further.severity == 3


def test_patterns():
    assert pattern_of(1, 5.0, CONFIG) == "wink"
    assert pattern_of(3, 4.9, CONFIG) == "return"
    assert pattern_of(0, 25.0, CONFIG) == "rounding"
    assert pattern_of(0, 24.9, CONFIG) == "none"


@pytest.mark.parametrize(
    ("total", "words"),
    [
        (-3.0, "under 10"),
        (10.0, "10 to under 25"),
        (25.0, "25 to under 35"),
        (35.0, "35 deg or more"),
    ],
)
def test_bands_of_total_flexion(total, words):
    assert flexion_band(total, CONFIG).startswith(words)
    other = WinkConfig(flexion_bands_deg=(11.0, 22.0, 33.0))
    assert "22" in flexion_band(23.0, other)


def test_cutoffs_come_from_the_config():
    strict = WinkConfig(grade_cutoffs_deg=(2.0, 4.0, 6.0))
    assert measured(rep(8.0), config=strict).grade == "marked"
    shifted = WinkConfig(late_pct=70.0)
    assert measured(rep(15.0, 0.7)).timing == "mid"
    assert measured(rep(15.0, 0.7), config=shifted).timing == "late"
    longer = WinkConfig(onset_departure_deg=7.5)
    assert measured(rep(15.0, 0.7), config=longer).onset_pct == pytest.approx(85.0, abs=2.0)

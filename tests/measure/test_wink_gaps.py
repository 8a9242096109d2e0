"""What a wink is worth where frames are missing, hidden, wrong or few."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from straight_squat import SD, measured, reason, rep

from fo_buttwink.measure.wink import RepCurves, Unmeasurable, measure_wink


def with_gap(curves: RepCurves, hidden: np.ndarray) -> RepCurves:
    def cut(values: np.ndarray) -> np.ndarray:
        return np.where(hidden, np.nan, values)

    return replace(
        curves,
        pelvic_tilt_deg=cut(curves.pelvic_tilt_deg),
        lumbar_flexion_deg=cut(curves.lumbar_flexion_deg),
    )


def between(curves: RepCurves, low: float, high: float) -> RepCurves:
    return with_gap(curves, (curves.depth > low) & (curves.depth < high))


def test_short_gap_is_survived():
    curves = rep(20.0, 0.7)
    wink = measured(between(curves, 0.35, 0.5))
    assert wink.wink_deg == pytest.approx(measured(curves).wink_deg, abs=0.1)
    assert wink.onset_pct == pytest.approx(measured(curves).onset_pct, abs=1.0)


@settings(max_examples=60, deadline=None)
@given(st.floats(-40.0, 40.0), st.integers(1, 41), st.sampled_from([30.0, 60.0]))
def test_one_bad_frame_makes_no_wink(error, frame, fps):
    curves = rep(0.0, fps=fps)
    bad = np.arange(len(curves.depth)) == frame
    spike = replace(
        curves,
        pelvic_tilt_deg=curves.pelvic_tilt_deg + error * bad,
        lumbar_flexion_deg=curves.lumbar_flexion_deg - error * bad,
    )
    assert measured(spike).grade == "none"
    assert measured(spike).wink_deg == pytest.approx(0.0, abs=2.5), "a frame's movement, no more"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.1, 0.5, "lies between two measured frames"),
        (0.1, 0.5, "lies between two measured frames"),
        (0.6, 0.8, "around the most anterior tilt"),
        (0.7, 0.88, "around the most anterior tilt"),
        (0.85, 1.1, "near the deepest point"),
        (-0.1, 1.1, "0 frames of the descent"),
    ],
)
def test_what_is_hidden_is_said(low, high, words):
    assert words in reason(between(rep(20.0, 0.7), low, high))


def test_a_descent_of_one_frame_is_no_result():
    curves = RepCurves(*(np.array([0.0, 1.0, 0.0]) for _ in range(5)), bottom=1)
    assert "2 frames of the descent" in reason(curves)


CURVES = ("time_s", "depth", "pelvic_tilt_deg", "lumbar_flexion_deg", "hip_flexion_deg")


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 10**6),
    st.floats(0.0, 0.9),
    st.sets(st.sampled_from(CURVES), min_size=1),
    st.sampled_from([np.nan, np.inf, -np.inf]),
)
def test_whatever_is_unknown_no_number_is_nan(seed, share, names, unknown):
    rng = np.random.default_rng(seed)
    curves = rep(15.0, 0.8)
    spoilt = {
        name: np.where(rng.random(len(curves.depth)) < share, unknown, getattr(curves, name))
        for name in names
    }
    wink = measure_wink(replace(curves, **spoilt), SD)
    if isinstance(wink, Unmeasurable):
        assert wink.reason and "nan" not in wink.reason
        return
    numbers = [wink.wink_deg, *wink.wink_deg_interval, wink.pelvic_reversal_deg]
    numbers += [wink.lumbar_rise_deg, wink.lumbar_flexion_bottom_deg]
    numbers += [*(wink.onset_pct_interval or ())]
    numbers += [v for v in (wink.onset_pct, wink.onset_hip_flexion_deg) if v is not None]
    assert np.isfinite(numbers).all()


@pytest.mark.parametrize("sd", [np.nan, np.inf, -1.0])
def test_an_error_that_nobody_knows_is_no_number(sd):
    found = measure_wink(rep(15.0, 0.8), sd)
    assert isinstance(found, Unmeasurable) and "error" in found.reason

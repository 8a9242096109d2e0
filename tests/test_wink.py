"""Onset, amount and grade on curves whose wink is known."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fo_buttwink.config import WinkConfig
from fo_buttwink.results import GRADES
from fo_buttwink.wink import (
    GRID,
    RepCurves,
    Wink,
    fit_broken_line,
    grade_of,
    measure_wink,
    severity_of,
    timing_of,
)

FPS = 30.0
SD = 1.0
PLACED = WinkConfig(onset_max_width_pct=100.0)
"""Every onset is stated, however wide its interval."""


def rep(
    amount: float = 0.0,
    onset: float = 0.85,
    *,
    arch: float = 0.0,
    lean: float = 40.0,
    rigid: bool = False,
    descent_s: float = 1.4,
    noise: float = 0.0,
    seed: int = 0,
) -> RepCurves:
    """One squat; flexion falls by ``arch`` until ``onset``, then rises by ``amount``.

    ``rigid``: the trunk comes upright near the bottom, as with a stiff spine.
    """
    n = round(descent_s * FPS) + 1
    down = np.sin(np.linspace(0, np.pi / 2, n)) ** 2
    hold = np.ones(4)
    depth = np.concatenate([down, hold, down[::-1]])
    flexion = -arch * np.minimum(depth / onset, 1.0)
    flexion = flexion + amount * np.clip((depth - onset) / (1.0 - onset), 0.0, None)
    trunk = lean * depth
    if rigid:
        trunk = trunk - 12.0 * np.clip((depth - 0.7) / 0.3, 0.0, None)
    rng = np.random.default_rng(seed)
    flexion = flexion + rng.normal(0.0, noise, len(depth)) if noise else flexion
    return RepCurves(
        time_s=np.arange(len(depth)) / FPS,
        depth=depth,
        pelvic_tilt_deg=trunk - flexion,
        lumbar_flexion_deg=flexion,
        hip_flexion_deg=8.0 + 110.0 * depth,
        bottom=n,
    )


def measured(curves: RepCurves, sd: float = SD, config: WinkConfig | None = None) -> Wink:
    wink = measure_wink(curves, sd, config)
    assert wink is not None
    return wink


@settings(max_examples=60, deadline=None)
@given(st.floats(6.0, 40.0), st.floats(0.3, 0.92), st.floats(0.0, 8.0), st.floats(0.7, 3.0))
def test_known_wink_is_recovered(amount, onset, arch, descent_s):
    wink = measured(rep(amount, onset, arch=arch, descent_s=descent_s), config=PLACED)
    assert wink.wink_deg == pytest.approx(amount, abs=1.0 + 0.05 * amount)
    frame_pct = 100 * np.pi / 2 / (descent_s * FPS)  # how far the hips get in one, at most
    assert wink.onset_pct == pytest.approx(100 * onset, abs=3.0 + 0.5 * frame_pct)
    assert wink.onset_hip_flexion_deg == pytest.approx(8.0 + 110.0 * wink.onset_pct / 100, abs=4)
    assert wink.lumbar_flexion_bottom_deg == pytest.approx(amount - arch, abs=0.5)


@settings(max_examples=40, deadline=None)
@given(st.floats(8.0, 40.0), st.floats(0.4, 0.9), st.floats(0.1, 1.5), st.integers(0, 2**32 - 1))
def test_noise_moves_it_little(amount, onset, noise, seed):
    wink = measured(rep(amount, onset, noise=noise, seed=seed), max(noise, 0.5), PLACED)
    assert wink.wink_deg == pytest.approx(amount, abs=1.0 + 0.1 * amount + 2.0 * noise)
    early, late = wink.onset_pct_interval
    assert early - 3.0 <= 100 * onset <= late + 3.0
    if noise <= 0.02 * amount:
        assert wink.onset_pct == pytest.approx(100 * onset, abs=15.0)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.0, 45.0),
    st.floats(0.2, 0.95),
    st.floats(0.0, 2.0),
    st.floats(0.3, 6.0),
    st.integers(0, 1000),
)
def test_intervals_hold_their_value(amount, onset, noise, sd, seed):
    wink = measured(rep(amount, onset, noise=noise, seed=seed), sd=sd)
    low, high = wink.wink_deg_interval
    assert 0.0 <= low <= wink.wink_deg <= high
    assert high - wink.wink_deg >= 1.6 * sd
    if wink.onset_pct_interval is None:
        assert wink.onset_pct is None and wink.timing is None and wink.grade == "none"
    elif wink.onset_pct is None:
        early, late = wink.onset_pct_interval
        assert wink.timing is None and wink.grade != "none"
        assert late - early > WinkConfig().onset_max_width_pct
    else:
        early, late = wink.onset_pct_interval
        assert 0.0 <= early <= wink.onset_pct <= late <= 100.0


def test_interval_covers_as_often_as_it_says():
    """Errors of the size that the estimator states: 90 % must lie inside, or nearly."""
    rng = np.random.default_rng(0)
    sd, amount, inside = 2.0, 15.0, 0
    for k in range(200):
        curves = rep(amount, 0.8, noise=0.3, seed=k)
        # The estimator's error grows smoothly with depth, and is what sd_deg means.
        error = rng.normal(0.0, sd) * np.clip((curves.depth - 0.5) / 0.5, 0.0, None)
        wink = measured(
            replace(curves, lumbar_flexion_deg=curves.lumbar_flexion_deg + error), sd=sd
        )
        low, high = wink.wink_deg_interval
        inside += low <= amount <= high
    assert 0.8 <= inside / 200 <= 1.0


@settings(max_examples=60, deadline=None)
@given(
    st.floats(0.0, 40.0),
    st.floats(0.0, 15.0),
    st.floats(0.2, 0.95),
    st.floats(0.0, 5.0),
    st.floats(0.3, 4.0),
    st.floats(0.0, 1.5),
)
def test_a_larger_wink_never_gets_a_lower_grade(amount, more, onset, arch, sd, noise):
    one = measured(rep(amount, onset, arch=arch, noise=noise), sd=sd)
    two = measured(rep(amount + more, onset, arch=arch, noise=noise), sd=sd)
    assert GRADES.index(two.grade) >= GRADES.index(one.grade)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.0, 12.0), st.floats(10.0, 60.0), st.booleans(), st.integers(0, 1000))
def test_no_wink_stays_none(arch, lean, rigid, seed):
    """An arched back that gives way, or a stiff one that comes upright, is no wink."""
    wink = measured(rep(0.0, 0.8, arch=arch, lean=lean, rigid=rigid, noise=0.5, seed=seed))
    assert wink.grade == "none" and wink.severity == 0
    assert wink.onset_pct is None
    assert wink.pattern == "none"


def test_stiff_spine_reverses_without_a_wink():
    """The reason why the grade does not use W."""
    wink = measured(rep(0.0, rigid=True, lean=20.0))
    assert wink.pelvic_reversal_deg > 5.0
    assert wink.grade == "none" and wink.pattern == "none"


def test_reversal_is_the_published_definition():
    curves = rep(20.0, 0.7, lean=40.0)
    descent = curves.pelvic_tilt_deg[: curves.bottom + 1]
    expected = descent.max() - curves.pelvic_tilt_deg[curves.bottom]
    assert measured(curves).pelvic_reversal_deg == pytest.approx(expected, abs=0.5)
    assert expected > 5.0


def test_rounding_without_reversal():
    """Flexion from the very start, carried by the trunk: the pelvis never turns back."""
    curves = rep(0.0)
    flexion = 25.0 * curves.depth
    wink = measured(
        replace(curves, lumbar_flexion_deg=flexion, pelvic_tilt_deg=30.0 * curves.depth)
    )
    assert wink.pelvic_reversal_deg < 1.0
    assert wink.pattern == "rounding"


def test_wink_pattern_needs_both():
    assert measured(rep(15.0, 0.8, lean=30.0)).pattern == "wink"


@pytest.mark.parametrize(
    ("amount", "grade"),
    [(0.0, 0), (4.99, 0), (5.0, 1), (9.99, 1), (10.0, 2), (19.99, 2), (20.0, 3), (80.0, 3)],
)
def test_a_value_on_a_cutoff_gets_the_higher_grade(amount, grade):
    assert grade_of(amount, WinkConfig()) == grade


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
    assert timing_of(onset, WinkConfig()) == timing


@pytest.mark.parametrize("grade", [0, 1, 2, 3])
@pytest.mark.parametrize("timing", [None, "late", "mid", "early"])
def test_severity_is_the_grade_and_one_more_if_early(grade, timing):
    raised = 1 if timing == "early" and 1 <= grade < 3 else 0
    assert severity_of(grade, timing) == grade + raised


@settings(max_examples=30, deadline=None)
@given(st.floats(0.0, 45.0), st.floats(0.2, 0.95), st.floats(0.3, 5.0))
def test_parts_of_a_verdict_agree(amount, onset, sd):
    config = WinkConfig()
    wink = measured(rep(amount, onset), sd=sd)
    grade = GRADES.index(wink.grade)
    assert wink.severity == severity_of(grade, wink.timing)
    assert wink.timing == timing_of(wink.onset_pct, config)
    assert grade in (0, grade_of(wink.wink_deg, config))
    assert (wink.onset_pct_interval is None) == (grade == 0)


def test_an_onset_that_could_be_anywhere_is_not_stated():
    gradual = rep(12.0, 0.1)
    wink = measured(gradual, sd=5.5)
    assert (wink.grade, wink.severity) == ("moderate", 2)
    assert wink.onset_pct is None and wink.timing is None and wink.onset_hip_flexion_deg is None
    early, late = wink.onset_pct_interval
    assert late - early > WinkConfig().onset_max_width_pct
    stated = measured(gradual, 5.5, PLACED)
    assert stated.timing == "early" and stated.severity == 3
    assert stated.onset_pct_interval == wink.onset_pct_interval


def test_noise_of_the_estimator_withholds_a_grade():
    assert measured(rep(8.0), sd=1.0).grade == "subtle"
    assert measured(rep(8.0), sd=8.0).grade == "none"


def test_cutoffs_come_from_the_config():
    strict = WinkConfig(grade_cutoffs_deg=(2.0, 4.0, 6.0))
    assert measured(rep(8.0), config=strict).grade == "marked"
    shifted = WinkConfig(late_pct=80.0)
    assert measured(rep(15.0, 0.85)).timing == "mid"
    assert measured(rep(15.0, 0.85), config=shifted).timing == "late"


def with_gap(curves: RepCurves, hidden: np.ndarray) -> RepCurves:
    def cut(values: np.ndarray) -> np.ndarray:
        return np.where(hidden, np.nan, values)

    return replace(
        curves,
        pelvic_tilt_deg=cut(curves.pelvic_tilt_deg),
        lumbar_flexion_deg=cut(curves.lumbar_flexion_deg),
    )


def test_short_gap_is_survived():
    curves = rep(20.0, 0.7)
    hidden = (curves.depth > 0.4) & (curves.depth < 0.55)
    wink = measured(with_gap(curves, hidden))
    assert wink.wink_deg == pytest.approx(20.0, abs=2.0)
    assert wink.onset_pct == pytest.approx(70.0, abs=5.0)


@pytest.mark.parametrize("low_high", [(-0.1, 0.5), (0.3, 0.8), (0.85, 1.1), (-0.1, 1.1)])
def test_too_little_of_the_descent_is_no_result(low_high):
    low, high = low_high
    curves = rep(20.0, 0.7)
    assert measure_wink(with_gap(curves, (curves.depth > low) & (curves.depth < high)), SD) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 0.9))
def test_whatever_is_hidden_no_number_is_nan(seed, share):
    rng = np.random.default_rng(seed)
    curves = rep(15.0, 0.8)
    wink = measure_wink(with_gap(curves, rng.random(len(curves.depth)) < share), SD)
    if wink is None:
        return
    numbers = [wink.wink_deg, *wink.wink_deg_interval, wink.pelvic_reversal_deg]
    numbers += [wink.lumbar_flexion_bottom_deg, *(wink.onset_pct_interval or ())]
    numbers += [v for v in (wink.onset_pct, wink.onset_hip_flexion_deg) if v is not None]
    assert np.isfinite(numbers).all()


def test_frame_rate_does_not_matter():
    curves = rep(15.0, 0.8)
    dense_t = np.linspace(0.0, curves.time_s[-1], 4 * len(curves.time_s) - 3)

    def dense(values: np.ndarray) -> np.ndarray:
        return np.interp(dense_t, curves.time_s, values)

    fine = RepCurves(
        time_s=dense_t,
        depth=dense(curves.depth),
        pelvic_tilt_deg=dense(curves.pelvic_tilt_deg),
        lumbar_flexion_deg=dense(curves.lumbar_flexion_deg),
        hip_flexion_deg=dense(curves.hip_flexion_deg),
        bottom=4 * curves.bottom,
    )
    one, other = measured(curves), measured(fine)
    assert other.wink_deg == pytest.approx(one.wink_deg, abs=0.5)
    assert other.onset_pct == pytest.approx(one.onset_pct, abs=2.0)


@given(st.floats(0.15, 0.95), st.floats(5.0, 40.0), st.floats(-20.0, 0.0), st.floats(-30.0, 30.0))
@settings(max_examples=40, deadline=None)
def test_broken_line_is_found_exactly(onset, slope_up, slope_down, level):
    assume(slope_up * (1 - onset) > 2.0)
    curve = (
        level + slope_down * np.minimum(GRID - onset, 0) + slope_up * np.maximum(GRID - onset, 0)
    )
    line = fit_broken_line(curve, 1.5, 0.5, 0.9)
    assert line.onset == pytest.approx(onset, abs=0.011)
    assert line.level_at_onset_deg == pytest.approx(level, abs=0.5)
    assert line.interval[0] <= line.onset <= line.interval[1]


def test_interval_of_the_onset_widens_with_noise_and_narrows_with_amount():
    widths = []
    for sd in (0.5, 2.0, 5.0):
        line = fit_broken_line(20.0 * np.maximum(GRID - 0.7, 0), 1.5, sd, 0.9)
        widths.append(line.interval[1] - line.interval[0])
    assert all(a <= b for a, b in itertools.pairwise(widths)) and widths[0] < widths[-1]

"""Filters on signals whose right answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink._util.arrays import interpolate_between, runs
from fo_buttwink.config import FilterConfig
from fo_buttwink.measure.filtering import fill_gaps, hampel, low_pass, smooth


def sine(hz: float, fps: float = 60.0, seconds: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    time_s = np.arange(0.0, seconds, 1.0 / fps)
    return time_s, np.sin(2 * np.pi * hz * time_s)


def response(hz: float, cutoff_hz: float, fps: float = 60.0) -> tuple[float, float]:
    """Amplitude and lag (s) of a filtered sine, away from the ends."""
    time_s, x = sine(hz, fps)
    y = low_pass(x, time_s, cutoff_hz)
    middle = (time_s > 2) & (time_s < 6)
    wave = np.exp(-2j * np.pi * hz * time_s[middle])
    ratio = (y[middle] * wave).sum() / (x[middle] * wave).sum()
    return float(abs(ratio)), float(-np.angle(ratio) / (2 * np.pi * hz))


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0, 120.0])
@pytest.mark.parametrize("cutoff", [3.0, 4.0, 6.0])
def test_amplitude_at_the_cutoff(fps, cutoff):
    """The definition of a cut-off, also after the second pass: 1 over root 2."""
    amplitude, _ = response(cutoff, cutoff, fps)
    assert amplitude == pytest.approx(np.sqrt(0.5), abs=0.005)


@pytest.mark.parametrize("hz", [0.5, 1.0, 2.0, 4.0])
def test_no_lag(hz):
    assert response(hz, 4.0)[1] == pytest.approx(0.0, abs=1e-4)


def test_slow_passes_and_fast_does_not():
    assert response(0.5, 4.0)[0] == pytest.approx(1.0, abs=0.01)
    assert response(15.0, 4.0)[0] < 0.01


@pytest.mark.parametrize("count", [1, 2, 7, 8, 12, 200])
def test_constants_and_lines_stay(count):
    time_s = np.arange(count) / 30.0
    np.testing.assert_allclose(low_pass(np.full(count, 5.0), time_s, 4.0), 5.0, atol=1e-9)
    np.testing.assert_allclose(low_pass(3.0 * time_s, time_s, 4.0), 3.0 * time_s, atol=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(-1e3, 1e3), st.floats(0.01, 100.0))
def test_time_reversal_shift_and_scale(seed, shift, scale):
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.normal(size=80))
    time_s = np.arange(80) / 30.0
    y = low_pass(x, time_s, 4.0)
    np.testing.assert_allclose(
        low_pass(scale * x + shift, time_s, 4.0), scale * y + shift, rtol=1e-6, atol=1e-6 * scale
    )
    # Forward-backward and backward-forward differ in their starting values only.
    np.testing.assert_allclose(low_pass(x[::-1], time_s, 4.0)[::-1][15:-15], y[15:-15], atol=0.05)


def test_stretches_between_gaps_do_not_see_each_other():
    time_s, x = sine(1.0)
    x[200:230] = np.nan
    y = low_pass(x, time_s, 4.0)
    assert np.isnan(y[200:230]).all() and np.isfinite(np.delete(y, np.s_[200:230])).all()
    other = x.copy()
    other[230:] += 100.0
    np.testing.assert_array_equal(low_pass(other, time_s, 4.0)[:200], y[:200])


def test_uneven_times_are_no_distortion():
    rng = np.random.default_rng(0)
    time_s = np.cumsum(rng.uniform(0.01, 0.06, 300))
    x = np.sin(2 * np.pi * 0.5 * time_s)
    y = low_pass(x, time_s, 4.0)
    np.testing.assert_allclose(y[10:-10], x[10:-10], atol=0.05)


def test_frame_rate_that_cannot_carry_the_cutoff():
    time_s, x = sine(1.0, fps=8.0)
    np.testing.assert_array_equal(low_pass(x, time_s, 4.0), x)


def test_fill_gaps_by_length():
    time_s = np.arange(20) / 10.0
    x = 2.0 * time_s
    x[3] = x[8:12] = x[0] = x[19] = np.nan
    y = fill_gaps(x, time_s, max_gap_s=0.2)
    assert y[3] == pytest.approx(0.6)
    assert np.isnan(y[8:12]).all(), "0.5 s from neighbour to neighbour is too long"
    assert np.isnan(y[[0, 19]]).all(), "nothing is known beyond the ends"
    np.testing.assert_allclose(fill_gaps(x, time_s, 0.5)[8:12], [1.6, 1.8, 2.0, 2.2])


def test_fill_gaps_uses_time_and_leaves_its_input_alone():
    time_s = np.array([0.0, 0.01, 0.1])
    x = np.array([0.0, np.nan, 1.0])
    assert fill_gaps(x, time_s, 0.2)[1] == pytest.approx(0.1)
    assert np.isnan(x[1])


@given(known=st.lists(st.booleans(), min_size=1, max_size=30), missing=st.integers(0, 29))
def test_rows_between_known_ones_lie_on_the_line(known, missing):
    known = np.array(known)
    time_s = np.cumsum(np.random.default_rng(len(known)).uniform(0.01, 0.1, len(known)))
    line = np.stack([3.0 * time_s, 1.0 - time_s], axis=1)
    values = np.where(known[:, None], line, 99.0)
    missing %= len(known)
    values[missing, 1] = np.nan
    out = interpolate_between(values, known, time_s)
    rows = np.flatnonzero(known)
    for k in range(len(known)):
        sides = [rows[rows <= k].max(initial=-1), rows[rows >= k].min(initial=len(known))]
        inside = sides[0] >= 0 and sides[1] < len(known)
        hole = known[missing] and missing in sides
        assert np.isfinite(out[k, 0]) == inside
        assert np.isfinite(out[k, 1]) == (inside and not hole)
    finite = np.isfinite(out)
    np.testing.assert_allclose(out[finite], line[finite], atol=1e-12)
    np.testing.assert_array_equal(out[known], values[known])


def test_fill_gaps_columns_apart():
    time_s = np.arange(5) / 10.0
    x = np.stack([np.arange(5.0), np.full(5, np.nan)], axis=1)
    x[2, 0] = np.nan
    y = fill_gaps(x, time_s, 0.3)
    assert y[2, 0] == pytest.approx(2.0) and np.isnan(y[:, 1]).all()


@pytest.mark.parametrize("size", [3.0, 20.0, -50.0])
def test_spike_is_removed(size):
    _, x = sine(1.0)
    spiky = x.copy()
    spiky[100] += size
    y = hampel(spiky, 4, 3.0)
    assert abs(y[100] - x[100]) < 0.12
    np.testing.assert_allclose(np.delete(y, 100), np.delete(x, 100), atol=0.05)


def test_spike_filter_leaves_a_squat_alone():
    """The sharpest bottom that occurs: touch-and-go in 1 s."""
    time_s = np.arange(90) / 30.0
    x = np.abs(np.sin(np.pi * time_s))
    np.testing.assert_allclose(hampel(x, 4, 3.0), x, atol=0.05)


def test_spike_filter_with_unknown_values():
    x = np.array([1.0, np.nan, 1.1, 9.0, 1.0, np.nan, 1.2, 1.1])
    y = hampel(x, 3, 3.0)
    np.testing.assert_array_equal(np.isnan(y), np.isnan(x))
    assert y[3] < 1.3


@given(
    x=st.lists(st.one_of(st.just(np.nan), st.floats(-1e3, 1e3)), min_size=3, max_size=40),
    half=st.integers(1, 6),
    sigmas=st.floats(0.5, 5.0),
)
def test_spike_filter_goes_by_the_medians_of_what_is_known(x, half, sigmas):
    x = np.array(x)
    expected = x.copy()
    for k in np.flatnonzero(np.isfinite(x)):
        window = x[max(k - half, 0) : k + half + 1]
        median = np.nanmedian(window)
        if abs(x[k] - median) > sigmas * 1.4826 * np.nanmedian(abs(window - median)) + 1e-9:
            expected[k] = median
    np.testing.assert_array_equal(hampel(x, half, sigmas), expected)


@given(
    known=st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=1, max_size=60),
    even=st.booleans(),
)
def test_columns_are_smoothed_as_each_alone(known, even):
    rng = np.random.default_rng(len(known))
    x = np.where(known, rng.normal(size=(len(known), 3)).cumsum(axis=0), np.nan)
    time_s = np.cumsum(np.full(len(x), 0.04) if even else rng.uniform(0.02, 0.06, len(x)))
    filters = FilterConfig(cutoff_hz=4.0, max_gap_s=0.2, hampel_window_s=0.25, hampel_sigma=3.0)
    together = smooth(x.reshape(-1, 3, 1), time_s, filters)
    assert together.shape == (len(x), 3, 1)
    for k in range(3):
        np.testing.assert_array_equal(together[:, k, 0], smooth(x[:, k], time_s, filters))


def test_smooth_takes_spikes_gaps_and_noise_and_columns():
    rng = np.random.default_rng(0)
    time_s, clean = sine(0.5, fps=30.0)
    x = clean + rng.normal(0, 0.03, len(clean))
    x[50] += 4.0
    x[90:94] = np.nan
    filters = FilterConfig(cutoff_hz=4.0, max_gap_s=0.2, hampel_window_s=0.25, hampel_sigma=3.0)
    y = smooth(np.stack([x, -x], axis=1), time_s, filters)
    np.testing.assert_allclose(y[5:-5, 0], clean[5:-5], atol=0.1)
    np.testing.assert_allclose(y[:, 1], -y[:, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ([], []),
        ([0, 0], []),
        ([1, 1], [(0, 2)]),
        ([0, 1, 0, 1, 1], [(1, 2), (3, 5)]),
    ],
)
def test_runs(mask, expected):
    assert runs(np.array(mask, dtype=bool)) == expected


@pytest.mark.parametrize("fps", [12, 20, 60, 100])
def test_a_later_part_of_a_video_is_smoothed_alike(fps):
    """The window of spikes is no whole number of frames: the last digit of the times decided."""
    time_s = np.arange(4 * fps) / fps
    noisy = np.random.default_rng(3).normal(0.0, 1.0, len(time_s))
    smoothed = smooth(noisy, time_s, FilterConfig())
    for later_s in (7.0, 100.1, 1000.0, 3333.3):
        later = smooth(noisy, time_s + later_s, FilterConfig())
        np.testing.assert_allclose(later, smoothed, atol=1e-8)

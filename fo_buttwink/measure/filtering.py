"""Fill short gaps, remove spikes, smooth without lag."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.signal import butter, sosfiltfilt

from .._util.arrays import SAME_S, FloatArray, frames_in, runs
from ..config import FilterConfig


def fill_gaps(values: FloatArray, time_s: FloatArray, max_gap_s: float) -> FloatArray:
    """Interpolate linearly over NaN gaps no longer than ``max_gap_s``.

    Parameters
    ----------
    values
        (T,) or (T, ...), NaN where missing.
    time_s
        (T,) seconds.
    max_gap_s
        Longest gap to fill, measured between the known neighbours.

    Returns
    -------
    Array like ``values``; longer gaps, and gaps at either end, stay NaN.

    Examples
    --------
    >>> values = np.array([1.0, np.nan, 3.0, np.nan])
    >>> fill_gaps(values, np.arange(4.0), max_gap_s=2.0)
    array([ 1.,  2.,  3., nan])
    """
    flat = np.array(values, dtype=float).reshape(len(values), -1)
    for column in flat.T:
        known = np.isfinite(column)
        if known.sum() < 2:
            continue
        for a, b in runs(~known):
            inside = a > 0 and b < len(column)
            if inside and time_s[b] - time_s[a - 1] <= max_gap_s + SAME_S:
                column[a:b] = np.interp(time_s[a:b], time_s[known], column[known])
    return flat.reshape(np.shape(values))


def hampel(values: FloatArray, half_width: int, sigmas: float) -> FloatArray:
    """Replace spikes by the running median (Hampel filter).

    Parameters
    ----------
    values
        (T,) or (T, ...), NaN allowed.
    half_width
        Frames on either side of the window.
    sigmas
        A value further than this many robust standard deviations (1.4826 median absolute
        deviations) from the median of its window is a spike.

    Returns
    -------
    Array like ``values``; NaN stays NaN.

    Examples
    --------
    >>> hampel(np.array([1.0, 2.0, 90.0, 4.0, 5.0]), half_width=2, sigmas=3.0)
    array([1., 2., 4., 4., 5.])

    References
    ----------
    Hampel 1974, The influence curve and its role in robust estimation, J Am Stat Assoc 69:383-393.
    """
    x = np.asarray(values, dtype=float)
    if half_width < 1 or len(x) < 3:
        return x.copy()
    beyond = np.full((half_width, *x.shape[1:]), np.nan)
    padded = np.concatenate([beyond, x, beyond])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1, axis=0)
    median = _median(windows)
    spread = 1.4826 * _median(np.abs(windows - median[..., None]))
    spike = np.isfinite(x) & (np.abs(x - median) > sigmas * spread + 1e-9)
    out = x.copy()
    out[spike] = median[spike]
    return out


def _median(windows: FloatArray) -> FloatArray:
    """Along the last axis, of what is known; NaN where nothing is.

    NumPy's nanmedian gives the same and takes ten times as long for so short windows.
    """
    ordered = np.sort(windows, axis=-1)  # NaN last
    known = np.count_nonzero(~np.isnan(windows), axis=-1)[..., None]
    below, above = np.maximum(known - 1, 0) // 2, known // 2
    middle = np.take_along_axis(ordered, below, -1) + np.take_along_axis(ordered, above, -1)
    return middle[..., 0] / 2.0


def low_pass(values: FloatArray, time_s: FloatArray, cutoff_hz: float) -> FloatArray:
    """Zero-lag Butterworth low-pass, run forward and backward (effective order 4).

    The cut-off is corrected for the double pass (division by 0.802). Uneven frame times are
    resampled to an even grid and back. Stretches between NaN gaps are filtered apart.

    Parameters
    ----------
    values
        (T,) or (T, C), NaN where missing.
    time_s
        (T,) seconds, strictly increasing.
    cutoff_hz
        Frequency at which the amplitude has fallen to 71 %. If the frame rate cannot carry
        it, the values are returned as they are.

    Returns
    -------
    Array like ``values``.

    Examples
    --------
    A slow movement passes, a fast shake does not:

    >>> time_s = np.arange(120) / 30.0
    >>> slow = np.sin(2 * np.pi * 0.5 * time_s)
    >>> shaken = slow + 0.5 * np.sin(2 * np.pi * 12.0 * time_s)
    >>> bool(np.abs(low_pass(shaken, time_s, 4.0) - slow)[15:-15].max() < 0.02)
    True

    References
    ----------
    Winter 2009, Biomechanics and Motor Control of Human Movement.
    """
    x = np.asarray(values, dtype=float)
    if np.isfinite(x).all():
        return _low_pass_run(x, time_s, cutoff_hz)
    if x.ndim > 1:
        return np.stack([low_pass(column, time_s, cutoff_hz) for column in x.T], axis=1)
    out = np.full_like(x, np.nan)
    for a, b in runs(np.isfinite(x)):
        out[a:b] = _low_pass_run(x[a:b], time_s[a:b], cutoff_hz)
    return out


def _low_pass_run(x: FloatArray, time_s: FloatArray, cutoff_hz: float) -> FloatArray:
    if len(x) < 8:
        return x.copy()
    step = float(time_s[-1] - time_s[0]) / (len(x) - 1)
    if cutoff_hz * step >= 0.45:
        return x.copy()
    # The correction belongs to the warped frequency, or it is 5 % off at 6 Hz and 30 frames/s.
    critical = float(np.arctan(np.tan(np.pi * cutoff_hz * step) / 0.802)) * 2.0 / np.pi
    if critical >= 0.95:
        return x.copy()
    sos = _butterworth(critical)
    grid = time_s[0] + step * np.arange(len(x))
    even = bool(np.allclose(grid, time_s, atol=0.1 * step))
    signal = x if even else _resample(grid, time_s, x)
    pad = min(len(x) - 1, max(3, round(1.0 / critical) * 3))
    smooth: FloatArray = sosfiltfilt(sos, signal, axis=0, padtype="odd", padlen=pad)
    return smooth if even else _resample(time_s, grid, smooth)


def _resample(at: FloatArray, time_s: FloatArray, values: FloatArray) -> FloatArray:
    columns = values.reshape(len(values), -1).T
    resampled = np.stack([np.interp(at, time_s, column) for column in columns], axis=1)
    return resampled.reshape(len(at), *values.shape[1:])


@lru_cache(maxsize=64)
def _butterworth(critical: float) -> FloatArray:
    # Designed anew for each of a dozen curves it would take longer than filtering them.
    sos: FloatArray = butter(2, critical, output="sos")
    return sos


def smooth(
    values: FloatArray,
    time_s: FloatArray,
    filters: FilterConfig,
    *,
    cutoff_hz: float | None = None,
    max_gap_s: float | None = None,
) -> FloatArray:
    """Take out spikes, fill short gaps and low-pass, in the order used for every curve.

    Parameters
    ----------
    values
        (T,) or (T, ...), each column by itself; NaN where missing.
    time_s
        (T,) seconds.
    filters
        How long a gap and how sharp a spike may be, and the cut-off frequency.
    cutoff_hz, max_gap_s
        In place of those of ``filters``.

    Returns
    -------
    ndarray
        Same shape.
    """
    x = np.asarray(values, dtype=float)
    if len(x) < 2:
        return x.copy()
    half = frames_in(filters.hampel_window_s / 2.0, time_s)
    flat = x.reshape(len(x), -1)
    gap_s = filters.max_gap_s if max_gap_s is None else max_gap_s
    clean = fill_gaps(hampel(flat, half, filters.hampel_sigma), time_s, gap_s)
    cutoff = filters.cutoff_hz if cutoff_hz is None else cutoff_hz
    return low_pass(clean, time_s, cutoff).reshape(x.shape)

"""Find the squat repetitions in a height curve.

The method is the usual one [1]_: minima of hip height with enough prominence, borders where the
hips have come back to within 5 % of the descent. What follows is deciding which of these movements
are squats at all.

References
----------
.. [1] Zawadka 2020, J Sports Sci Med 19:500-507; OpenCap's squat analysis does the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import find_peaks

from .._util.arrays import SAME_S, FloatArray, frames_in
from .._util.words import against
from ..config import RepConfig


@dataclass(frozen=True)
class RepSpan:
    """One movement down and up; 0-based frame indices, all inclusive."""

    first: int
    bottom: int
    last: int
    top: float
    """Height at the start, in the unit of the height curve."""
    descent: float
    """Height lost from start to bottom."""
    pause: tuple[int, int]
    """First and last frame of the stay at the bottom."""
    rejected: str = ""
    """Why this is not a squat; empty if it is one."""

    def depth(self, height: FloatArray) -> FloatArray:
        """Return the descent as share of this repetition's own, 0 at the top, 1 at the bottom."""
        return (self.top - np.asarray(height)) / self.descent

    def moved(self, by: int) -> RepSpan:
        """Return the same, so many frames later."""
        return replace(
            self,
            first=self.first + by,
            bottom=self.bottom + by,
            last=self.last + by,
            pause=(self.pause[0] + by, self.pause[1] + by),
        )


@dataclass(frozen=True)
class RepSignals:
    """Curves on which repetitions are found; each (T,), NaN where unseen.

    Only ``time_s`` and ``height`` are needed. What is missing is not checked.
    """

    time_s: FloatArray
    height: FloatArray
    """Hip height in leg lengths (thigh + shank)."""
    knee_flexion_deg: FloatArray | None = None
    feet_x: FloatArray | None = None
    """Horizontal place of the feet in leg lengths."""
    balance: FloatArray | None = None
    """How far hip and trunk are ahead of the ankle, in leg lengths."""


def find_reps(signals: RepSignals, config: RepConfig | None = None) -> list[RepSpan]:
    """Find the repetitions, squats and rejected candidates alike, in time order.

    Parameters
    ----------
    signals
        Height and, where known, knee flexion, place of the feet and balance.
    config
        Cut-offs.

    Returns
    -------
    list of RepSpan
        A candidate that fails a check carries the reason in ``rejected``.

    Examples
    --------
    Two squats of 3 s, in which the hips go down half a leg length:

    >>> time_s = np.arange(240) / 30.0
    >>> squatting = (time_s > 1) & (time_s < 7)
    >>> height = 1.0 - np.where(squatting, 0.25 * (1 - np.cos(2 * np.pi * (time_s - 1) / 3)), 0.0)
    >>> found = find_reps(RepSignals(time_s, height))
    >>> [(round(float(time_s[rep.bottom]), 1), round(rep.descent, 2)) for rep in found]
    [(2.5, 0.5), (5.5, 0.5)]
    >>> [rep.rejected for rep in found]
    ['', '']
    """
    config = config or RepConfig()
    height = np.asarray(signals.height, dtype=float)
    known = np.isfinite(height)
    if known.sum() < 5:
        return []
    filled = np.interp(np.arange(len(height)), np.flatnonzero(known), height[known])
    low, standing, high = np.percentile(filled[known], [2, 85, 98])
    least = max(config.min_depth_leg, config.prominence * float(high - low))
    peaks, _ = find_peaks(-filled, prominence=0.5 * least)
    bottoms = _merge_double_bottoms(filled, peaks.tolist(), float(standing), config)
    spans: list[RepSpan] = []
    for k, bottom in enumerate(bottoms):
        before = bottoms[k - 1] if k else 0
        after = bottoms[k + 1] if k + 1 < len(bottoms) else len(filled) - 1
        span = _span(filled, signals.time_s, bottom, before, after, float(standing), config)
        if span.descent < least:
            continue
        reason = _why_not_a_squat(span, signals, filled, known, config)
        spans.append(RepSpan(**{**span.__dict__, "rejected": reason}))
    return spans


def _merge_double_bottoms(
    height: FloatArray, bottoms: list[int], standing: float, config: RepConfig
) -> list[int]:
    """Take dips between which nobody came up far enough as one bottom with a wobble."""
    merged: list[int] = []
    for bottom in bottoms:
        if merged:
            last = merged[-1]
            crest = float(height[last : bottom + 1].max())
            lower, upper = sorted((float(height[last]), float(height[bottom])))
            if crest - lower < config.min_rise * (standing - lower) or crest - upper < 0.03:
                if height[bottom] < height[last]:
                    merged[-1] = bottom
                continue
        merged.append(bottom)
    return merged


def _span(
    height: FloatArray,
    time_s: FloatArray,
    bottom: int,
    before: int,
    after: int,
    standing: float,
    config: RepConfig,
) -> RepSpan:
    most_s = config.max_duration_s + SAME_S
    left = max(before, int(np.searchsorted(time_s, time_s[bottom] - most_s)))
    right = min(after, int(np.searchsorted(time_s, time_s[bottom] + most_s, "right")) - 1)
    settle = max(1, frames_in(0.5, time_s))
    start, top = _shoulder(height[left : bottom + 1][::-1], standing, settle, config.border)
    end, _ = _shoulder(height[bottom : right + 1], standing, settle, config.border)
    first, last = bottom - start, bottom + end
    descent = float(top - height[bottom])
    # 2 % of the descent: a tenth of a second of an unpaused squat, not more.
    slack = height[bottom] + 0.02 * descent
    a = b = bottom
    while a > first and height[a - 1] <= slack:
        a -= 1
    while b < last and height[b + 1] <= slack:
        b += 1
    return RepSpan(first, bottom, last, top, descent, (a, b))


def _shoulder(
    outward: FloatArray, standing: float, settle: int, border: float
) -> tuple[int, float]:
    """Find where the rise from the bottom ends, walking outward: (steps, height of the top).

    Once the hips are nearly at standing height, the top is the crest of the next half
    second: walking on to some later, higher crest would swallow the un-racking before a set.
    If standing is never reached, the highest point counts.
    """
    bottom = float(outward[0])
    up = np.flatnonzero(outward >= bottom + 0.9 * (standing - bottom))
    reach = len(outward) if not len(up) else min(len(outward), int(up[0]) + settle + 1)
    top = float(outward[:reach].max())
    level = top - border * (top - bottom)
    reached = np.flatnonzero(outward[:reach] >= level)
    return int(reached[0]), top


def _why_not_a_squat(
    span: RepSpan,
    signals: RepSignals,
    filled: FloatArray,
    known: np.ndarray,
    config: RepConfig,
) -> str:
    time_s = signals.time_s
    inside = slice(span.first, span.last + 1)
    duration = float(time_s[span.last] - time_s[span.first])
    rise = float(filled[span.last] - filled[span.bottom])
    if span.descent < config.min_depth_leg:
        down, least = against(span.descent, config.min_depth_leg)
        return f"the hips went down only {down} leg lengths; a squat needs at least {least}"
    speed = span.descent / max(float(time_s[span.bottom] - time_s[span.first]), 1e-6)
    if span.descent > config.max_depth_leg or speed > config.max_speed_leg_s:
        return (
            f"the hips fell {span.descent:.2f} leg lengths at {speed:.1f} leg lengths/s, which is "
            "a jump or a fall"
        )
    if duration < config.min_duration_s - SAME_S:
        lasted, least = against(duration, config.min_duration_s)
        return f"it lasted only {lasted} s; a squat takes at least {least} s"
    if duration > config.max_duration_s + SAME_S:
        lasted, most = against(duration, config.max_duration_s)
        return f"it lasted {lasted} s; a squat takes at most {most} s"
    if abs(rise - span.descent) > config.max_drift * max(rise, span.descent):
        return "did not come back up" if rise < span.descent else "did not start from standing"
    if not known[inside].mean() > config.min_known:
        return "the lifter is lost during most of the movement"
    if signals.knee_flexion_deg is not None:
        knee = float(np.nanmax(signals.knee_flexion_deg[inside], initial=0.0))
        if knee < config.min_knee_flexion_deg:
            bent, least = against(knee, config.min_knee_flexion_deg)
            return f"the knees bend to only {bent} deg; a squat needs at least {least} deg"
    return _why_not_on_the_spot(span, signals, config)


def _why_not_on_the_spot(span: RepSpan, signals: RepSignals, config: RepConfig) -> str:
    inside = slice(span.first, span.last + 1)
    if signals.feet_x is not None:
        feet = signals.feet_x[inside]
        feet = feet[np.isfinite(feet)]
        travel = float(np.ptp(feet)) if len(feet) else 0.0
        if travel > config.max_travel_leg:
            return f"the feet moved {travel:.2f} leg lengths: walking, not squatting"
    if signals.balance is not None:
        a, b = span.pause
        lean = signals.balance[a : b + 1]
        lean = lean[np.isfinite(lean)]
        if len(lean) and float(np.median(lean)) < config.min_balance_leg:
            return "the body is behind the feet at the bottom: sitting on something"
    return ""

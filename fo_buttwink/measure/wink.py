"""How far the pelvis turns back in a squat, what the lumbar spine pays for it, and when it begins.

Definitions (schema 2; signs anterior +, flexion +, forward +, angles as change from standing)

turning point
    Frame of the descent at which the pelvic tilt is most anterior.
``pelvic_reversal_deg`` (W)
    Tilt at the turning point minus tilt at the deepest point [1]_.
    A rigid spine shows it too, because the trunk comes upright near the bottom.
``lumbar_rise_deg``
    Rise of lumbar flexion from the turning point to the deepest point. In squats measured with
    skin markers it is there from the first centimeter of the descent, with and without a turning
    pelvis; so only the part after the turning point counts.
``wink_deg``
    ``max(0, min(W, rise))``: the part of the pelvis's turning back that the lumbar spine pays for.
    As the trunk leans by tilt plus flexion, W is the rise minus the change of the lean: where the
    trunk comes upright only the rise is a tuck, where it leans on only W is.
onset
    Depth from which the pelvis stays turned back by ``WinkConfig.onset_departure_deg``. Rotation
    begins gradually [2]_, so any onset hangs on a threshold and comes with an interval.

References
----------
.. [1] Applied Sciences 2025, 15(23):12526: squats with and without a wink, by motion capture.
.. [2] Bohannon 1985, Physical Therapy 65:1501: the pelvis in passive hip flexion.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from .._util.arrays import SAME_S, FloatArray
from .._util.words import against
from ..config import WinkConfig
from ..domain.analysis import GRADES, Interval
from ..domain.grading import grade_of, pattern_of, severity_of, timing_of
from ..domain.types import Grade, Pattern, Timing


@dataclass(frozen=True)
class RepCurves:
    """One repetition, each (n,); only the descent and the bottom are used."""

    time_s: FloatArray
    depth: FloatArray
    """0 at the top, 1 at the bottom."""
    pelvic_tilt_deg: FloatArray
    lumbar_flexion_deg: FloatArray
    hip_flexion_deg: FloatArray
    bottom: int
    """Index of the deepest frame."""


@dataclass(frozen=True)
class Wink:
    """The measured wink of one repetition; ``None`` where there is nothing to report."""

    turning: int
    """Index of the turning point within the repetition."""
    wink_deg: float
    wink_deg_interval: Interval
    pelvic_reversal_deg: float
    lumbar_rise_deg: float
    """From the turning point to the deepest point; below 0 where the spine extends."""
    lumbar_flexion_bottom_deg: float
    onset_pct: float | None
    onset_pct_interval: Interval | None
    onset_hip_flexion_deg: float | None
    grade: Grade
    severity: int
    timing: Timing | None
    pattern: Pattern


@dataclass(frozen=True)
class Unmeasurable:
    """Why there is no wink to report, in words."""

    reason: str


def measure_wink(
    curves: RepCurves,
    sd_deg: float,
    config: WinkConfig | None = None,
    *,
    below_sd_deg: float | None = None,
) -> Wink | Unmeasurable:
    """Measure and grade one repetition.

    Parameters
    ----------
    curves
        Descent and the first frames after it. Angles are degrees of change from standing.
    sd_deg
        Standard deviation of the error of a change in tilt or flexion within the descent, from
        the estimator.
    config
        Cut-offs.
    below_sd_deg
        The same for how much too large ``wink_deg`` may be, where that is known;
        ``WinkConfig.people_sd_deg`` is added to ``sd_deg`` otherwise.

    Returns
    -------
    Wink or Unmeasurable
        The latter if the turning point or the bottom is not seen, or too little of the descent.

    Examples
    --------
    In a descent of 1 s the pelvis tilts forward by 30 deg up to 70 %, then turns back by 15 deg.
    The spine flexes by 15 deg meanwhile, so that it pays for all of that:

    >>> time_s = np.arange(61) / 30.0
    >>> depth = 1.0 - np.abs(time_s - 1.0)
    >>> late = np.maximum(depth - 0.7, 0.0) / 0.3
    >>> curves = RepCurves(
    ...     time_s,
    ...     depth,
    ...     pelvic_tilt_deg=30.0 * np.minimum(depth, 0.7) / 0.7 - 15.0 * late,
    ...     lumbar_flexion_deg=15.0 * late,
    ...     hip_flexion_deg=110.0 * depth,
    ...     bottom=30,
    ... )
    >>> wink = measure_wink(curves, sd_deg=2.0)
    >>> wink.grade, wink.pattern, round(float(depth[wink.turning]), 1)
    ('moderate', 'wink', 0.7)
    >>> 11.0 < wink.wink_deg < 15.0  # the curves are smoothed before
    True
    """
    config = config or WinkConfig()
    if not 0.0 <= sd_deg < np.inf:
        return Unmeasurable("the error of the angles is not known around the deepest point")
    curves = _only_where_all_is_seen(curves)
    tilt_bottom = _around(curves, curves.pelvic_tilt_deg, curves.bottom, config.window_s)
    lumbar_bottom = _around(curves, curves.lumbar_flexion_deg, curves.bottom, config.window_s)
    curves = _steadied(curves, config.window_s)
    hidden = _why_hidden(curves, config)
    if hidden:
        return Unmeasurable(hidden)
    if tilt_bottom is None or lumbar_bottom is None:
        return Unmeasurable("the pelvis is not seen in the frames around the deepest point")
    tilt, lumbar = curves.pelvic_tilt_deg, curves.lumbar_flexion_deg
    turning = _turning_point(tilt[: curves.bottom + 1])
    reversal = max(0.0, float(tilt[turning]) - tilt_bottom)
    rise = lumbar_bottom - float(lumbar[turning]) if turning < curves.bottom else 0.0
    amount = max(0.0, min(reversal, rise))
    z = float(norm.ppf(0.5 + config.interval / 2.0))
    half = z * sd_deg
    if below_sd_deg is None:
        below_sd_deg = float(np.hypot(sd_deg, config.people_sd_deg))
    below = z * below_sd_deg
    grade = grade_of(amount, config)
    onset = _onset(curves, turning, half, config) if grade > 0 else None
    timing = timing_of(onset.pct if onset else None, config)
    pattern = pattern_of(grade, lumbar_bottom, config)
    return Wink(
        turning=turning,
        wink_deg=amount,
        wink_deg_interval=(max(0.0, amount - below), amount + half),
        pelvic_reversal_deg=reversal,
        lumbar_rise_deg=rise,
        lumbar_flexion_bottom_deg=lumbar_bottom,
        onset_pct=onset.pct if onset else None,
        onset_pct_interval=onset.interval_pct if onset else None,
        onset_hip_flexion_deg=onset.hip_flexion_deg if onset else None,
        grade=GRADES[grade],
        severity=severity_of(grade, timing, pattern),
        timing=timing,
        pattern=pattern,
    )


@dataclass(frozen=True)
class _Onset:
    pct: float
    interval_pct: Interval
    hip_flexion_deg: float | None


def _onset(curves: RepCurves, turning: int, half_deg: float, config: WinkConfig) -> _Onset:
    """Where the pelvis has left its most anterior position for good, with an interval.

    The interval holds every depth at which the departure would be placed if the curve were off
    by ``half_deg`` either way. Before the turning point the departure counts as negative.
    """
    down = slice(0, curves.bottom + 1)
    tilt = curves.pelvic_tilt_deg[down]
    known = np.flatnonzero(np.isfinite(tilt))
    depth = np.clip(curves.depth[down], 0.0, 1.0)[known]
    departure = float(tilt[turning]) - tilt[known]
    departure[known < turning] *= -1.0
    wanted = config.onset_departure_deg
    place = _last_crossing(departure, wanted)
    early = _last_crossing(departure, wanted - half_deg)
    late = _last_crossing(departure, wanted + half_deg)
    pct, low, high = (100.0 * float(np.interp(k, np.arange(len(depth)), depth))
                      for k in (place, early, late))  # fmt: skip
    hip = curves.hip_flexion_deg[down][known]
    at = np.flatnonzero(np.isfinite(hip))
    flexion = float(np.interp(place, at, hip[at])) if len(at) else None
    return _Onset(pct, (min(low, pct), max(high, pct)), flexion)


def _last_crossing(values: FloatArray, level: float) -> float:
    """Position (fraction of an index) from which the values stay at the level or above it.

    0 if they always do; the last index if they never stay.
    """
    below = np.flatnonzero(values < level)
    if not len(below):
        return 0.0
    k = int(below[-1])
    if k == len(values) - 1:
        return float(k)
    return k + float((level - values[k]) / (values[k + 1] - values[k]))


def _turning_point(tilt_deg: FloatArray) -> int:
    """Index of the most anterior tilt; of equal ones the last, so that a flat curve has none."""
    highest = np.nanmax(tilt_deg)
    return int(np.flatnonzero(tilt_deg == highest)[-1])


def _only_where_all_is_seen(curves: RepCurves) -> RepCurves:
    """Curves of which a frame has either depth, tilt and flexion, or none of them."""
    needed = (curves.time_s, curves.depth, curves.pelvic_tilt_deg, curves.lumbar_flexion_deg)
    seen = np.all(np.isfinite(needed), axis=0)
    return replace(
        curves,
        time_s=np.where(seen, curves.time_s, np.nan),
        pelvic_tilt_deg=np.where(seen, curves.pelvic_tilt_deg, np.nan),
        lumbar_flexion_deg=np.where(seen, curves.lumbar_flexion_deg, np.nan),
    )


def _steadied(curves: RepCurves, window_s: float) -> RepCurves:
    """Curves of which every measured frame is a short median: one bad frame makes no wink."""
    seen = np.flatnonzero(np.isfinite(curves.pelvic_tilt_deg))
    tilt, lumbar = curves.pelvic_tilt_deg.copy(), curves.lumbar_flexion_deg.copy()
    for frame in seen:
        near = seen[np.abs(curves.time_s[seen] - curves.time_s[frame]) <= window_s / 2.0 + SAME_S]
        tilt[frame] = np.median(curves.pelvic_tilt_deg[near])
        lumbar[frame] = np.median(curves.lumbar_flexion_deg[near])
    return replace(curves, pelvic_tilt_deg=tilt, lumbar_flexion_deg=lumbar)


def _why_hidden(curves: RepCurves, config: WinkConfig) -> str:
    """Why the descent cannot be followed; empty if it can."""
    down = slice(0, curves.bottom + 1)
    depth = curves.depth[down]
    known = np.flatnonzero(np.isfinite(curves.pelvic_tilt_deg[down]))
    if len(known) < config.min_frames:
        return (
            f"the pelvis is measured in {len(known)} frames of the descent; at least "
            f"{config.min_frames} are needed"
        )
    reached = np.maximum.accumulate(np.clip(depth[known], 0.0, 1.0))
    if reached[-1] < config.min_reach:
        return "the pelvis is not seen near the deepest point"
    gaps = np.diff(np.concatenate(([0.0], reached)))
    if gaps.max() > config.max_gap_depth:
        widest, most = against(100.0 * float(gaps.max()), 100.0 * config.max_gap_depth)
        return f"{widest} % of the descent lies between two measured frames; at most {most} % may"
    turning = _turning_point(curves.pelvic_tilt_deg[known])
    beside = gaps[turning : turning + 2]
    # Neighbors in time are no gap, however fast the lifter goes down.
    apart = np.diff(np.concatenate(([-1], known)))[turning : turning + 2] > 1
    if (apart & (beside > config.max_gap_at_turning)).any():
        return "the frames around the most anterior tilt are hidden"
    return ""


def _around(curves: RepCurves, values: FloatArray, frame: int, window_s: float) -> float | None:
    """Median over a short window, so that one frame does not decide."""
    near = np.abs(curves.time_s - curves.time_s[frame]) <= window_s / 2.0 + SAME_S
    known = values[near][np.isfinite(values[near])]
    return float(np.median(known)) if len(known) else None

"""How much the lumbar spine flexes at the bottom of a squat, and from which depth on.

Definitions (DESIGN: signs anterior +, flexion +, change from standing)

``pelvic_reversal_deg`` (W)
    Largest pelvic tilt in the descent minus pelvic tilt at the deepest point (Applied
    Sciences 2025, 15, 12526). A rigid spine shows it too, because the trunk comes upright
    near the bottom.
``wink_deg``
    Rise of lumbar flexion from its onset to the deepest point.
``onset``
    Depth at which that rise begins. The rotation starts gradually (Bohannon 1985), so the
    onset is the knee of a broken line fitted over depth, and comes with an interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.stats import chi2, norm

from .config import WinkConfig
from .observations import FloatArray
from .results import GRADES, Interval

GRID = np.linspace(0.0, 1.0, 101)
"""Depth grid on which a descent is described."""
_EARLIEST, _LATEST = 0.10, 0.97
RISES = (1.0, 1.5)
"""Shapes of the rise after the onset (Bohannon 1985: it starts gradually)."""


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

    wink_deg: float
    wink_deg_interval: Interval
    pelvic_reversal_deg: float
    lumbar_flexion_bottom_deg: float
    onset_pct: float | None
    """``None`` also where the interval is too wide to name one."""
    onset_pct_interval: Interval | None
    onset_hip_flexion_deg: float | None
    grade: str
    severity: int
    timing: str | None
    pattern: str


@dataclass(frozen=True)
class BrokenLine:
    """Course of lumbar flexion over depth: falling or level, then rising from the onset."""

    onset: float
    """Depth, 0..1."""
    interval: Interval
    level_at_onset_deg: float
    residual_deg: float


def measure_wink(curves: RepCurves, sd_deg: float, config: WinkConfig | None = None) -> Wink | None:
    """Measure and grade one repetition.

    Parameters
    ----------
    curves
        Descent and the first frames after it.
    sd_deg
        Standard deviation of the error of a change in lumbar flexion, from the estimator.
    config
        Cut-offs.

    Returns
    -------
    Wink, or ``None`` if too little of the descent is known.
    """
    config = config or WinkConfig()
    descent = slice(0, curves.bottom + 1)
    tilt = _over_depth(curves.depth[descent], curves.pelvic_tilt_deg[descent])
    lumbar = _over_depth(curves.depth[descent], curves.lumbar_flexion_deg[descent])
    if tilt is None or lumbar is None:
        return None
    tilt_bottom = _at_bottom(curves, curves.pelvic_tilt_deg, config.bottom_window_s)
    lumbar_bottom = _at_bottom(curves, curves.lumbar_flexion_deg, config.bottom_window_s)
    if tilt_bottom is None or lumbar_bottom is None:
        return None
    duration = float(curves.time_s[curves.bottom] - curves.time_s[0])
    line = fit_broken_line(lumbar, duration, sd_deg, config.interval)
    amount = max(0.0, lumbar_bottom - line.level_at_onset_deg)
    reversal = max(0.0, float(np.nanmax(tilt)) - tilt_bottom)
    z = float(norm.ppf(0.5 + config.interval / 2.0))
    half = z * float(np.hypot(sd_deg, line.residual_deg))
    interval = (max(0.0, amount - half), amount + half)
    above_noise = amount >= max(config.onset_min_deg, half)
    grade = grade_of(amount, config) if above_noise else 0
    has_onset = above_noise and grade > 0
    width_pct = 100.0 * (line.interval[1] - line.interval[0])
    placed = has_onset and width_pct <= config.onset_max_width_pct
    onset_pct = 100.0 * line.onset if placed else None
    timing = timing_of(onset_pct, config)
    return Wink(
        wink_deg=amount,
        wink_deg_interval=interval,
        pelvic_reversal_deg=reversal,
        lumbar_flexion_bottom_deg=lumbar_bottom,
        onset_pct=onset_pct,
        onset_pct_interval=(
            (100.0 * line.interval[0], 100.0 * line.interval[1]) if has_onset else None
        ),
        onset_hip_flexion_deg=_hip_flexion_at(curves, line.onset) if placed else None,
        grade=GRADES[grade],
        severity=severity_of(grade, timing),
        timing=timing,
        pattern=_pattern(amount, reversal, lumbar_bottom, half, config),
    )


def grade_of(amount_deg: float, config: WinkConfig) -> int:
    """0 none, 1 subtle, 2 moderate, 3 marked; a value on a cut-off gets the higher grade."""
    return int(np.searchsorted(config.grade_cutoffs_deg, amount_deg, side="right"))


def timing_of(onset_pct: float | None, config: WinkConfig) -> str | None:
    """``late``, ``mid`` or ``early``; ``None`` without an onset."""
    if onset_pct is None:
        return None
    if onset_pct >= config.late_pct:
        return "late"
    return "mid" if onset_pct >= config.early_pct else "early"


def severity_of(grade: int, timing: str | None) -> int:
    """Grade, one higher if a wink begins early, at most 3."""
    return min(3, grade + (1 if grade >= 1 and timing == "early" else 0))


def fit_broken_line(
    lumbar_deg: FloatArray, duration_s: float, sd_deg: float, coverage: float
) -> BrokenLine:
    """Fit the course of lumbar flexion over depth by two pieces that meet at the onset.

    Before the onset the line is level or falls (an arched start gives way). After it the
    curve rises, in a straight line or slowly at first (powers `RISES` of the depth beyond
    the onset): a straight line alone puts gradual onsets some 5 % of the descent too deep.
    For every possible onset the least-squares fit is computed; the interval holds all
    onsets whose fit is not significantly worse (profile likelihood).

    Parameters
    ----------
    lumbar_deg
        (101,) lumbar flexion on the depth grid.
    duration_s
        Duration of the descent: neighbouring points err together, about four independent
        ones per second are left.
    sd_deg
        Standard deviation of the measurement. The error changes slowly along a descent and
        bends the curve without showing in the residual, so the fit's own residual is not
        enough. Both numbers were set on simulated validation clips for 90 % coverage.
    coverage
        Nominal coverage of the interval.
    """
    known = np.isfinite(lumbar_deg)
    x, y = GRID[known], lumbar_deg[known]
    onsets, candidates = _two_pieces(known.tobytes())
    errors, levels = _best_fits(candidates, y)
    best = int(np.argmin(errors))
    residual = float(np.sqrt(errors[best] / len(x)))
    independent = max(2.0, 4.0 * duration_s)
    scale = max(residual, sd_deg, 0.3) ** 2
    excess = (errors - errors[best]) / len(x) * independent / scale
    inside = onsets[excess <= float(chi2.ppf(coverage, 1))]
    return BrokenLine(
        onset=float(onsets[best]),
        interval=(float(inside.min()), float(inside.max())),
        level_at_onset_deg=float(levels[best]),
        residual_deg=residual,
    )


@dataclass(frozen=True)
class _Shape:
    """Lines of one shape, for every onset: ``design @ (projection @ y)`` fits y best."""

    design: FloatArray
    """(onsets, points, coefficients): level at the onset, slope before it, rise after it."""
    projection: FloatArray
    """(onsets, coefficients, points)."""

    def fit(self, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Sums of squares, infinite where the line rises before or falls after the onset, and
        levels at the onset; each (onsets,)."""
        solution = self.projection @ y
        fitted = (self.design @ solution[:, :, None])[:, :, 0]
        allowed = (solution[:, 1] <= 0.0) & (solution[:, 2] >= 0.0)
        return np.where(allowed, ((fitted - y) ** 2).sum(axis=1), np.inf), solution[:, 0]


@lru_cache(maxsize=32)
def _two_pieces(known: bytes) -> tuple[FloatArray, tuple[tuple[_Shape, ...], ...]]:
    """Onsets, and for each power of the rise the shapes to try, the freest first.

    They depend on nothing but which points of the depth grid are known; solved anew for every
    repetition they would take as long as all the rest of its measurement.
    """
    x = GRID[np.frombuffer(known, dtype=bool)]
    onsets = GRID[(GRID >= _EARLIEST) & (GRID <= _LATEST)]
    beyond = x - onsets[:, None]
    before = np.minimum(beyond, 0.0)
    level, nothing = np.ones_like(before), np.zeros_like(before)
    candidates = []
    for power in RISES:
        rise = np.maximum(beyond, 0.0) ** power
        columns = ((level, before, rise), (level, nothing, rise), (level, before, nothing))
        candidates.append(tuple(_shape(np.stack(three, axis=2)) for three in columns))
    return onsets, tuple(candidates)


def _shape(design: FloatArray) -> _Shape:
    projection = np.linalg.pinv(design, rcond=max(design.shape[1:]) * float(np.finfo(float).eps))
    # Exactly zero, and not nearly, for a piece that is left out: its sign is looked at.
    projection[~design.any(axis=1)] = 0.0
    return _Shape(design, projection)


def _best_fits(
    candidates: tuple[tuple[_Shape, ...], ...], y: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Sum of squares and level at the onset of the best line with each onset."""
    level = float(y.mean())
    errors = np.full(len(candidates[0][0].design), float(((y - level) ** 2).sum()))
    levels = np.full(len(errors), level)
    for shapes in candidates:
        open_ = np.ones(len(errors), dtype=bool)
        for shape in shapes:
            error, start = shape.fit(y)
            better = open_ & (error < errors)
            errors[better], levels[better] = error[better], start[better]
            open_ &= ~np.isfinite(error)
    return errors, levels


def _over_depth(depth: FloatArray, values: FloatArray) -> FloatArray | None:
    """A curve of the descent on the depth grid; a depth passed twice counts the first time."""
    known = np.isfinite(values) & np.isfinite(depth)
    if known.sum() < 5:
        return None
    reached = np.maximum.accumulate(np.clip(depth[known], 0.0, 1.0))
    new = np.concatenate(([True], np.diff(reached) > 1e-6))
    x, y = reached[new], values[known][new]
    if len(x) < 4 or x[0] > 0.4 or x[-1] < 0.9 or float(np.diff(x).max()) > 0.35:
        return None
    out = np.interp(GRID, x, y)
    out[x[0] - 0.02 > GRID] = np.nan
    return out


def _at_bottom(curves: RepCurves, values: FloatArray, window_s: float) -> float | None:
    near = np.abs(curves.time_s - curves.time_s[curves.bottom]) <= window_s / 2.0 + 1e-9
    known = values[near][np.isfinite(values[near])]
    return float(np.median(known)) if len(known) else None


def _hip_flexion_at(curves: RepCurves, depth: float) -> float | None:
    descent = slice(0, curves.bottom + 1)
    curve = _over_depth(curves.depth[descent], curves.hip_flexion_deg[descent])
    return None if curve is None else float(np.interp(depth, GRID, curve))


def _pattern(
    amount: float, reversal: float, lumbar_bottom: float, noise: float, config: WinkConfig
) -> str:
    least = max(config.onset_min_deg, noise)
    if amount >= least and reversal >= least:
        return "wink"
    if lumbar_bottom >= max(config.rounding_deg, noise):
        return "rounding"
    return "none"

"""Our curves of a video against the motion file (``.mot``) that another program made of it.

OpenCap, Sports2D and OpenSim write such files. They give absolute angles, ours of pelvis and spine
are changes from standing; so beside the plain difference stands what is left of it without its
mean.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._util.arrays import FloatArray
from ..domain.analysis import VideoAnalysis
from ..domain.curves import FrameSeries
from ..domain.opensim import Motion, MotionFileError, from_opensim, parse_mot
from ..errors import BenchError

RATE_HZ = 100.0
"""Both are brought to so many values per second before they are laid over each other."""
LEAST_OVERLAP_S = 2.0
"""*Convention*: over less than about one squat any two curves can be made to fit."""
LEAST_CORRELATION = 0.7
"""*Convention*: below, the knees of the two do not move alike, at any offset."""
AS_GOOD = 0.1
"""*Convention*: correlations that differ by so much do not tell repetitions apart."""


@dataclass(frozen=True)
class Difference:
    """One angle, theirs minus ours, over the time that both have."""

    values: int
    """Frames of ours that were compared."""
    bias_deg: float
    """Mean difference."""
    rmse_deg: float
    """Root of the mean squared difference."""
    shape_rmse_deg: float
    """The same without the mean difference."""
    rom_ours_deg: float
    """Range of motion: greatest minus least value."""
    rom_theirs_deg: float
    rom_difference_deg: float
    """Theirs minus ours."""
    correlation: float


@dataclass(frozen=True)
class MotionComparison:
    """Two measurements of one recording."""

    offset_s: float
    """Their time plus this is ours."""
    aligned_by: str
    """``given``, or which curves were laid over each other and how well they correlate."""
    overlap_s: float
    yaw_deg: float | None
    """Camera yaw off a side view: the farther off, the less our angles mean."""
    angles: dict[str, Difference]

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return asdict(self)


def read_mot(path: str | Path) -> Motion:
    """Read a motion file.

    Raises
    ------
    MotionFileError
        If it cannot be read, or is none.
    """
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise MotionFileError(f"{path}: cannot be read ({error.strerror or error})") from error
    return parse_mot(text, str(path))


def compare_motion(
    analysis: VideoAnalysis, motion: Motion, *, offset_s: float | None = None
) -> MotionComparison:
    """Compare our curves with those of a motion file.

    Parameters
    ----------
    analysis
        Of the video.
    motion
        From :func:`read_mot`.
    offset_s
        What to add to their time to get ours; found by laying the knee angles over each other if
        not given.

    Raises
    ------
    BenchError
        If there is nothing to compare, or no offset at which the knees move alike.
    """
    series, side = analysis.frames, analysis.view.side
    if series is None or side is None:
        raise BenchError(
            f"{analysis.video}: has no curves seen from a known side ({analysis.message})"
        )
    theirs = from_opensim(motion, side)
    if not theirs:
        raise BenchError(
            "the motion file has none of the coordinates pelvis_tilt, lumbar_extension and "
            f"knee_angle of the {side} side; it has {', '.join(motion.columns)}"
        )
    aligned_by = "given"
    if offset_s is None:
        if "knee_flexion_deg" not in theirs:
            raise BenchError(
                f"the motion file has no knee_angle of the {side} side to find the offset by",
                remedy="give the offset",
            )
        knee = motion.time_s, theirs["knee_flexion_deg"]
        try:
            offset_s, correlation = find_offset(series.time_s, series.knee_flexion_deg, *knee)
            aligned_by = f"knee angle, correlation {correlation:.3f}"
        except BenchError as error:
            # Seen from the front a knee shows no angle, but hips go down in every view.
            try:
                offset_s, correlation = find_offset(series.time_s, series.depth, *knee)
            except BenchError:
                raise error from None
            aligned_by = f"our depth and their knee angle, correlation {correlation:.3f}"
    time_s = motion.time_s + offset_s
    first, last = max(time_s[0], series.time_s[0]), min(time_s[-1], series.time_s[-1])
    angles = {}
    for name, values in theirs.items():
        found = _difference(series, name, time_s, values)
        if found is not None:
            angles[name] = found
    if not angles:
        raise BenchError(
            f"{analysis.video}: no angle is measured at the times of the motion file (offset "
            f"{offset_s:.2f} s)",
            remedy="give another offset, or compare another file",
        )
    return MotionComparison(
        float(offset_s), aligned_by, float(last - first), analysis.view.yaw_deg, angles
    )


def _difference(
    series: FrameSeries, name: str, time_s: FloatArray, values: FloatArray
) -> Difference | None:
    ours = np.asarray(getattr(series, name), dtype=float)
    known = np.isfinite(values)
    inside = (series.time_s >= time_s[0]) & (series.time_s <= time_s[-1]) & np.isfinite(ours)
    if known.sum() < 2 or inside.sum() < 2:
        return None
    other = np.interp(series.time_s[inside], time_s[known], values[known])
    own = ours[inside]
    apart = other - own
    moving = np.ptp(own) > 0 and np.ptp(other) > 0
    return Difference(
        values=int(inside.sum()),
        bias_deg=float(apart.mean()),
        rmse_deg=float(np.sqrt((apart**2).mean())),
        shape_rmse_deg=float(apart.std()),
        rom_ours_deg=float(np.ptp(own)),
        rom_theirs_deg=float(np.ptp(other)),
        rom_difference_deg=float(np.ptp(other) - np.ptp(own)),
        correlation=float(np.corrcoef(own, other)[0, 1]) if moving else float("nan"),
    )


def find_offset(
    time_s: FloatArray, values: FloatArray, other_s: FloatArray, others: FloatArray
) -> tuple[float, float]:
    """Offset at which two curves correlate best, and that correlation.

    Parameters
    ----------
    time_s, values : (T,)
        The first curve; NaN where it is not measured.
    other_s, others : (S,)
        The second; its time plus the offset is that of the first.

    Raises
    ------
    BenchError
        If no offset gives enough overlap and likeness.
    """
    first, second = _uniform(time_s, values), _uniform(other_s, others)
    least = round(LEAST_OVERLAP_S * RATE_HZ)
    # At least half of the shorter one has to lie over the other.
    least = max(least, min(len(first[1]), len(second[1])) // 2)
    a, b = first[1], second[1]
    tried: list[tuple[float, int, int]] = []
    for lag in range(least - len(b), len(a) - least + 1):
        part_a = a[max(0, lag) : min(len(a), lag + len(b))]
        part_b = b[max(0, -lag) : max(0, -lag) + len(part_a)]
        known = np.isfinite(part_a) & np.isfinite(part_b)
        if known.sum() < least:
            continue
        x, y = part_a[known], part_b[known]
        spread = x.std() * y.std()
        if spread > 0:
            r = float(((x - x.mean()) * (y - y.mean())).mean() / spread)
            tried.append((r, int(known.sum()), lag))
    best = max((r for r, _, _ in tried), default=-np.inf)
    if not best >= LEAST_CORRELATION:
        found = (
            "too little time in common" if best == -np.inf else f"the best correlates by {best:.2f}"
        )
        raise BenchError(
            f"no offset was found at which the two knee angles move alike ({found}, at least "
            f"{LEAST_CORRELATION} over {LEAST_OVERLAP_S:g} s is needed)",
            remedy="give the offset, if both are of the same recording",
        )
    # One squat looks like the next: of offsets that fit nearly as well, most time in common wins.
    longest = max(count for r, count, _ in tried if r >= best - AS_GOOD)
    fit = max((r, lag) for r, count, lag in tried if count >= 0.95 * longest)
    return float(first[0] + fit[1] / RATE_HZ - second[0]), fit[0]


def _uniform(time_s: FloatArray, values: FloatArray) -> tuple[float, FloatArray]:
    """First time, and the curve at equal steps; gaps stay NaN."""
    known = np.isfinite(values) & np.isfinite(time_s)
    if known.sum() < 2:
        return 0.0, np.empty(0)
    start = float(time_s[known][0])
    grid = start + np.arange(round((float(time_s[known][-1]) - start) * RATE_HZ) + 1) / RATE_HZ
    out = np.interp(grid, time_s[known], values[known])
    # Between two measured values that are far apart nothing is known.
    after = np.clip(np.searchsorted(time_s[known], grid), 1, known.sum() - 1)
    out[np.diff(time_s[known])[after - 1] > 0.5] = np.nan
    return start, out


__all__ = ["Difference", "MotionComparison", "compare_motion", "find_offset", "read_mot"]

"""Curves of each repetition, resampled to the same number of points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np

from ..observations import FloatArray
from ..results import FrameSeries
from .errors import ExportError
from .rows import RepRow, RepTable
from .values import class_index

POINTS = 101
CHANNELS = (
    "depth", "trunk_lean_deg", "pelvic_tilt_deg", "lumbar_flexion_deg", "hip_flexion_deg",
    "knee_flexion_deg",
)  # fmt: skip
HOW = (
    f"`curves.npz` (numpy, no pickle): `curves` (repetition, {POINTS} points from first to last "
    f"frame at equal steps of time, channel) float32 with NaN for missing, `channels`, `label` "
    "(index into `classes`), `classes`, `split`, `group` (lifter, else video), `rep_id`, "
    "`duration_s`."
)


def write(table: RepTable, out: Path, progress: Callable[[float, str], None]) -> None:
    """Write ``curves.npz``."""
    index = class_index(table)
    curves, rows = [], []
    done = 0
    for video in table.iter_videos(series=True):
        for row in video.rows:
            curve = resample(video.series, row)
            if curve is not None:
                curves.append(curve)
                rows.append(row)
        done += len(video.rows)
        progress(done / len(table.rows), f"{done} of {len(table.rows)} repetitions")
    if not curves:
        raise ExportError(
            "no repetition has curves: the run stored none, or its frames were deleted; "
            f"{table.source.remedy}"
        )
    np.savez_compressed(
        out / "curves.npz",
        curves=np.stack(curves),
        channels=np.array(CHANNELS),
        label=np.array([index[row.class_name] for row in rows], dtype=np.int64),
        classes=np.array(table.classes),
        split=np.array([row.split for row in rows]),
        group=np.array([row.lifter or row.video for row in rows]),
        rep_id=np.array([row.rep_id for row in rows]),
        duration_s=np.array([_duration_s(row) for row in rows]),
    )


def _duration_s(row: RepRow) -> float:
    if row.start_s is None or row.end_s is None:
        return float("nan")
    return row.end_s - row.start_s


def part_of(series: FrameSeries | None, row: RepRow) -> FrameSeries | None:
    """The frames of one repetition."""
    if series is None or row.first_frame > len(series.time_s):
        return None
    inside = slice(row.first_frame - 1, row.last_frame)
    return FrameSeries(**{f.name: getattr(series, f.name)[inside] for f in fields(series)})


def resample(series: FrameSeries | None, row: RepRow, points: int = POINTS) -> FloatArray | None:
    """Curves (points, channels) at equal steps of time; ``None`` without any curve.

    Gaps stay gaps: a point whose neighbours were not measured is NaN.
    """
    part = part_of(series, row)
    if part is None or len(part.time_s) < 2:
        return None
    grid = np.linspace(part.time_s[0], part.time_s[-1], points)
    columns = []
    for name in CHANNELS:
        values = np.asarray(getattr(part, name), dtype=float)
        # Linear by hand: np.interp turns a NaN beyond a measured point into that point.
        right = np.clip(np.searchsorted(part.time_s, grid), 1, len(values) - 1)
        t0, t1 = part.time_s[right - 1], part.time_s[right]
        weight = (grid - t0) / (t1 - t0)
        low, high = values[right - 1], values[right]
        mixed = np.where(weight <= 0, low, np.where(weight >= 1, high, 0.0))
        between = (weight > 0) & (weight < 1)
        mixed[between] = (low + weight * (high - low))[between]
        columns.append(mixed)
    return np.stack(columns, axis=1).astype(np.float32)

"""Curves of repetitions over the time of a repetition, and the band that holds most of them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from .._util.arrays import FloatArray
from ..domain.curves import FrameSeries
from ..export.formats.curves import CHANNELS, resample
from ..export.table.rows import RepRow
from .data import Band

SHOWN = ("pelvic_tilt_deg", "lumbar_flexion_deg")
LOW_PCT, HIGH_PCT = 10.0, 90.0


def bands(series: FrameSeries | None, rows: Sequence[RepRow]) -> dict[str, Band]:
    """Return one band per shown curve, from the repetitions that carry a grade.

    Parameters
    ----------
    series
        Curves of the video, or ``None``.
    rows
        Its repetitions.
    """
    found = [resample(series, row) for row in rows if row.wink_deg is not None]
    curves = [curve for curve in found if curve is not None]
    if not curves:
        return {}
    stack = np.stack(curves).astype(float)
    out = {}
    for name in SHOWN:
        values = stack[:, :, CHANNELS.index(name)]
        if np.isfinite(values).any():
            out[name] = _band(values)
    return out


def _band(values: FloatArray) -> Band:
    enough = np.isfinite(values).sum(axis=0) * 2 >= len(values)
    with warnings.catch_warnings():  # a point that no repetition has stays NaN
        warnings.simplefilter("ignore", RuntimeWarning)
        low, median, high = np.nanpercentile(values, [LOW_PCT, 50.0, HIGH_PCT], axis=0)
    parts = (np.where(enough, part, np.nan) for part in (median, low, high))
    return Band(len(values), *parts)


def bottom_pct(rows: Sequence[RepRow]) -> float | None:
    """Return when in a repetition it is deepest, as the median over the graded ones [%]."""
    shares = [
        100.0 * (row.bottom_frame - row.first_frame) / (row.last_frame - row.first_frame)
        for row in rows
        if row.wink_deg is not None and row.bottom_frame and row.last_frame > row.first_frame
    ]
    return float(np.median(shares)) if shares else None

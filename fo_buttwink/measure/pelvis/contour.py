"""The posterior outline of the trunk: sacrum and lumbar spine as the camera sees them.

The hips' landmarks sit on the axis about which the pelvis turns and so cannot show its
tilt. What shows it is the skin over sacrum and lumbar spine, where the person's outline
ends. Here that line is traced upward from the buttocks and described by its slope.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from ..._util.arrays import FloatArray, interpolate_between
from ...domain.observations import PoseObservations
from ...domain.types import Side
from ..posture import Posture
from ..view import facing_sign

ARC_STEP = 0.01
"""Spacing of points along the outline, in body lengths (trunk + thigh + shank)."""
ARC_POINTS = 44
WINDOWS = (
    (0.02, 0.10),
    (0.07, 0.15),
    (0.10, 0.20),
    (0.15, 0.25),
    (0.20, 0.30),
    (0.25, 0.36),
    (0.30, 0.42),
)
"""Stretches of arc length, in body lengths above the rearmost point of the buttocks."""


@dataclass(frozen=True)
class Contour:
    """Posterior outline over the frames of a clip, in body lengths from the hip.

    ``T`` frames, ``N = ARC_POINTS`` points; x forward, y up; NaN where not visible.
    """

    points: FloatArray
    """(T, N, 2)."""

    @property
    def angle_deg(self) -> FloatArray:
        """(T, len(WINDOWS)) slope of each window against gravity, forward lean +."""
        s = np.arange(ARC_POINTS) * ARC_STEP
        angles = []
        for low, high in WINDOWS:
            inside = (s >= low - 1e-9) & (s <= high + 1e-9)
            ds = s[inside] - s[inside].mean()
            direction = np.einsum("n,tnd->td", ds, self.points[:, inside])
            angles.append(np.degrees(np.arctan2(direction[:, 0], direction[:, 1])))
        return np.stack(angles, axis=1)


def trace_contour(obs: PoseObservations, posture: Posture, side: Side) -> Contour:
    """Trace the posterior outline where it was looked at, and interpolate it between.

    From the line hip-shoulder the search goes backward, row by row, to where the mask
    falls below one half; so a plate, a rack or a second person behind a gap is not taken
    for the back. The curve starts at the rearmost point near hip height.

    Parameters
    ----------
    obs
        Observations with outline crops.
    posture
        Trunk line and body length of the same clip.
    side
        Body side that faces the camera.
    """
    n, size = len(obs.time_s), obs.outline.shape[-1]
    crops = obs.outline if facing_sign(side) > 0 else obs.outline[:, :, ::-1]
    cell = (obs.outline_side_px / size / posture.body_px).astype(float)
    rows_up = (size - 1) / 2.0 - np.arange(size)
    edge = np.full((n, size), np.nan)
    lean = np.tan(np.radians(np.clip(np.nan_to_num(posture.trunk_line_deg), -20.0, 75.0)))
    columns = np.arange(size)
    traced = np.flatnonzero(obs.inferred & obs.present & np.isfinite(cell)).tolist()
    for t in traced:
        start = np.clip((size - 1) / 2.0 + np.maximum(rows_up, 0.0) * lean[t], 0, size - 1)
        edge[t] = _edge_behind(crops[t], start.astype(int), columns)
    x = (edge - (size - 1) / 2.0) * cell[:, None]
    y = rows_up[None, :] * cell[:, None]
    points = np.full((n, ARC_POINTS, 2), np.nan)
    for t in traced:
        points[t] = _resample(x[t][::-1], y[t][::-1])
    return Contour(interpolate_between(points, obs.inferred, obs.time_s))


def _edge_behind(crop: np.ndarray, start: np.ndarray, columns: np.ndarray) -> FloatArray:
    """Column (with fraction) at which each row's mask ends behind ``start``."""
    rows = np.arange(len(crop))
    values = crop.astype(np.int16)
    outside = (values < 128) & (columns[None, :] <= start[:, None])
    last = np.where(outside, columns[None, :], -1).max(axis=1)
    found = (last >= 0) & (last < start) & (values[rows, start] >= 128)
    inner = np.minimum(last + 1, len(crop) - 1)
    a, b = values[rows, np.maximum(last, 0)], values[rows, inner]
    fraction = (128 - a) / np.maximum(b - a, 1)
    return np.where(found, last + np.clip(fraction, 0.0, 1.0), np.nan)


def _resample(x: FloatArray, y: FloatArray) -> FloatArray:
    """Equal steps of arc length upward from the rearmost point; x, y run upward."""
    out = np.full((ARC_POINTS, 2), np.nan)
    near = (y > -0.14) & (y < 0.12) & np.isfinite(x)
    if near.sum() < 3:
        return out
    first = int(np.flatnonzero(near)[np.argmin(x[near])])
    known = np.isfinite(x[first:])
    stop = first + (int(np.argmin(known)) if not known.all() else len(known))
    px, py = x[first:stop], y[first:stop]
    if len(px) < 4:
        return out
    # A light smoothing along the outline: one cell of the crop is about a pixel of mask.
    kernel = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0
    ends = px[[0, 0]], px, px[[-1, -1]]
    px = np.convolve(np.concatenate(ends), kernel, mode="valid")
    arc = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(px), np.diff(py)))))
    s = np.arange(ARC_POINTS) * ARC_STEP
    inside = s <= arc[-1]
    out[inside, 0] = np.interp(s[inside], arc, px)
    out[inside, 1] = np.interp(s[inside], arc, py)
    return out


def standing_angles(angle_deg: FloatArray, standing: np.ndarray) -> FloatArray:
    """Median slope of each window over the standing frames, NaN where never seen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        medians: FloatArray = np.nanmedian(angle_deg[standing], axis=0)
    return medians

"""How the whole body is carried: what tells a squat from other movements down and up.

Where the side is seen, angles come from the picture and from MediaPipe's metric landmarks,
and of the two the one counts that speaks for a squat: behind plates either may be wrong, and a
real squat must not be lost. From other views the metric landmarks are all there is. Heights
are taken in the picture, whose vertical is that of gravity in every view.
"""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from .._util.arrays import FloatArray
from ..config import FilterConfig
from ..domain.landmarks import (
    LEFT_ANKLE,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    LEFT_WRIST,
    RIGHT_ANKLE,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
)
from ..domain.observations import PoseObservations
from .filtering import smooth
from .movements import Carriage
from .posture import Posture

_SEEN = [LEFT_WRIST, RIGHT_WRIST]
_POINTS = [
    *(LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP, LEFT_KNEE, RIGHT_KNEE),
    *(LEFT_ANKLE, RIGHT_ANKLE, LEFT_WRIST, RIGHT_WRIST),
]
_SHOULDERS, _HIPS, _KNEES, _ANKLES, _WRISTS = [0, 1], [2, 3], [4, 5], [6, 7], [8, 9]
"""Places in ``_POINTS``."""
_UP = np.array([0.0, -1.0, 0.0])


def carriages(
    obs: PoseObservations, posture: Posture, filters: FilterConfig, *, min_visibility: float
) -> tuple[Carriage, Carriage]:
    """Curves of trunk, hands and feet: for movements seen from the side, and from anywhere.

    Parameters
    ----------
    obs
        Observations of one clip.
    posture
        Sagittal posture of the same clip.
    filters
        Smoothing.
    min_visibility
        Visibility under which a wrist counts as unseen.
    """
    known = ~posture.lost[:, None, None]
    pixels = np.where(known, obs.landmarks[:, _POINTS, :2].astype(float), np.nan)
    world = np.where(known, obs.world[:, _POINTS].astype(float), np.nan)
    trunk = world[:, _SHOULDERS].mean(axis=1) - world[:, _HIPS].mean(axis=1)
    height = -pixels[..., 1] / _leg_px(pixels)
    wrists = np.where(obs.landmarks[:, _SEEN, 3] >= min_visibility, height[:, _WRISTS], np.nan)
    hands = np.fmin(wrists[:, 0], wrists[:, 1])
    balance, off_feet = _balance(world)
    anywhere = _smoothed(
        obs.time_s,
        filters,
        trunk_lean_deg=_angle_deg(trunk, np.broadcast_to(_UP, trunk.shape)),
        hip_flexion_deg=_hip_flexion_deg(world),
        knee_flexion_deg=posture.knee_world_deg,
        balance=balance,
        off_feet=off_feet,
        hands_over_ankles=hands - height[:, _ANKLES].mean(axis=1),
        hands_over_knees=hands - height[:, _KNEES].mean(axis=1),
        hands_over_hips=hands - height[:, _HIPS].mean(axis=1),
        knee_height_gap=np.abs(height[:, _KNEES[0]] - height[:, _KNEES[1]]),
        feet_split=_split(world),
    )
    side = replace(
        anywhere,
        trunk_lean_deg=np.fmin(anywhere.trunk_lean_deg, np.abs(posture.trunk_line_deg)),
        hip_flexion_deg=np.fmin(anywhere.hip_flexion_deg, np.abs(posture.hip_flexion_deg)),
        knee_flexion_deg=np.fmax(anywhere.knee_flexion_deg, posture.knee_flexion_deg),
        balance=posture.balance,
        off_feet=np.abs(posture.balance),
    )
    return side, anywhere


def _hip_flexion_deg(world: FloatArray) -> FloatArray:
    sides = [
        180.0 - _angle_deg(world[:, shoulder] - world[:, hip], world[:, knee] - world[:, hip])
        for shoulder, hip, knee in zip(_SHOULDERS, _HIPS, _KNEES, strict=True)
    ]
    mean: FloatArray = np.mean(sides, axis=0)
    return mean


def _smoothed(time_s: FloatArray, filters: FilterConfig, **curves: FloatArray) -> Carriage:
    """Curves, not points, are smoothed: a fifth of the work, and enough for medians of them."""
    known_already = curves.pop("knee_flexion_deg")
    smoothed = smooth(np.stack(list(curves.values()), axis=1), time_s, filters)
    return Carriage(knee_flexion_deg=known_already, **dict(zip(curves, smoothed.T, strict=True)))


def _angle_deg(one: FloatArray, other: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
    cosine = (one * other).sum(axis=-1) / np.maximum(lengths, 1e-9)
    angle: FloatArray = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angle


def _leg_px(pixels: FloatArray) -> float:
    """Longer leg as seen, in pixels; the length most frames stay under."""
    sides = []
    for hip, knee, ankle in zip(_HIPS, _KNEES, _ANKLES, strict=True):
        thigh = np.linalg.norm(pixels[:, hip] - pixels[:, knee], axis=-1)
        shank = np.linalg.norm(pixels[:, knee] - pixels[:, ankle], axis=-1)
        sides.append(_most(thigh) + _most(shank))
    return max(sides)


def _most(lengths: FloatArray) -> float:
    known = lengths[np.isfinite(lengths)]
    return float(np.percentile(known, 90)) if len(known) else np.nan


def _metric_leg(world: FloatArray) -> float:
    lengths = [
        np.linalg.norm(world[:, hip] - world[:, knee], axis=-1)
        + np.linalg.norm(world[:, knee] - world[:, ankle], axis=-1)
        for hip, knee, ankle in zip(_HIPS, _KNEES, _ANKLES, strict=True)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        length = float(np.nanmedian(lengths))
    # All joints in one place are no leg, and nothing can be told in lengths of it.
    return length if length > 0.0 else np.nan


def _balance(world: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Middle of trunk and hip ahead of the ankles, and its distance, in leg lengths."""
    hips, ankles = world[:, _HIPS].mean(axis=1), world[:, _ANKLES].mean(axis=1)
    middle = ((hips + world[:, _SHOULDERS].mean(axis=1)) / 2.0 - ankles)[:, [0, 2]]
    middle = middle / _metric_leg(world)
    ahead = (world[:, _KNEES].mean(axis=1) - hips)[:, [0, 2]]
    length = np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)
    return (middle * ahead).sum(axis=1) / length, np.linalg.norm(middle, axis=1)


def _split(world: FloatArray) -> FloatArray:
    """One foot ahead of the other, across the line through the hips, in leg lengths."""
    across = (world[:, _HIPS[0]] - world[:, _HIPS[1]])[:, [0, 2]]
    ahead = np.stack([-across[:, 1], across[:, 0]], axis=1)
    feet = (world[:, _ANKLES[0]] - world[:, _ANKLES[1]])[:, [0, 2]]
    length = np.maximum(np.linalg.norm(ahead, axis=1), 1e-9)
    split: FloatArray = np.abs((feet * ahead).sum(axis=1)) / length / _metric_leg(world)
    return split

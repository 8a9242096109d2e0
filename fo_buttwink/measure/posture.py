"""Segment angles in the sagittal plane, from the landmarks of the near side."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .._util.arrays import SAME_S, FloatArray, runs
from ..config import FilterConfig
from ..domain.body import body_length_px
from ..domain.landmarks import (
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
)
from ..domain.observations import PoseObservations
from ..domain.types import Side
from .filtering import smooth
from .view import facing_sign

_SIDE = {
    "left": {"shoulder": 11, "hip": 23, "knee": 25, "ankle": 27, "elbow": 13, "ear": 7},
    "right": {"shoulder": 12, "hip": 24, "knee": 26, "ankle": 28, "elbow": 14, "ear": 8},
}

_PLATE_GAP_S = 0.5
"""A plate may go unseen for so long; it moves smoothly."""
_PLATE_STEP_BODY = 0.045
"""Farthest that a plate may move against ears and shoulders from one frame to the next, in body
lengths, median: a bar lies still on the lifter. Plates of 8 simulated and 9 real clips 0.006 to
0.032; circles in a room or in letters on its wall, behind lifters without a bar, 0.05 to 0.14. A
head taken for a plate lies still, too (0.03 in a leg press)."""


@dataclass(frozen=True)
class Posture:
    """Sagittal posture over the frames of a clip; every array (T,), NaN where unseen."""

    time_s: FloatArray
    hip_height: FloatArray
    """Hip above ankle, in leg lengths (thigh + shank of this lifter)."""
    trunk_line_deg: FloatArray
    """Forward lean of the line hip-shoulder, or hip-plate, against gravity; absolute."""
    thigh_deg: FloatArray
    """Thigh against the vertical, 0 standing, 90 parallel to the floor."""
    shank_deg: FloatArray
    """Forward lean of the shank against the vertical."""
    knee_world_deg: FloatArray
    """Knee flexion from MediaPipe's metric landmarks: rough, but for any view."""
    ankle_x: FloatArray
    """Horizontal position of the feet in the picture, in leg lengths."""
    balance: FloatArray
    """Middle of trunk and hip, ahead of the ankle, in leg lengths (forward +)."""
    length_px: FloatArray
    """Trunk + thigh + shank as seen, frame by frame; constant in a side view."""
    body_px: float
    """Body length of the lifter in source pixels (median over the clip)."""
    leg_px: float
    """Leg length (thigh + shank) in source pixels."""
    visible: npt.NDArray[np.bool_]
    """Hip, knee and shoulder of the near side are seen."""
    arm_visibility: FloatArray
    """MediaPipe's visibility of the near elbow, low where plates hide the trunk."""
    head_visibility: FloatArray
    """The same of the near ear."""
    plate_seen: npt.NDArray[np.bool_]
    """A plate is seen there; its centre stands for the shoulder."""
    lost: npt.NDArray[np.bool_]
    """The landmarks there are no body: see :func:`misplaced`."""

    @property
    def knee_flexion_deg(self) -> FloatArray:
        """Angle between thigh and shank, 0 straight, flexion +."""
        return _wrapped(self.thigh_deg + self.shank_deg)

    @property
    def hip_flexion_deg(self) -> FloatArray:
        """Apparent hip flexion, between trunk line and thigh, 0 straight, flexion +."""
        return _wrapped(self.thigh_deg + self.trunk_line_deg)


def _wrapped(angle_deg: FloatArray) -> FloatArray:
    """Return the same angle between -180 and 180 deg."""
    return (angle_deg + 180.0) % 360.0 - 180.0


def sagittal_posture(
    obs: PoseObservations, side: Side, filters: FilterConfig, min_visibility: float
) -> Posture:
    """Angles of trunk, thigh and shank against gravity.

    The picture's vertical is taken for gravity. Landmarks are smoothed before angles are
    formed (points first, then angles).

    Parameters
    ----------
    obs
        Observations of one clip.
    side
        Body side that faces the camera, ``left`` or ``right``.
    filters
        Smoothing.
    min_visibility
        Visibility under which a landmark counts as unseen.
    """
    index = _SIDE[side]
    sign = facing_sign(side)
    names = [name for name in index if name not in ("elbow", "ear")]
    lost = misplaced(obs, filters, min_visibility)
    xy = obs.landmarks[:, [index[name] for name in names], :2].astype(float)
    xy[lost] = np.nan
    course = _smooth_points(xy, obs.time_s, filters) * np.array([sign, -1.0])
    points = {name: course[:, i] for i, name in enumerate(names)}
    plate = plate_course(obs, filters)
    plate_seen = np.asarray(np.isfinite(plate).all(axis=1))
    shoulder = np.where(plate_seen[:, None], plate * np.array([sign, -1.0]), points["shoulder"])
    hip, knee = points["hip"], points["knee"]
    ankle = points["ankle"]
    thigh = knee - hip
    shank = knee - ankle
    trunk = shoulder - hip
    leg = _robust_max(np.linalg.norm(thigh, axis=1)) + _robust_max(np.linalg.norm(shank, axis=1))
    leg = leg if np.isfinite(leg) and leg > 0 else np.nan
    near = obs.landmarks[:, [index["shoulder"], index["hip"], index["knee"]], 3].astype(float)
    near[plate_seen, 0] = 1.0
    return Posture(
        time_s=obs.time_s,
        hip_height=(hip[:, 1] - ankle[:, 1]) / leg,
        trunk_line_deg=np.degrees(np.arctan2(trunk[:, 0], trunk[:, 1])),
        thigh_deg=np.degrees(np.arctan2(thigh[:, 0], -thigh[:, 1])),
        shank_deg=np.degrees(np.arctan2(shank[:, 0], shank[:, 1])),
        knee_world_deg=_knee_world(obs, lost, filters),
        ankle_x=ankle[:, 0] / leg,
        balance=((hip[:, 0] + shoulder[:, 0]) / 2.0 - ankle[:, 0]) / leg,
        length_px=body_length_px(obs.landmarks.astype(float)),
        body_px=median_body_px(obs),
        leg_px=float(leg),
        visible=np.nan_to_num(near, nan=0.0).min(axis=1) >= min_visibility,
        arm_visibility=obs.landmarks[:, index["elbow"], 3].astype(float),
        head_visibility=obs.landmarks[:, index["ear"], 3].astype(float),
        plate_seen=plate_seen,
        lost=lost,
    )


def misplaced(
    obs: PoseObservations, filters: FilterConfig, min_visibility: float
) -> npt.NDArray[np.bool_]:
    """(T,) frames whose landmarks belong to no body: upside down, a foot unseen.

    Where MediaPipe loses a lifter behind plates it may go on for seconds with a body that
    stands on its head somewhere above the bar, and whose hips jump up and down like squats.
    Such a frame says nothing, just as one without a lifter, and neither do the few frames
    between two such.

    Parameters
    ----------
    obs
        Observations of one clip.
    filters
        From which lean on a body is upside down.
    min_visibility
        Visibility under which a landmark counts as unseen.
    """
    world = obs.world.astype(float)
    trunk = world[:, [LEFT_SHOULDER, RIGHT_SHOULDER]].mean(axis=1)
    trunk -= world[:, [LEFT_HIP, RIGHT_HIP]].mean(axis=1)
    lean = np.degrees(np.arctan2(np.linalg.norm(trunk[:, [0, 2]], axis=1), -trunk[:, 1]))
    feet = obs.landmarks[:, [LEFT_ANKLE, RIGHT_ANKLE], 3].min(axis=1)
    lost = np.asarray((lean > filters.upside_down_deg) & (feet < min_visibility))
    for a, b in runs(~lost):
        if a > 0 and b < len(lost):
            apart_s = obs.time_s[b] - obs.time_s[a - 1]
            lost[a:b] = apart_s <= filters.between_lost_s + SAME_S
    return lost


def plate_course(obs: PoseObservations, filters: FilterConfig) -> FloatArray:
    """(T, 2) smoothed centre of the barbell's plate in source pixels, NaN where not seen."""
    return smooth(believed_plate_px(obs), obs.time_s, filters, max_gap_s=_PLATE_GAP_S)


def believed_plate_px(obs: PoseObservations) -> FloatArray:
    """(T, 2) centre of the barbell's plate as found, in source pixels, NaN where not seen.

    Not seen at all where what was found jumps about the lifter: that is something else.
    """
    found = obs.plate_px.astype(float)
    return np.full_like(found, np.nan) if _plate_step_body(obs) > _PLATE_STEP_BODY else found


def _plate_step_body(obs: PoseObservations) -> float:
    """Median step of the plate against head and shoulders, in body lengths; 0 without a plate."""
    found = np.flatnonzero(np.isfinite(obs.plate_px).all(axis=1) & obs.inferred)
    beside = np.diff(found) <= 2
    if not beside.any():
        return 0.0
    around = obs.landmarks[found][:, [LEFT_EAR, RIGHT_EAR, LEFT_SHOULDER, RIGHT_SHOULDER], :2]
    off = obs.plate_px[found].astype(float) - around.astype(float).mean(axis=1)
    steps = np.linalg.norm(np.diff(off, axis=0), axis=1)[beside]
    return float(np.nanmedian(steps)) / median_body_px(obs) if np.isfinite(steps).any() else 0.0


def median_body_px(obs: PoseObservations) -> float:
    """Body length of the lifter in source pixels, median over the clip."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        return float(np.nanmedian(body_length_px(obs.landmarks.astype(float))))


def _smooth_points(xy: FloatArray, time_s: FloatArray, filters: FilterConfig) -> FloatArray:
    return smooth(xy, time_s, filters)


def _robust_max(lengths: FloatArray) -> float:
    known = lengths[np.isfinite(lengths)]
    return float(np.percentile(known, 90)) if len(known) else np.nan


def _knee_world(
    obs: PoseObservations, lost: npt.NDArray[np.bool_], filters: FilterConfig
) -> FloatArray:
    world = np.where(lost[:, None, None], np.nan, obs.world.astype(float))
    sides = []
    for hip, knee, ankle in (
        (LEFT_HIP, LEFT_KNEE, LEFT_ANKLE),
        (RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE),
    ):
        thigh = world[:, hip] - world[:, knee]
        shank = world[:, ankle] - world[:, knee]
        lengths = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
        cosine = (thigh * shank).sum(axis=1) / np.maximum(lengths, 1e-9)
        sides.append(180.0 - np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
    return _smooth_points(np.mean(sides, axis=0), obs.time_s, filters)

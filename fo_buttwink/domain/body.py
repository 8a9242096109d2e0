"""Lengths and points of the body in the picture."""

from __future__ import annotations

import numpy as np

from .._util.arrays import FloatArray
from .landmarks import (
    LEFT_ANKLE,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    RIGHT_ANKLE,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
)


def body_length_px(landmarks: FloatArray) -> FloatArray:
    """Trunk + thigh + shank as seen in the image.

    In a side view this hardly changes through a squat, so it serves as the ruler.

    Parameters
    ----------
    landmarks
        (..., 33, >=2) pixels.

    Returns
    -------
    (...,) pixels.
    """
    xy = landmarks[..., :2]

    def distance(a: int, b: int) -> FloatArray:
        length: FloatArray = np.linalg.norm(xy[..., a, :] - xy[..., b, :], axis=-1)
        return length

    shoulder = (xy[..., LEFT_SHOULDER, :] + xy[..., RIGHT_SHOULDER, :]) / 2
    hip = (xy[..., LEFT_HIP, :] + xy[..., RIGHT_HIP, :]) / 2
    trunk = np.linalg.norm(shoulder - hip, axis=-1)
    left = distance(LEFT_HIP, LEFT_KNEE) + distance(LEFT_KNEE, LEFT_ANKLE)
    right = distance(RIGHT_HIP, RIGHT_KNEE) + distance(RIGHT_KNEE, RIGHT_ANKLE)
    whole: FloatArray = trunk + np.maximum(left, right)
    return whole


def hip_center_px(landmarks: FloatArray) -> FloatArray:
    """Point midway between the hips, (..., 2) pixels."""
    return (landmarks[..., LEFT_HIP, :2] + landmarks[..., RIGHT_HIP, :2]) / 2


def legs_height_px(landmarks: FloatArray) -> FloatArray:
    """Height of the hips over the ankles, positive while they are above, (...,) pixels."""
    ankles = (landmarks[..., LEFT_ANKLE, 1] + landmarks[..., RIGHT_ANKLE, 1]) / 2
    return ankles - hip_center_px(landmarks)[..., 1]

"""Find the barbell's plate where it hides the lifter's head and shoulder.

Behind a plate MediaPipe guesses. The plate itself is the better witness: in a back or front squat
its centre stays where the bar lies on the trunk, so it tells the trunk's lean and length.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from ..domain.body import body_length_px
from ..domain.landmarks import LEFT_EAR, LEFT_SHOULDER, RIGHT_EAR, RIGHT_SHOULDER

RADII_BODY = (0.125, 0.21)
"""Radius of plates in body lengths (trunk + thigh + shank): 450 mm plates come out at 0.16 to
0.19. Smaller circles are arms, heads and folds."""
_SIZE = 192
"""Side of the searched cut-out, in cells."""
_REACH_RADII = 2.7
"""Half its side, in plate radii."""
_SURE, _LIKELY = 0.8, 0.5
"""How perfect a circle has to be (OpenCV's measure), to call it a plate and to follow it."""
_RADIUS_SPREAD = 0.12
_PLACE_SPREAD_BODY = 0.2
_LEAST_SHARE = 0.2
"""Least share of the scouted frames that show the plate beyond doubt. Sixteen frames of
each of 20 real and 30 simulated clips: 21 to 100 % with plates in front of the shoulder,
up to 15 % without."""


def plate_radius_px(
    pictures: Sequence[tuple[npt.NDArray[np.uint8], FloatArray]],
) -> float | None:
    """Radius of the plate in front of a lifter's shoulder, if there is one.

    Parameters
    ----------
    pictures
        Some pictures (H, W, 3) of one clip, all of one scale, with the lifter's landmarks
        (33, 4) in them.

    Returns
    -------
    Radius in pixels of the pictures; ``None`` where no plate is seen.
    """
    found = []
    for image, landmarks in pictures:
        body = float(body_length_px(landmarks))
        around = _shoulders(landmarks)
        if not np.isfinite(body) or body < 20.0 or not np.isfinite(around).all():
            continue
        low, high = (share * body for share in RADII_BODY)
        circles = _circles(image, around, (low + high) / 2.0, (low, high), _SURE)
        if len(circles):
            largest = circles[np.argmax(circles[:, 2])]
            found.append([*((largest[:2] - around) / body), largest[2]])
    if not found:
        return None
    sights = np.array(found)
    radius = float(np.median(sights[:, 2]))
    alike = np.abs(sights[:, 2] / radius - 1.0) < _RADIUS_SPREAD
    if not alike.any():  # two sizes, and the median between them
        return None
    off = np.linalg.norm(sights[:, :2] - np.median(sights[alike, :2], axis=0), axis=1)
    count = int((alike & (off < _PLACE_SPREAD_BODY)).sum())
    return radius if count >= max(2.0, _LEAST_SHARE * len(pictures)) else None


def find_plate(image: npt.NDArray[np.uint8], landmarks: FloatArray, radius_px: float) -> FloatArray:
    """Centre of a plate of known size near the lifter's shoulders.

    Parameters
    ----------
    image
        (H, W, 3).
    landmarks
        (33, 4) of the lifter in the picture.
    radius_px
        What :func:`plate_radius_px` found, in pixels of this picture.

    Returns
    -------
    (2,) pixels, NaN where it is not seen.
    """
    around = _shoulders(landmarks)
    if not np.isfinite(around).all():
        return np.full(2, np.nan)
    band = ((1.0 - _RADIUS_SPREAD) * radius_px, (1.0 + _RADIUS_SPREAD) * radius_px)
    circles = _circles(image, around, radius_px, band, _LIKELY)
    return circles[0, :2] if len(circles) else np.full(2, np.nan)


def _shoulders(landmarks: FloatArray) -> FloatArray:
    joints = [LEFT_EAR, RIGHT_EAR, LEFT_SHOULDER, RIGHT_SHOULDER]
    middle: FloatArray = landmarks[joints, :2].astype(float).mean(axis=0)
    return middle


def _circles(
    image: npt.NDArray[np.uint8],
    around: FloatArray,
    radius_px: float,
    band_px: tuple[float, float],
    support: float,
) -> FloatArray:
    """(K, 3) x, y, radius in pixels of the picture, the best supported first."""
    scale = _SIZE / (2.0 * _REACH_RADII * radius_px)
    move = np.array(
        [[scale, 0, _SIZE / 2 - around[0] * scale], [0, scale, _SIZE / 2 - around[1] * scale]]
    )
    part = cv2.warpAffine(image, move, (_SIZE, _SIZE), flags=cv2.INTER_LINEAR)
    gray = cv2.GaussianBlur(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), (3, 3), 0)
    circles = cv2.HoughCircles(
        gray,
        cv2.HOUGH_GRADIENT_ALT,
        dp=1.5,
        minDist=8,
        param1=100,
        param2=support,
        minRadius=int(band_px[0] * scale),
        maxRadius=int(np.ceil(band_px[1] * scale)),
    )
    if circles is None:
        return np.zeros((0, 3))
    out = circles.reshape(-1, circles.shape[-1])[:, :3].astype(float)
    out[:, :2] = (out[:, :2] - _SIZE / 2) / scale + around
    out[:, 2] /= scale
    return out

"""Make the lifter's face unrecognizable in a picture, by the landmarks of the head.

Only the lifter's: other people have no landmarks.
"""

from __future__ import annotations

import warnings
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray, runs
from ..domain.landmarks import LEFT_HIP, LEFT_SHOULDER, NOSE, RIGHT_HIP, RIGHT_SHOULDER

Image: TypeAlias = "npt.NDArray[np.uint8]"

_HEAD = slice(NOSE, 11)
"""Nose, eyes, ears and mouth among the landmarks."""
_REACH = 1.9
"""Radius of the head in distances from its middle landmark to its farthest: the landmarks span
the face from nose to ear, and crown, nape and chin lie outside. *Convention*."""
_OF_TRUNK = 0.28
"""Least radius in lengths of the trunk, shoulder to hip: an adult's head is 0.13 statures high and
the trunk 0.29 long (Winter, Biomechanics and motor control of human movement), so its half is 0.22;
the rest is margin. It holds where the landmarks of the face lie on one spot."""
_CELLS = 5
"""So many cells across the head are left: too few for an eye to be apart from a mouth."""
_WINDOW = 2
"""Frames before and after that a circle also covers the heads of."""


def head_circle(landmarks: FloatArray) -> tuple[float, float, float] | None:
    """Circle about the head: x, y of its middle and its radius [px].

    Parameters
    ----------
    landmarks : (33, 4)
        x, y, z in pixels of the picture, and visibility, which may be low: it is better to blur
        what need not be than the other way round.

    Returns
    -------
    tuple or None
        ``None`` where no landmark of the head is known.
    """
    circle = head_circles(np.asarray(landmarks, dtype=float)[None], window=0, max_gap=0)[0]
    return (float(circle[0]), float(circle[1]), float(circle[2])) if circle[2] > 0 else None


def head_circles(landmarks: FloatArray, *, window: int = _WINDOW, max_gap: int = 15) -> FloatArray:
    """Circles about the head of every frame of a video, (T, 3): x, y, radius [px].

    A circle also covers the heads of the frames beside it, so that one landmark that jumps does
    not show the face. A frame without landmarks has a circle about the heads of the known frames
    before and after it, if these are near; else NaN.

    Parameters
    ----------
    landmarks : (T, 33, 4)
        In pixels of the picture.
    window
        Frames before and after that a circle also covers.
    max_gap
        Longest run of frames without landmarks that is covered.
    """
    points = np.asarray(landmarks, dtype=float)
    head = points[:, _HEAD, :2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        middle = (np.nanmin(head, axis=1) + np.nanmax(head, axis=1)) / 2.0
        spread = np.nanmax(np.linalg.norm(head - middle[:, None], axis=2), axis=1)
        shoulders = np.nanmean(points[:, [LEFT_SHOULDER, RIGHT_SHOULDER], :2], axis=1)
        hips = np.nanmean(points[:, [LEFT_HIP, RIGHT_HIP], :2], axis=1)
    trunk = np.nan_to_num(np.linalg.norm(shoulders - hips, axis=1), nan=0.0)
    # A trunk seen from above is short; that of the clip is the lifter's.
    longest = float(np.percentile(trunk, 90)) if len(trunk) else 0.0
    radius = np.maximum(np.maximum(_REACH * spread, _OF_TRUNK * longest), 1.0)
    circles = np.concatenate([middle, radius[:, None]], axis=1)
    circles[~np.isfinite(circles).all(axis=1)] = np.nan
    return _covering(_bridged(circles, max_gap), window)


def _bridged(circles: FloatArray, max_gap: int) -> FloatArray:
    """Give frames in short gaps the circle round both neighbors."""
    out = circles.copy()
    known = np.isfinite(circles[:, 2])
    for first, end in runs(~known):
        if end - first > max_gap:
            continue
        beside = [circles[k] for k in (first - 1, end) if 0 <= k < len(circles)]
        if beside:
            out[first:end] = _round(np.stack(beside))
    return out


def _covering(circles: FloatArray, window: int) -> FloatArray:
    out = circles.copy()
    for k in np.flatnonzero(np.isfinite(circles[:, 2])):
        near = circles[max(0, k - window) : k + window + 1]
        near = near[np.isfinite(near[:, 2])]
        # Those that overlap belong to one course; a jump elsewhere would blur half the picture.
        apart = np.linalg.norm(near[:, :2] - circles[k, :2], axis=1)
        out[k] = _round(near[apart <= near[:, 2] + circles[k, 2]])
    return out


def _round(circles: FloatArray) -> FloatArray:
    """Circle that covers some circles."""
    middle = circles[:, :2].mean(axis=0)
    reach = np.linalg.norm(circles[:, :2] - middle, axis=1) + circles[:, 2]
    return np.array([*middle, reach.max()])


def blur_face(image: Image, landmarks: FloatArray) -> Image | None:
    """Return a copy of a picture with the lifter's face made unrecognizable.

    Parameters
    ----------
    image : (H, W, 3) uint8
        Upright picture.
    landmarks : (33, 4)
        x, y, z in its pixels, and visibility.

    Returns
    -------
    (H, W, 3) uint8 or None
        ``None`` where the place of the head is not known: such a picture should not be shown, or
        as :func:`blur_all` gives it.
    """
    circle = head_circle(landmarks)
    return None if circle is None else blur_circle(image, *circle)


def blur_circle(image: Image, x: float, y: float, radius: float) -> Image:
    """Return a copy of a picture of which a circle shows only a few cells of even color.

    Parameters
    ----------
    image : (H, W, 3) uint8
        Picture.
    x, y, radius
        Circle [px]; what lies outside of the picture is nothing to blur.
    """
    out = image.copy()
    height, width = image.shape[:2]
    left, right = max(0, int(np.floor(x - radius))), min(width, int(np.ceil(x + radius)) + 1)
    top, bottom = max(0, int(np.floor(y - radius))), min(height, int(np.ceil(y + radius)) + 1)
    if left >= right or top >= bottom:
        return out
    part = out[top:bottom, left:right]
    rows, columns = np.mgrid[top:bottom, left:right]
    inside = (columns - x) ** 2 + (rows - y) ** 2 <= radius**2
    part[inside] = _coarse(part, radius * 2.0 / _CELLS)[inside]
    return out


def blur_all(image: Image) -> Image:
    """Return a copy of a picture of which nothing can be recognized but colors and places."""
    return _coarse(image, max(image.shape[:2]) / (2.0 * _CELLS))


def _coarse(part: Image, cell: float) -> Image:
    height, width = part.shape[:2]
    size = max(1, round(width / max(cell, 1.0))), max(1, round(height / max(cell, 1.0)))
    few = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    # Cells with edges invite to squint; between their middles there is nothing to be seen either.
    smooth = cv2.resize(few, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth, dtype=np.uint8).reshape(part.shape)


__all__ = ["Image", "blur_all", "blur_circle", "blur_face", "head_circle", "head_circles"]

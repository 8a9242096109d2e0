"""Draw what was measured onto one picture: outline, joints, pelvis and thorax.

Shared by the overlay video and by the still pictures of the rep viewer, so that the same
line has the same colour everywhere.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from ..domain.observations import PoseObservations
from ..domain.types import Side
from ..measure.posture import believed_plate_px
from ..measure.view import facing_sign

Image = npt.NDArray[np.uint8]

# RGB; readable for colour-blind eyes (Okabe and Ito 2008).
OUTLINE, PELVIS, THORAX, JOINTS = (86, 180, 233), (230, 159, 0), (0, 158, 115), (200, 200, 200)
_SHADE = (0, 0, 0)
_BONES = ((0, 2), (2, 3), (3, 4), (4, 5))
_SIDE = {"left": (11, 13, 23, 25, 27, 31), "right": (12, 14, 24, 26, 28, 32)}


def draw_observed(
    image: Image, obs: PoseObservations, frame: int, scale: float, thick: int = 1
) -> None:
    """Draw what the pose stage saw of a lifter besides joints: the outline, and a plate.

    Parameters
    ----------
    image
        Picture to draw on, RGB.
    obs
        Of the whole clip; nothing is drawn where no lifter was seen.
    frame
        Number of the frame in ``obs``, from 0.
    scale
        Pixels of the picture for one of the video.
    thick
        Width of the lines in pixels.
    """
    if not obs.present[frame]:
        return
    side_px = float(obs.outline_side_px[frame]) * scale
    draw_outline(image, obs.outline[frame], obs.outline_center_px[frame] * scale, side_px, thick)
    if np.isfinite(obs.plate_px[frame]).all():
        draw_plate(image, believed_plate_px(obs)[frame] * scale, side_px, thick)


def draw_outline(
    image: Image, crop: Image, center_px: FloatArray, side_px: float, thick: int = 1
) -> None:
    """Draw the person's outline round the hips.

    Parameters
    ----------
    image
        Picture to draw on, RGB.
    crop
        (S, S) share of person in each cell, 0 to 255.
    center_px, side_px
        Where the crop lies in the picture.
    thick
        Width of the line in pixels.
    """
    contours, _ = cv2.findContours(
        (crop >= 128).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    size = crop.shape[0]
    for contour in contours:
        # The border of the crop is no outline of the person.
        points = contour[:, 0].astype(float)
        inside = ((points > 1) & (points < size - 2)).all(axis=1)
        pixels = (points - (size - 1) / 2) * side_px / size + center_px
        pixels = np.rint(pixels).astype(np.int32)
        for a, b, keep in zip(pixels[:-1], pixels[1:], inside[:-1] & inside[1:], strict=True):
            if keep:
                cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), OUTLINE, thick, cv2.LINE_AA)


def draw_joints(image: Image, points_px: FloatArray, side: Side, thick: int = 1) -> None:
    """Lines through shoulder, hip, knee, ankle and foot of the side that is seen.

    Parameters
    ----------
    points_px
        (33, 2) landmarks in pixels of the picture.
    side
        ``left`` or ``right``.
    """
    points = points_px[list(_SIDE[side])]
    for a, b in _BONES:
        if np.isfinite(points[[a, b]]).all():
            ends = [tuple(int(v) for v in np.rint(points[k])) for k in (a, b)]
            cv2.line(image, ends[0], ends[1], JOINTS, thick, cv2.LINE_AA)


def draw_plate(image: Image, center_px: FloatArray, body_px: float, thick: int = 1) -> None:
    """Draw a cross on the plate's centre, which stands for the hidden shoulder.

    Parameters
    ----------
    center_px
        In pixels of the picture; nothing is drawn where it is NaN.
    body_px
        Body length, which gives the cross its size.
    """
    if not np.isfinite(center_px).all():
        return
    for arm in (np.array([0.025, 0.0]), np.array([0.0, 0.025])):
        start, end = (
            tuple(int(v) for v in np.rint(center_px + sign * body_px * arm)) for sign in (-1, 1)
        )
        cv2.line(image, start, end, _SHADE, 4 * thick, cv2.LINE_AA)
        cv2.line(image, start, end, JOINTS, 2 * thick, cv2.LINE_AA)


def draw_segments(
    image: Image,
    hip_px: FloatArray,
    body_px: float,
    side: Side,
    pelvic_tilt_deg: float,
    trunk_lean_deg: float,
    thick: int = 1,
) -> None:
    """Pelvis and thorax as short bars; in quiet standing both are upright.

    Parameters
    ----------
    hip_px
        Middle between the hips, where the pelvis bar begins.
    body_px
        Body length, which gives the bars their length.
    """
    sign = facing_sign(side)
    pelvis, thorax = np.radians(pelvic_tilt_deg), np.radians(trunk_lean_deg)
    joint = hip_px + 0.11 * body_px * np.array([sign * np.sin(pelvis), -np.cos(pelvis)])
    top = joint + 0.17 * body_px * np.array([sign * np.sin(thorax), -np.cos(thorax)])
    for a, b, color in ((hip_px, joint, PELVIS), (joint, top, THORAX)):
        start, end = (tuple(int(v) for v in np.rint(p)) for p in (a, b))
        cv2.line(image, start, end, _SHADE, 4 * thick, cv2.LINE_AA)
        cv2.line(image, start, end, color, 3 * thick, cv2.LINE_AA)

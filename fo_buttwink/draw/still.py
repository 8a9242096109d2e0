"""One still picture of a lifter with what was measured drawn on, small enough for a page."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import cv2
import numpy as np

from .._util.arrays import FloatArray
from ..domain.body import body_length_px, hip_center_px
from ..domain.observations import PoseObservations
from ..domain.types import Side
from ..video.blur import blur_face
from .figure import Image, draw_joints, draw_observed, draw_segments

_HEAD_OF_BODY = 0.13
"""Half of a head's height, with room, in body lengths (trunk + thigh + shank)."""
_MARGIN = 0.12
_QUALITY = 80


@dataclass(frozen=True)
class Pose:
    """What is drawn on one frame."""

    points_px: FloatArray
    """(33, 2) landmarks in pixels of the displayed video."""
    side: Side | None
    pelvic_tilt_deg: float | None = None
    trunk_lean_deg: float | None = None


def draw_still(
    image: Image,
    pose: Pose | None,
    *,
    observations: PoseObservations | None = None,
    frame: int = 0,
    outline_body: float = 1.1,
    blur_faces: bool = False,
) -> Image | None:
    """Draw outline, joints, pelvis and thorax on a picture, and cut out the lifter.

    Parameters
    ----------
    image
        The frame, RGB.
    pose
        ``None``: nothing is drawn, and the whole picture is kept.
    observations
        What the pose stage saw, for the outline.
    frame
        Number of the frame in ``observations``, from 0.
    outline_body
        Side of the outline's crop in body lengths, which gives the bars their length.
    blur_faces
        Blur the lifter's head. Heads of others are not found, and not blurred.

    Returns
    -------
    Image or None
        ``None`` where a head should be blurred and it is not known where it is.
    """
    known = pose is not None and bool(np.isfinite(pose.points_px).all())
    image = np.ascontiguousarray(image).copy()
    if pose is None or not known:
        return None if blur_faces else image
    if blur_faces:
        blurred = blur_face(image, pose.points_px)
        if blurred is None:
            return None
        image = blurred
    body = float(body_length_px(pose.points_px))
    thick = max(1, round(max(image.shape[:2]) / 400))
    if observations is not None:
        draw_observed(image, observations, frame, image.shape[1] / observations.video.width, thick)
    if pose.side is not None:
        draw_joints(image, pose.points_px, pose.side, thick)
        if pose.pelvic_tilt_deg is not None and pose.trunk_lean_deg is not None:
            draw_segments(
                image,
                hip_center_px(pose.points_px),
                outline_body * body,
                pose.side,
                pose.pelvic_tilt_deg,
                pose.trunk_lean_deg,
                thick,
            )
    return _cut_out(image, pose.points_px)


def _cut_out(image: Image, points_px: FloatArray) -> Image:
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    margin = _MARGIN * float((high - low).max())
    low = low - [0.0, _HEAD_OF_BODY * float(body_length_px(points_px))]  # no landmark is so high
    height, width = image.shape[:2]
    left, top = (max(0, int(v)) for v in low - margin)
    right, bottom = (int(v) for v in high + margin)
    part = image[top : min(height, max(bottom, top + 16)), left : min(width, max(right, left + 16))]
    return part if part.size else image


def as_data_url(image: Image, side_px: int, quality: int = _QUALITY) -> str:
    """Shrink a picture to a longer side, and return it as the address of a JPEG file."""
    shrink = min(1.0, side_px / max(image.shape[:2]))
    if shrink < 1.0:
        image = cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")

"""Observations from keypoints that another pose model found: joints, but no outline and no depth.

What the third dimension is needed for, the camera's yaw and the knees seen from any side, comes
from how far apart left and right joints stand in the picture: a pair that is wide apart in a body
of known length is seen from the front.
"""

from __future__ import annotations

import warnings

import numpy as np

from .._util.arrays import FloatArray
from ..config import KeypointConfig
from ..domain.body import body_length_px, hip_center_px
from ..domain.keypoint_layouts import Columns
from ..domain.landmarks import (
    LEFT_ANKLE,
    LEFT_EAR,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    NUM_LANDMARKS,
    RIGHT_ANKLE,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
)
from ..domain.observations import ModelInfo, PoseObservations, VideoInfo

_APART = {
    (LEFT_HIP, RIGHT_HIP): 0.17,
    (LEFT_KNEE, RIGHT_KNEE): 0.25,
    (LEFT_ANKLE, RIGHT_ANKLE): 0.28,
    (LEFT_SHOULDER, RIGHT_SHOULDER): 0.26,
}
"""Distance of left and right joints in body lengths (trunk, thigh and shank), fitted to MediaPipe's
own yaw on 51 clips of people and simulated lifters. The yaw of hips, knees and ankles together
differs from MediaPipe's by 3 deg there (median; 90th percentile 10)."""
_BODY_M = 1.35
"""Length of trunk, thigh and shank of an adult [m]: scale of metric landmarks, of which only angles
and ratios are used. 0.78 of a body height of 1.73 m (Winter, after Drillis and Contini)."""


def observations_from_keypoints(
    points_px: FloatArray,
    confidence: FloatArray,
    columns: Columns,
    time_s: FloatArray,
    video: VideoInfo,
    config: KeypointConfig,
    *,
    source: str,
    warnings_: tuple[str, ...] = (),
) -> PoseObservations:
    """Return observations made of keypoints alone.

    Parameters
    ----------
    points_px : (T, K, 2)
        Pixels of the displayed video, x right, y down; NaN where missing.
    confidence : (T, K)
        0 to 1; NaN where the model gives none, which counts as seen. 0 is missing.
    columns
        What the keypoints are.
    time_s : (T,)
        Presentation times, strictly increasing.
    video
        Facts about the video.
    config
        Cut-off of the confidence.
    source
        Name of what the keypoints come from.
    warnings_
        What the reader of a message must know.
    """
    points = np.asarray(points_px, dtype=float).copy()
    sure = np.asarray(confidence, dtype=float)
    points[(sure <= 0.0) | ~np.isfinite(points).all(axis=2)] = np.nan
    landmarks = np.full((len(points), NUM_LANDMARKS, 4), np.nan)
    landmarks[..., 3] = 0.0
    for mark, column in columns.of_landmark.items():
        known = np.isfinite(points[:, column, 0])
        landmarks[:, mark, :2] = points[:, column]
        landmarks[known, mark, 2] = 0.0
        landmarks[:, mark, 3] = np.where(known, _visibility(sure[:, column], columns, config), 0.0)
    # A far ear that the head hides lies behind the near one; without it no head has a direction.
    for near, far in ((LEFT_EAR, RIGHT_EAR), (RIGHT_EAR, LEFT_EAR)):
        hidden = np.isnan(landmarks[:, far, 0])
        landmarks[hidden, far, :3] = landmarks[hidden, near, :3]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", category=RuntimeWarning)
        body_px = float(np.nanmedian(body_length_px(landmarks)))
    seen = np.isfinite(landmarks[:, LEFT_HIP, 0])
    frames = len(points)
    return PoseObservations(
        video=video,
        model=ModelInfo(f"keypoints {columns.layout.name}", "", source, ""),
        time_s=np.asarray(time_s, dtype=float),
        landmarks=landmarks.astype(np.float32),
        world=_world(landmarks, body_px).astype(np.float32),
        outline=np.zeros((frames, 0, 0), np.uint8),
        outline_center_px=hip_center_px(landmarks).astype(np.float32),
        outline_side_px=np.full(frames, np.nan, np.float32),
        plate_px=np.full((frames, 2), np.nan, np.float32),
        inferred=seen,
        people=1,
        warnings=warnings_,
        from_keypoints=True,
        spine_px=None if columns.spine is None else points[:, list(columns.spine)],
    )


def _visibility(confidence: FloatArray, columns: Columns, config: KeypointConfig) -> FloatArray:
    """Return what stands for MediaPipe's visibility, for which the gates were made."""
    given = np.where(np.isfinite(confidence), confidence, 1.0)
    if columns.layout.visibility:
        return given
    # The scale differs from model to model; that a point is seen or not, all of them say.
    return np.where(given >= config.min_confidence, 1.0, 0.0)


def _world(landmarks: FloatArray, body_px: float) -> FloatArray:
    """Return metric landmarks (T, 33, 3) as far as a picture gives them."""
    world = np.full((*landmarks.shape[:2], 3), np.nan)
    middle = hip_center_px(landmarks)[:, None]
    world[..., :2] = (landmarks[..., :2] - middle) * (_BODY_M / body_px)
    world[..., 2] = np.where(np.isfinite(world[..., 0]), 0.0, np.nan)
    for (left, right), apart in _APART.items():
        across = world[:, left, 0] - world[:, right, 0]
        deep = np.sqrt(np.maximum((apart * _BODY_M) ** 2 - across**2, 0.0))
        world[:, left, 2] += deep / 2.0
        world[:, right, 2] -= deep / 2.0
    return world


__all__ = ["observations_from_keypoints"]

"""A squatting figure whose angles are known, as the pose stage would report it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from fo_buttwink.domain.observations import ModelInfo, PoseObservations, VideoInfo
from fo_buttwink.pose.outline import crop_outline

SHANK, THIGH, TRUNK = 100.0, 110.0, 130.0
BODY = SHANK + THIGH + TRUNK
WIDTH, HEIGHT = 640, 480
_ANKLE = np.array([300.0, 430.0])

PAIRS = [(k, k + 1) for k in range(11, 33, 2)] + [(1, 4), (2, 5), (3, 6), (7, 8), (9, 10)]
"""Landmarks of the left and the right side."""


def squat_depth(reps: int = 2, fps: float = 30.0, rest_s: float = 1.5) -> np.ndarray:
    """Depth 0..1 of some squats of 2.4 s with standing between them."""
    n, pause = round(2.4 * fps), round(rest_s * fps)
    one = np.sin(np.linspace(0, np.pi, n)) ** 2
    return np.concatenate([np.zeros(pause), *([one, np.zeros(pause)] * reps)])


def angles_of(depth: np.ndarray) -> dict[str, np.ndarray]:
    """Thigh, shank and trunk against the vertical, in degrees; forward +."""
    return {"thigh": 3 + 92 * depth, "shank": 2 + 28 * depth, "trunk": 4 + 36 * depth}


def observe(
    depth: np.ndarray,
    *,
    angles: dict[str, np.ndarray] | None = None,
    side: str = "right",
    fps: float = 30.0,
    yaw_deg: float = 5.0,
    zoom: float = 1.0,
    cells: int = 96,
) -> PoseObservations:
    """Observations of a figure that shows ``side`` to the camera.

    ``zoom`` enlarges the picture; ``yaw_deg`` turns the metric landmarks only.
    """
    angles = angles or angles_of(depth)
    n = len(depth)
    thigh, shank, trunk = (np.radians(angles[k]) for k in ("thigh", "shank", "trunk"))
    ankle = np.broadcast_to(_ANKLE, (n, 2))
    knee = ankle + SHANK * np.stack([np.sin(shank), -np.cos(shank)], axis=1)
    hip = knee + THIGH * np.stack([-np.sin(thigh), -np.cos(thigh)], axis=1)
    shoulder = hip + TRUNK * np.stack([np.sin(trunk), -np.cos(trunk)], axis=1)
    ear = shoulder + np.array([2.0, -30.0])
    place = {
        **dict.fromkeys((7, 8), ear),
        **dict.fromkeys((11, 12), shoulder),
        **dict.fromkeys((13, 14), shoulder + np.array([30.0, 40.0])),
        **dict.fromkeys((15, 16), shoulder + np.array([70.0, 40.0])),
        **dict.fromkeys((23, 24), hip),
        **dict.fromkeys((25, 26), knee),
        **dict.fromkeys((27, 28), ankle),
        **dict.fromkeys((29, 30), ankle + np.array([-12.0, 12.0])),
        **dict.fromkeys((31, 32), ankle + np.array([38.0, 14.0])),
    }
    landmarks = np.zeros((n, 33, 4))
    landmarks[:, :, :2] = (ear + np.array([18.0, 0.0]))[:, None]  # nose, eyes, mouth
    for index, points in place.items():
        landmarks[:, index, :2] = points
    landmarks[..., 3] = 0.9
    world = _world(landmarks, yaw_deg)
    outline = np.stack(
        [_outline(points, cells) for points in np.stack([shoulder, hip, knee, ankle, ear], axis=1)]
    )
    landmarks[..., :3] *= zoom
    obs = PoseObservations(
        video=VideoInfo(
            "figure.mp4", round(WIDTH * zoom), round(HEIGHT * zoom), fps, n, n / fps, codec="none"
        ),
        model=ModelInfo("full", "0" * 64, "file", "1.2.2"),
        time_s=np.arange(n) / fps,
        landmarks=landmarks.astype(np.float32),
        world=world.astype(np.float32),
        outline=outline,
        outline_center_px=(hip * zoom).astype(np.float32),
        outline_side_px=np.full(n, 1.1 * BODY * zoom, np.float32),
        plate_px=np.full((n, 2), np.nan, np.float32),
        inferred=np.ones(n, bool),
        people=1,
    )
    return obs if side == "right" else mirror(obs)


def mirror(obs: PoseObservations) -> PoseObservations:
    """What the pose stage would report of the mirrored video."""
    order = np.arange(33)
    for left, right in PAIRS:
        order[left], order[right] = right, left
    landmarks = obs.landmarks[:, order].copy()
    landmarks[..., 0] = obs.video.width - landmarks[..., 0]
    world = obs.world[:, order] * np.array([-1, 1, 1], np.float32)
    center = obs.outline_center_px.copy()
    center[:, 0] = obs.video.width - center[:, 0]
    return replace(
        obs,
        landmarks=landmarks,
        world=world,
        outline=np.ascontiguousarray(obs.outline[:, :, ::-1]),
        outline_center_px=center,
    )


def followed_by(obs: PoseObservations, other: PoseObservations) -> PoseObservations:
    """One video that shows both, one after the other; without pictures of the waist."""
    names = (
        "landmarks", "world", "outline", "outline_center_px", "outline_side_px", "plate_px",
        "inferred",
    )  # fmt: skip
    arrays = {name: np.concatenate([getattr(o, name) for o in (obs, other)]) for name in names}
    step = 1.0 / obs.video.fps
    time_s = np.concatenate([obs.time_s, obs.time_s[-1] + step + other.time_s - other.time_s[0]])
    n = len(time_s)
    video = replace(obs.video, total_frames=n, duration_s=n * step)
    return replace(obs, video=video, time_s=time_s, pictures=None, **arrays)


def hide(obs: PoseObservations, frames: slice | np.ndarray) -> PoseObservations:
    """The same, with the lifter not found in some frames."""
    arrays = {
        name: getattr(obs, name).copy()
        for name in ("landmarks", "world", "outline", "outline_center_px", "outline_side_px")
    }
    for name, values in arrays.items():
        values[frames] = 0 if name == "outline" else np.nan
    return replace(obs, **arrays)


def _world(landmarks: np.ndarray, yaw_deg: float) -> np.ndarray:
    """Metric landmarks: right side 0.15 m nearer to the camera (-z), turned by the yaw."""
    world = np.zeros((*landmarks.shape[:2], 3))
    hips = landmarks[:, 23:25, :2].mean(axis=1, keepdims=True)
    world[..., :2] = (landmarks[..., :2] - hips) * (0.85 / (SHANK + THIGH))
    for left, right in PAIRS:
        world[:, left, 2], world[:, right, 2] = 0.15, -0.15
    yaw = np.radians(yaw_deg)
    x, z = world[..., 0].copy(), world[..., 2].copy()
    world[..., 0] = x * np.cos(yaw) + z * np.sin(yaw)
    world[..., 2] = -x * np.sin(yaw) + z * np.cos(yaw)
    return world


def _outline(points: np.ndarray, cells: int) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), np.float32)
    shoulder, hip, knee, ankle, ear = (tuple(int(v) for v in np.rint(p)) for p in points)
    for start, end, width in (
        (shoulder, hip, 56),
        (hip, knee, 44),
        (knee, ankle, 30),
        (shoulder, ear, 40),
    ):
        cv2.line(mask, start, end, 1.0, width, cv2.LINE_AA)
    cv2.circle(mask, hip, 34, 1.0, -1, cv2.LINE_AA)
    return crop_outline(mask, points[1], 1.1 * BODY, cells)

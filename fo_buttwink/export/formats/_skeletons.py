"""Point sets that skeleton formats use, as indices into MediaPipe's 33 landmarks."""

from __future__ import annotations

from dataclasses import dataclass

from ...domain.landmarks import SKELETON_EDGES, SKELETON_LABELS
from ...errors import ExportError

SKELETONS = ("coco17", "mediapipe33")


@dataclass(frozen=True)
class Skeleton:
    """Names, source landmarks and bones (pairs of positions, from 0)."""

    names: tuple[str, ...]
    landmarks: tuple[int, ...]
    edges: tuple[tuple[int, int], ...]


_COCO = {
    "nose": 0, "left_eye": 2, "right_eye": 5, "left_ear": 7, "right_ear": 8,
    "left_shoulder": 11, "right_shoulder": 12, "left_elbow": 13, "right_elbow": 14,
    "left_wrist": 15, "right_wrist": 16, "left_hip": 23, "right_hip": 24, "left_knee": 25,
    "right_knee": 26, "left_ankle": 27, "right_ankle": 28,
}  # fmt: skip
_COCO_EDGES = (
    (0, 1), (0, 2), (1, 3), (2, 4), (5, 6), (5, 7), (7, 9), (6, 8), (8, 10), (5, 11), (6, 12),
    (11, 12), (11, 13), (13, 15), (12, 14), (14, 16),
)  # fmt: skip


def skeleton(name: str) -> Skeleton:
    """``coco17`` or ``mediapipe33``.

    Raises
    ------
    ExportError
        If there is no such point set.
    """
    if name == "coco17":
        return Skeleton(tuple(_COCO), tuple(_COCO.values()), _COCO_EDGES)
    if name == "mediapipe33":
        names = tuple(label.replace(" ", "_") for label in SKELETON_LABELS)
        return Skeleton(names, tuple(range(len(names))), SKELETON_EDGES)
    raise ExportError(f"keypoints {name!r}: expected one of {', '.join(SKELETONS)}")

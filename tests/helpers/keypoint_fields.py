"""Our own observations as the keypoints of somebody else's pose model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from fo_buttwink.domain.keypoint_layouts import LAYOUTS, SPINE
from fo_buttwink.domain.observations import PoseObservations


def as_layout(obs: PoseObservations, layout: str) -> tuple[np.ndarray, np.ndarray]:
    """Points (T, K, 2) in shares of the picture and confidences (T, K), NaN where we have none."""
    names = LAYOUTS[layout].landmarks
    points = np.full((len(obs.time_s), len(names), 2), np.nan)
    confidence = np.zeros(points.shape[:2])
    for column, mark in enumerate(names.values()):
        if mark is not None:
            points[:, column] = obs.landmarks[:, mark, :2]
            confidence[:, column] = obs.landmarks[:, mark, 3]
    return points / (obs.video.width, obs.video.height), confidence


def with_spine(points: np.ndarray, confidence: np.ndarray, spine: np.ndarray) -> None:
    """Put points on the spine (T, 7, 2) into keypoints of SpineTrack, in place."""
    names = LAYOUTS["spinetrack37"].names
    for k, name in enumerate(SPINE):
        points[:, names.index(name)] = spine[:, k]
        confidence[:, names.index(name)] = 0.9


def write(
    dataset: Any,
    field: str,
    people: Sequence[tuple[np.ndarray, np.ndarray | None]],
    **attributes: Any,
) -> None:
    """Write keypoints of one or more people into the frames of the only sample of a dataset."""
    import fiftyone as fo

    sample = dataset.first()
    for k in range(max(len(points) for points, _ in people)):
        labels = []
        for number, (points, confidence) in enumerate(people):
            if k < len(points) and np.isfinite(points[k]).any():
                given = {name: values[number] for name, values in attributes.items()}
                if confidence is not None:
                    given["confidence"] = [float(c) for c in confidence[k]]
                labels.append(fo.Keypoint(points=points[k].tolist(), **given))
        if labels:
            sample.frames[k + 1][field] = fo.Keypoints(keypoints=labels)
    sample.save()

"""Skeleton pickle of MMAction2 and PYSKL. Write only: never load pickles of strangers.

One object, in memory until it is written, as it is for whoever trains with it.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import ExportError
from ..table.rows import VideoData
from ..table.table import RepTable
from ._media import picture_size
from ._skeletons import SKELETONS, skeleton
from ._values import UniqueNames, class_index

CHOICES = {"keypoints": SKELETONS}
HOW = (
    "`skeletons.pkl`: a dictionary with `split` (frame_dir by split name) and `annotations`, one "
    "per repetition: `frame_dir`, `total_frames`, `img_shape` and `original_shape` (height, "
    "width), `label` (index into `classes.json`), `keypoint` (1 person, frame, point, 2) in "
    "pixels and `keypoint_score` (1, frame, point); unseen points are 0 with score 0. `rep_id` and "
    "`video` (its path) say where it comes from."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    keypoints: str = "coco17",
) -> list[str]:
    """Write ``skeletons.pkl`` and ``classes.json``.

    Parameters
    ----------
    keypoints
        ``coco17`` (what most configurations expect) or ``mediapipe33``.
    """
    points = list(skeleton(keypoints).landmarks)
    index, names = class_index(table), UniqueNames(table)
    annotations: list[dict[str, Any]] = []
    splits: dict[str, list[str]] = {name: [] for name in (table.splits or ("train",))}
    done, without, total = 0, 0, table.counts.reps
    for video in table.iter_videos(landmarks=True, batch=16):
        found = _annotations(video, points, index, names.of(video.record))
        without += len(video.rows) - len(found)
        for annotation, split in found:
            annotations.append(annotation)
            splits[split or "train"].append(annotation["frame_dir"])
        done += len(video.rows)
        progress(done / total, f"{done} of {total} repetitions")
    if not annotations:
        raise ExportError(
            "no repetition has landmarks, which format 'pyskl' needs",
            remedy=f"{table.source.remedy}",
        )
    with (out / "skeletons.pkl").open("wb") as file:
        _Pickler(file, protocol=4).dump({"split": splits, "annotations": annotations})
    text = json.dumps(list(table.classes), ensure_ascii=False)
    (out / "classes.json").write_text(text, encoding="utf-8")
    return [f"{without} repetitions left out: their video has no landmarks."] if without else []


class _Pickler(pickle.Pickler):
    """Writes arrays so that every NumPy reads them: NumPy 2 names modules that 1 lacks."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, np.ndarray):
            # Of a bytearray, or whoever reads it gets an array that cannot be written to.
            values = bytearray(np.ascontiguousarray(obj).tobytes())
            return np.ndarray, (obj.shape, obj.dtype.str, values)
        return NotImplemented


def _annotations(
    video: VideoData, points: list[int], index: dict[str, int], name: str
) -> list[tuple[dict[str, Any], str]]:
    if video.landmarks is None:
        return []
    width, height = picture_size(video.record)
    out = []
    for number, row in enumerate(video.rows, start=1):
        part = video.landmarks[row.first_frame - 1 : row.last_frame][:, points]
        if not len(part):
            continue
        xy = part[:, :, :2] * (width, height)
        seen = np.isfinite(xy).all(axis=2)
        annotation = {
            "frame_dir": f"{name}_rep{row.rep or number:02d}_f{row.first_frame}",
            "total_frames": len(part),
            "img_shape": (height, width),
            "original_shape": (height, width),
            "label": index[row.class_name],
            "keypoint": np.where(seen[:, :, None], xy, 0.0)[None].astype(np.float32),
            "keypoint_score": np.where(seen, np.nan_to_num(part[:, :, 3]), 0.0)[None].astype(
                np.float32
            ),
            "rep_id": row.rep_id,
            "video": row.video,
        }
        out.append((annotation, row.split))
    return out

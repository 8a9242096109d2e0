"""COCO keypoints of single frames; one document per split, in memory until it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..._util.arrays import FloatArray
from ...errors import ExportError, MediaError
from ..output import write_json
from ..table.rows import RepRow, VideoData
from ..table.table import RepTable
from ._faces import Faces
from ._media import check_media, picture_size
from ._skeletons import SKELETONS, Skeleton, skeleton
from ._values import UniqueNames, plain_row

FRAMES = ("bottom", "key", "all")
CHOICES = {"frames": FRAMES, "keypoints": SKELETONS}
SEEN = 0.5
"""Visibility from which a point counts as seen (2) and not as hidden (1)."""
HOW = (
    "`annotations/<split>.json` (`all.json` if not split) with images, annotations and one "
    "category `person`, and the pictures in `images/`. `rep` in an annotation tells label, class "
    "and repetition; `frame` in an image counts from 1. Visibility: 0 not found, 1 hidden, 2 seen."
)


def write(
    table: RepTable,
    out: Path,
    progress: Callable[[float, str], None],
    *,
    frames: str = "bottom",
    keypoints: str = "coco17",
    images: bool = True,
    blur_faces: bool = False,
) -> list[str]:
    """Write annotations, and pictures if asked for.

    Parameters
    ----------
    frames
        ``bottom``: the deepest frame of each repetition; ``key``: first, deepest and last;
        ``all``.
    keypoints
        ``coco17`` or ``mediapipe33``.
    images
        Also save the frames as JPEG.
    blur_faces
        Blur the lifter's face in these; all of a frame where the face is not found.
    """
    if frames not in FRAMES:
        raise ExportError(f"frames={frames!r}: expected one of {', '.join(FRAMES)}")
    if images:
        check_media(table, "coco")
    points, names = skeleton(keypoints), UniqueNames(table)
    folder = out / "images"
    folder.mkdir()
    (out / "annotations").mkdir()
    sets: dict[str, dict[str, Any]] = {name: _empty(points) for name in (table.splits or ("all",))}
    faces = Faces(table.source.remedy) if images and blur_faces else None
    done, missing, number, total = 0, 0, 0, table.counts.reps
    for video in table.iter_videos(landmarks=True, batch=16):
        # Without landmarks nobody needs the size, which may be unknown then.
        size = (0, 0) if video.landmarks is None else picture_size(video.record)
        wanted: dict[int, str] = {}
        name = names.of(video.record)
        for row, frame in _wanted(video, frames):
            number += 1
            file_name = f"{name}_f{frame:06d}.jpg"
            made = _annotation(video.landmarks, row, frame, points, size, number)
            if made is None:
                missing += 1
                continue
            target = sets[row.split or "all"]
            target["images"].append({
                "id": number, "file_name": file_name, "width": size[0], "height": size[1],
                "video": video.record.path, "frame": frame,
            })  # fmt: skip
            target["annotations"].append(made)
            wanted[frame] = file_name
        if images and wanted:
            if faces is not None:
                faces.look_at(video)
            _save_frames(video.record.path, wanted, folder, faces)
        done += len(video.rows)
        progress(done / total, f"{done} of {total} repetitions")
    for split, content in sets.items():
        write_json(out / "annotations" / f"{split}.json", content)
    if not any(content["images"] for content in sets.values()):
        raise ExportError(
            "no frame has landmarks, which format 'coco' needs", remedy=f"{table.source.remedy}"
        )
    left_out = [f"{missing} frames left out: no landmarks."] if missing else []
    return [*left_out, *(faces.notes() if faces is not None else ())]


def _wanted(video: VideoData, frames: str) -> Iterator[tuple[RepRow, int]]:
    seen: set[int] = set()
    for row in video.rows:
        bottom = row.bottom_frame or (row.first_frame + row.last_frame) // 2
        if frames == "all":
            numbers = list(range(row.first_frame, row.last_frame + 1))
        else:
            numbers = [bottom] if frames == "bottom" else [row.first_frame, bottom, row.last_frame]
        for frame in numbers:
            if frame not in seen:
                seen.add(frame)
                yield row, frame


def _annotation(
    landmarks: FloatArray | None,
    row: RepRow,
    frame: int,
    points: Skeleton,
    size: tuple[int, int],
    number: int,
) -> dict[str, Any] | None:
    if landmarks is None or frame > len(landmarks):
        return None
    part = landmarks[frame - 1][list(points.landmarks)]
    xy = part[:, :2] * size
    found = np.isfinite(xy).all(axis=1)
    if not found.any():
        return None
    state = np.where(found, np.where(np.nan_to_num(part[:, 3]) >= SEEN, 2, 1), 0)
    flat: list[float] = []
    for (x, y), v in zip(np.where(found[:, None], xy, 0.0), state, strict=True):
        flat += [round(float(x), 2), round(float(y), 2), int(v)]
    inside = np.clip(xy[found], 0, size)
    low, high = inside.min(axis=0), inside.max(axis=0)
    width, height = (float(v) for v in high - low)
    values = plain_row(row)
    return {
        "id": number,
        "image_id": number,
        "category_id": 1,
        "keypoints": flat,
        "num_keypoints": int((state > 0).sum()),
        "bbox": [round(float(low[0]), 2), round(float(low[1]), 2), round(width, 2),
                 round(height, 2)],
        "area": round(width * height, 2),
        "iscrowd": 0,
        "rep": {n: values[n] for n in ("rep_id", "class_name", "label", "wink_deg", "onset_pct",
                                       "lifter", "review_state")},
    }  # fmt: skip


def _empty(points: Skeleton) -> dict[str, Any]:
    category = {
        "id": 1,
        "name": "person",
        "supercategory": "person",
        "keypoints": list(points.names),
        "skeleton": [[a + 1, b + 1] for a, b in points.edges],
    }
    return {"info": {"description": "Squat repetitions"}, "licenses": [], "images": [],
            "annotations": [], "categories": [category]}  # fmt: skip


def _save_frames(
    path: str, wanted: dict[int, str], folder: Path, faces: Faces | None = None
) -> None:
    import cv2

    from ...video.files import VideoError
    from ...video.reader import VideoReader

    left = dict(wanted)
    try:
        with VideoReader(path) as reader:
            for frame in reader:
                name = left.pop(frame.index + 1, None)
                if name is not None:
                    # Not imwrite, which fails silently, for a full disk for example.
                    image = frame.image
                    if faces is not None:
                        image = faces.hide(image, frame.index + 1)
                    picture = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
                    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])[1]
                    (folder / name).write_bytes(data.tobytes())
                if not left:
                    break
    except VideoError as error:
        raise MediaError(error.message, error.remedy) from error
    if left:
        raise MediaError(
            f"{path}: frame {min(left)} could not be decoded; the file has changed since it was "
            "analyzed",
            remedy="analyze it again",
        )

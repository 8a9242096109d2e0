"""Still pictures of a repetition: standing, onset and bottom, with what was seen drawn on.

Made when asked for, and kept for a while: opening a rep must not wait for decoding. Nothing
here imports mediapipe; outlines come from the cache of observations, where there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from cachetools import LRUCache

from ...._util.arrays import FloatArray
from ....config import Config
from ....domain.body import body_length_px, hip_center_px
from ....domain.observations import PoseObservations
from ....domain.types import Side
from ....draw.figure import Image, draw_joints, draw_observed, draw_segments
from ....draw.still import as_data_url
from ....store.record import VideoRecord

SIDE_PX = 420
"""Longer side of a picture."""
_KEPT = 96
_KEPT_OBSERVED = 4
"""Some 5 to 30 MB each."""
_MARGIN = 0.12

_pictures: LRUCache[tuple[Any, ...], dict[str, Any]] = LRUCache(_KEPT)
_observed: LRUCache[tuple[Any, ...], PoseObservations | None] = LRUCache(_KEPT_OBSERVED)
_lock = Lock()


@dataclass(frozen=True)
class Source:
    """Where the pictures of one video come from, and what is drawn on them."""

    record: VideoRecord
    landmarks: FloatArray | None
    """(T, 33, 4): x in image widths, y in image heights, as stored in the dataset."""
    config: Config
    model_sha256: str | None


def pictures(source: Source, frames: dict[str, int | None]) -> dict[str, Any]:
    """Pictures by role as data addresses, with a note on what is missing from them.

    Parameters
    ----------
    frames
        Frame by role, such as ``{"standing": 12, "onset": 40, "bottom": 52}``.

    Raises
    ------
    VideoError
        If the video cannot be read.
    """
    wanted = {role: frame for role, frame in frames.items() if frame is not None}
    key = (*_identity(source), tuple(sorted(wanted.items())))
    with _lock:
        if key in _pictures:
            return _pictures[key]
    made = _make(source, wanted)
    with _lock:
        _pictures[key] = made
    return made


def _make(source: Source, frames: dict[str, int]) -> dict[str, Any]:
    from ....video.reader import VideoReader

    record = source.record
    observations = _observations(source)
    timeline = record.timeline
    with VideoReader(record.path) as reader:
        size = np.array([reader.info.width, reader.info.height], dtype=float)
        region = _region(source.landmarks, list(frames.values()), size)
        found: dict[str, Any] = {}
        # In the order of the video, as it is decoded.
        for role, frame in sorted(frames.items(), key=lambda item: item[1]):
            known = timeline.time_of(frame)
            time_s = (frame - 1) / reader.info.fps if known is None else known
            picture = reader.frame_at(time_s)
            if picture is not None:
                image = _draw(picture.image, source, observations, frame)
                found[role] = {"frame": frame, "time_s": time_s, "url": encode(image, region)}
    return {"pictures": found, "note": _note(source, observations)}


def _draw(
    picture: Image, source: Source, observations: PoseObservations | None, frame: int
) -> Image:
    image = np.ascontiguousarray(picture)
    thick = max(1, round(max(image.shape[:2]) / 400))
    t = frame - 1
    size = np.array([image.shape[1], image.shape[0]], dtype=float)
    points = _points(source.landmarks, t, size)
    if observations is not None and t < len(observations.time_s):
        draw_observed(image, observations, t, size[0] / observations.video.width, thick)
    side = _side_at(source.record, frame)
    if points is None or side is None:
        return image
    draw_joints(image, points, side, thick)
    tilt, lean = (_at(source.record, name, frame) for name in ("pelvic_tilt_deg", "trunk_lean_deg"))
    if tilt is not None and lean is not None:
        body = source.config.pose.outline_body * float(body_length_px(points))
        draw_segments(image, hip_center_px(points), body, side, tilt, lean, thick)
    return image


def _side_at(record: VideoRecord, frame: int) -> Side | None:
    """Side that faces the camera: a lifter may turn round between repetitions."""
    machine = record.reviews.reps
    inside = [
        i for i in record.reps if i in machine and machine[i].first <= frame <= machine[i].last
    ]
    said = [record.reps[i].get("side") for i in inside]
    side = next((s for s in said if s), record.summary.get("view_side"))
    return "left" if side == "left" else "right" if side == "right" else None


def _region(
    landmarks: FloatArray | None, frames: list[int], size: FloatArray
) -> tuple[int, int, int, int]:
    """Return the part of the picture that holds the lifter in all of the frames.

    Left, top, right and bottom [px], the same for all frames, so that they compare.
    """
    width, height = (int(v) for v in size)
    found = [_points(landmarks, frame - 1, size) for frame in frames]
    seen = [points for points in found if points is not None]
    if not seen:
        return 0, 0, width, height
    points = np.concatenate(seen)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _MARGIN * float((high - low).max())
    left, top = (max(0, int(v)) for v in low - margin)
    right, bottom = (int(v) for v in high + margin)
    return left, top, min(width, max(right, left + 16)), min(height, max(bottom, top + 16))


def encode(
    image: Image, region: tuple[int, int, int, int], side_px: int = SIDE_PX, quality: int = 82
) -> str:
    """Return a part of a picture as a data address, shrunk to a longer side of at most so much."""
    left, top, right, bottom = region
    return as_data_url(image[top:bottom, left:right], side_px, quality)


def _observations(source: Source) -> PoseObservations | None:
    """Return what the pose stage saw, if this machine still has it."""
    if source.model_sha256 is None:
        return None
    key = _identity(source)
    with _lock:
        if key in _observed:
            return _observed[key]
    from ....cache.folder import cache_dir
    from ....cache.observations import cache_key, load_observations

    try:
        entry = cache_key(source.record.path, source.config.pose, source.model_sha256)
    except OSError:
        return None
    found = load_observations(cache_dir() / f"{entry}.npz")
    with _lock:
        _observed[key] = found
    return found


def _identity(source: Source) -> tuple[Any, ...]:
    """Return a key that changes whenever another analysis or another file is looked at."""
    path = Path(source.record.path)
    try:
        stat = path.stat()
        file: tuple[Any, ...] = (stat.st_size, stat.st_mtime_ns)
    except OSError:
        file = ()
    return (str(path), file, source.record.summary.get("analysed_at"), source.model_sha256)


def _note(source: Source, observations: PoseObservations | None) -> str:
    if source.landmarks is None:
        return "Nothing is drawn: no landmarks are stored for this video."
    if observations is None:
        return (
            "Joints and pelvis only: the outline is kept in the cache of the machine that "
            "analyzed the video, and is not on this one."
        )
    return ""


def _points(landmarks: FloatArray | None, t: int, size: FloatArray) -> FloatArray | None:
    """(33, 2) pixels of one frame (from 0), if the lifter was found in it."""
    if landmarks is None or not 0 <= t < len(landmarks):
        return None
    points = landmarks[t, :, :2] * size
    return points if np.isfinite(points).all() else None


def _at(record: VideoRecord, name: str, frame: int) -> float | None:
    curve = record.curves.get(name) or ()
    return curve[frame - 1] if frame <= len(curve) else None

"""Find out where in the picture the lifter is, before looking closely.

MediaPipe searches people in a 224 px copy of the whole picture and loses a lifter behind
plates or among passers-by. In a picture that is cut to the lifter's place it does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .._util.arrays import FloatArray
from ..config import PoseConfig
from ..domain.body import body_length_px, hip_center_px, legs_height_px
from ..video.framing import Region
from ..video.reader import Frame, VideoReader
from .landmarker import Landmarker, Person
from .lifter import Tracker, choose_lifter
from .plate import plate_radius_px

_MARGIN = 0.3
"""Margin on each side, as share of the larger side of the lifter's box: the few frames that
are searched do not show the largest reach."""
_MIN_VISIBILITY = 0.5
"""Mean visibility of a real lifter's trunk and knees is 0.75 and more, also behind plates."""
_RIVAL_SIZE = 0.5
"""People smaller than this share of the largest are bystanders."""
_MINUTE = 1800
"""Frames, at 30 per second: a bound for videos with few key frames."""


@dataclass(frozen=True)
class Scouting:
    """What was found: the lifter's region (``None``: whole picture) and head count."""

    region_px: Region | None
    people: int
    plate_radius_px: float | None = None
    """Of the plate before the lifter's shoulder, in source pixels."""
    standing_px: float = 0.0
    """Greatest height of the lifter's hips over the ankles, in source pixels; 0: unknown."""


def scout_lifter(reader: VideoReader, model: Landmarker, config: PoseConfig) -> Scouting:
    """Search the lifter in a few frames spread over the clip.

    Parameters
    ----------
    reader
        The clip, whole pictures.
    model
        Pose model for single pictures that finds several people.
    config
        Number of frames.

    Returns
    -------
    Scouting
        People are told apart by place and size; the lifter is the person who is
        large and whose hips move most vertically (:func:`~fo_buttwink.pose.lifter.choose_lifter`).
    """
    tracker = Tracker(max_gap=config.scout_frames, max_step=0.8)
    people = 0
    looked = 0
    pictures = []
    scale = 1.0
    for frame in reader.scout(config.scout_frames):
        seen = [_in_source(person, frame) for person in model.detect(frame.image, frame.time_s)]
        found = [landmarks for landmarks in seen if _is_person(landmarks)]
        sizes = [float(body_length_px(landmarks)) for landmarks in found]
        rivals = [k for k, size in enumerate(sizes) if size >= _RIVAL_SIZE * max(sizes)]
        people = max(people, len(rivals))
        tracker.update(
            looked,
            [(hip_center_px(found[k]), sizes[k], found[k]) for k in rivals],
        )
        pictures.append((frame.image, frame.origin_px))
        scale = frame.scale
        looked += 1
    chosen = choose_lifter(tracker.tracks, looked)
    if chosen is None:
        return Scouting(None, people)
    track = tracker.tracks[chosen]
    sights: list[FloatArray] = list(track.payload)  # type: ignore[arg-type]
    region = _region(np.array([lm[:, :2] for lm in sights]), reader.info.width, reader.info.height)
    radius = plate_radius_px(
        [
            (pictures[k][0], _in_picture(landmarks, scale, pictures[k][1]))
            for k, landmarks in zip(track.frames, sights, strict=True)
        ]
    )
    standing = float(np.max([legs_height_px(lm) for lm in sights]))
    return Scouting(region, people, None if radius is None else radius * scale, standing)


def is_anybody_there(reader: VideoReader, model: Landmarker, times_s: list[float]) -> bool:
    """Whether the whole picture shows a person at one of these ascending times.

    Parameters
    ----------
    reader
        The clip, whole pictures.
    model
        Pose model for single pictures.
    """
    for frame in reader.at(times_s, reach=_MINUTE):
        if any(_is_person(p.landmarks) for p in model.detect(frame.image, frame.time_s)):
            return True
    return False


def _is_person(landmarks: FloatArray) -> bool:
    """Whether shoulders, hips and knees are seen at all: a rack's are not."""
    return float(landmarks[[11, 12, 23, 24, 25, 26], 3].mean()) >= _MIN_VISIBILITY


def _in_source(person: Person, frame: Frame) -> FloatArray:
    landmarks = person.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2] * frame.scale + np.array(frame.origin_px)
    return landmarks


def _in_picture(landmarks: FloatArray, scale: float, origin_px: tuple[float, float]) -> FloatArray:
    out = landmarks.copy()
    out[:, :2] = (out[:, :2] - np.array(origin_px)) / scale
    return out


def _region(points: FloatArray, width: int, height: int) -> Region | None:
    low = points.reshape(-1, 2).min(axis=0)
    high = points.reshape(-1, 2).max(axis=0)
    margin = _MARGIN * float((high - low).max())
    left, top = (max(0, int(v - margin)) for v in low)
    right = min(width, int(high[0] + margin))
    bottom = min(height, int(high[1] + margin))
    if right - left < 32 or bottom - top < 32:
        return None
    return left, top, right, bottom

"""From a video file to the observations of its lifter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..config import PoseConfig
from ..kinematics.geometry import body_length_px, hip_center_px
from ..kinematics.lifter import Tracker, choose_lifter, merge_fragments
from ..observations import NUM_LANDMARKS, FloatArray, ModelInfo, PoseObservations, VideoInfo
from ..video import VideoReader
from .landmarker import Landmarker, MediaPipeLandmarker, Person
from .outline import crop_outline

Progress = Callable[[int, int], None]
"""Called with (frames done, frames expected)."""
LandmarkerFactory = Callable[[PoseConfig, int], Landmarker]

_SCOUT_FRAMES = 6
_RIVAL_SIZE = 0.5
"""A second person counts from this size relative to the largest (bystanders do not squat)."""


@dataclass(frozen=True)
class _Sighting:
    """One person in one frame, in source pixels, with the outline already cut out."""

    landmarks: FloatArray
    world: FloatArray
    outline: npt.NDArray[np.uint8]
    center_px: FloatArray
    side_px: float


def observe(
    path: str | Path,
    config: PoseConfig | None = None,
    *,
    progress: Progress | None = None,
    landmarker: LandmarkerFactory | None = None,
) -> PoseObservations:
    """Infer landmarks and outline of the lifter in one video.

    Parameters
    ----------
    path
        Video file.
    config
        Inference settings.
    progress
        Called after every frame with (frames done, frames expected).
    landmarker
        Makes the pose model, given settings and number of people; MediaPipe by default.

    Returns
    -------
    PoseObservations
        With ``T`` equal to the number of frames that could be decoded, also where nobody
        was seen.

    Raises
    ------
    VideoError
        If the file cannot be read.
    """
    config = config or PoseConfig()
    make = landmarker or MediaPipeLandmarker
    with VideoReader(path, config.max_side_px) as reader:
        people = _count_people(reader, config) if landmarker is None else config.max_people
        tracker = Tracker(max_gap=max(1, round(reader.info.fps)))
        times: list[float] = []
        counts: list[int] = []
        expected = reader.info.total_frames
        with make(config, people) as model:
            for frame in reader:
                found = model.detect(frame.image, frame.time_s)
                scale = reader.info.width / frame.image.shape[1]
                tracker.update(frame.index, _sightings(found, scale, config))
                times.append(frame.time_s)
                counts.append(len(found))
                if progress is not None:
                    progress(len(times), max(expected, len(times)))
            info = model.info
        return _assemble(reader.info, info, times, counts, tracker, config)


def _count_people(reader: VideoReader, config: PoseConfig) -> int:
    """How many people are worth following: looking for one is fastest by far."""
    most = 1
    with MediaPipeLandmarker(config, config.max_people, video=False, masks=False) as scout:
        for frame in reader.scout(_SCOUT_FRAMES):
            people = scout.detect(frame.image, frame.time_s)
            sizes = sorted((float(body_length_px(p.landmarks)) for p in people), reverse=True)
            most = max(most, sum(size >= _RIVAL_SIZE * sizes[0] for size in sizes))
    return most


def _sightings(
    people: list[Person], scale: float, config: PoseConfig
) -> list[tuple[FloatArray, float, object]]:
    out: list[tuple[FloatArray, float, object]] = []
    for person in people:
        size = float(body_length_px(person.landmarks))
        if not np.isfinite(size) or size <= 1.0:
            continue
        center = hip_center_px(person.landmarks)
        side = config.outline_body * size
        outline = (
            crop_outline(person.mask, center, side, config.outline_px)
            if person.mask is not None
            else np.zeros((config.outline_px, config.outline_px), np.uint8)
        )
        landmarks = person.landmarks.copy()
        landmarks[:, :3] *= scale
        sighting = _Sighting(landmarks, person.world, outline, center * scale, side * scale)
        out.append((center * scale, size * scale, sighting))
    return out


def _assemble(
    video: VideoInfo,
    model: ModelInfo,
    times: list[float],
    counts: list[int],
    tracker: Tracker,
    config: PoseConfig,
) -> PoseObservations:
    n, s = len(times), config.outline_px
    landmarks = np.full((n, NUM_LANDMARKS, 4), np.nan, dtype=np.float32)
    world = np.full((n, NUM_LANDMARKS, 3), np.nan, dtype=np.float32)
    outline = np.zeros((n, s, s), dtype=np.uint8)
    center = np.full((n, 2), np.nan, dtype=np.float32)
    side = np.full(n, np.nan, dtype=np.float32)
    chosen = choose_lifter(tracker.tracks, n)
    if chosen is not None:
        track = merge_fragments(tracker.tracks, chosen)
        for frame, payload in zip(track.frames, track.payload, strict=True):
            assert isinstance(payload, _Sighting)
            landmarks[frame] = payload.landmarks
            world[frame] = payload.world
            outline[frame] = payload.outline
            center[frame] = payload.center_px
            side[frame] = payload.side_px
    return PoseObservations(
        video=video,
        model=model,
        time_s=np.asarray(times, dtype=float),
        landmarks=landmarks,
        world=world,
        outline=outline,
        outline_center_px=center,
        outline_side_px=side,
        people=np.asarray(counts, dtype=np.int16),
    )


__all__ = ["LandmarkerFactory", "Progress", "observe"]

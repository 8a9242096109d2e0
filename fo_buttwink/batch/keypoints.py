"""One video by keypoints that are known already: no picture is looked at, only times are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from .._util.arrays import FloatArray
from ..config import Config
from ..domain.keypoint_layouts import Columns
from ..domain.keypoint_track import KeypointTrack
from ..domain.observations import VideoInfo
from ..errors import KeypointFieldError
from ..video.fetch import is_url
from ..video.files import VideoError
from .task import Result, Task, guarded, result_of

_SMALL_PX = 64
"""Frames are decoded for their times, and shrunk to this."""


def analyse_keypoints(
    task: Task,
    read: Callable[[], KeypointTrack],
    columns: Columns,
    config: Config,
    *,
    source: str,
) -> Result:
    """Analyse one video by its keypoints; one that cannot be analysed gives a result that says so.

    Parameters
    ----------
    task
        The video.
    read
        Gives its keypoints.
    columns
        What these are.
    config
        Settings; those of the pose stage have no effect here.
    source
        Where the keypoints come from.
    """

    def work() -> Result:
        from ..measure.from_keypoints import observations_from_keypoints
        from ..pipeline.analyze import analyze_observations

        try:
            track = read()
        except KeypointFieldError as error:
            raise VideoError(f"{task.path}: {error.message}", remedy=error.remedy) from error
        video, time_s, warnings = _times(task.path, track)
        points = np.full((len(time_s), *track.points.shape[1:]), np.nan)
        confidence = np.full(points.shape[:2], np.nan)
        common = min(len(time_s), len(track.points))
        points[:common] = track.points[:common] * (video.width, video.height)
        confidence[:common] = track.confidence[:common]
        if len(track.points) > len(time_s):
            warnings.append(
                f"keypoints go to frame {len(track.points)}, but the video has {len(time_s)} frames"
            )
        if track.people > 1:
            warnings.append(
                f"up to {track.people} people have keypoints in a frame; the largest was followed"
            )
        observations = observations_from_keypoints(
            points, confidence, columns, time_s, video, config.keypoints,
            source=source, warnings_=tuple(warnings),
        )  # fmt: skip
        found = analyze_observations(observations, config, slow_motion=task.slow_motion)
        return result_of(task, found, observations)

    return guarded(task, config, work)


def _times(path: str, track: KeypointTrack) -> tuple[VideoInfo, FloatArray, list[str]]:
    """Facts of a video and the presentation times of its frames; from the dataset if need be."""
    if not is_url(path) and Path(path).is_file():
        from ..video.reader import VideoReader  # loads PyAV, which listing operators need not

        with VideoReader(path, _SMALL_PX) as reader:
            for _ in reader:
                pass
            return reader.info, np.asarray(reader.times_s), list(reader.warnings)
    width, height, fps = track.width, track.height, track.fps
    if not (width and height and fps):
        raise VideoError(
            f"{path}: cannot be read here, and the dataset has no metadata of it, so size and "
            "rate of the video are not known",
            remedy="restore the video, or run dataset.compute_metadata() where it is",
        )
    count = track.total_frames or len(track.points)
    info = VideoInfo(path, width, height, fps, count, count / fps)
    note = "the video cannot be read here, so its times are those of the mean frame rate"
    return info, np.arange(count) / fps, [note]

"""Videos that are played slower than they were recorded: what is measured in seconds is real time.

Observations are brought to real time before anything is measured, and the times of the frames
back to those of the file afterward: that is where players and people find them.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from ..config import SlowMotionConfig
from .analysis import VideoAnalysis
from .observations import PoseObservations

NORMAL = 1.0
WHAT = "how many times slower a video is played than it was recorded, such as 8 for 240 at 30"


def checked_factor(value: Any, where: str = "slow_motion") -> float:
    """Return a factor of slow motion.

    Raises
    ------
    ValueError
        If it is no number from 1 on, or one that nobody means.
    """
    most = SlowMotionConfig().max_factor
    try:
        factor = float(value)
    except (TypeError, ValueError):
        factor = math.nan
    if not NORMAL <= factor <= most:
        raise ValueError(f"{where}={value!r}: expected {WHAT}; from 1 (not slow) to {most:g}")
    return factor


def in_real_time(observations: PoseObservations, factor: float) -> PoseObservations:
    """Return the observations as the camera made them; the very same ones where nothing is slow."""
    if factor == NORMAL:
        return observations
    video = observations.video
    return replace(
        observations,
        time_s=observations.time_s / factor,
        video=replace(video, fps=video.fps * factor, duration_s=video.duration_s / factor),
    )


def as_played(
    analysis: VideoAnalysis, observations: PoseObservations, factor: float
) -> VideoAnalysis:
    """Return an analysis whose frames have the times of the file.

    Parameters
    ----------
    analysis
        Of the observations in real time.
    observations
        As they were before.
    factor
        Of slow motion.
    """
    if factor == NORMAL:
        return analysis
    frames = analysis.frames
    if frames is not None:
        frames = replace(frames, time_s=observations.time_s)
    return replace(analysis, fps=observations.video.fps, frames=frames, slow_motion=factor)

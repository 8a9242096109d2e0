"""Keypoints of one person over the frames of a video, as somebody's dataset has them."""

from __future__ import annotations

from dataclasses import dataclass

from .._util.arrays import FloatArray


@dataclass(frozen=True)
class KeypointTrack:
    """Keypoints of ``F`` frames, the first of which is frame 1 of the video."""

    points: FloatArray
    """(F, K, 2): x in picture widths, y in picture heights; NaN where missing."""
    confidence: FloatArray
    """(F, K): 0 to 1; NaN where none was given."""
    people: int
    """Most people with keypoints in one frame; those of the largest are here."""
    width: int | None = None
    """Size of the picture and rate of the video as the dataset has them, for a video that cannot
    be read here."""
    height: int | None = None
    fps: float | None = None
    total_frames: int | None = None

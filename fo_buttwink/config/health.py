"""What the health of a dataset counts; no setting of the analysis itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HealthConfig:
    """What the health of a dataset counts; no setting of the analysis itself."""

    yaw_step_deg: float = 15.0
    """Width of the classes of camera yaw in which oblique videos are counted. *Convention*."""
    max_share: float = 0.5
    """Share of the graded repetitions from which one lifter, load or grade is said to outweigh the
    others. *Convention*."""
    few: int = 10
    """Fewer repetitions of a grade are said to be few. *Convention*."""
    max_rms: float = 0.35
    """Largest difference of the curves of two copies of a repetition (root mean square, in units of
    ``EmbeddingConfig.scales_deg``)."""
    max_time_ratio: float = 1.06
    """Largest ratio of the durations of their descents, and of their ascents."""
    min_same_reps: float = 0.5
    """Least share of the repetitions of the shorter video that have a copy in the other.
    *Convention*."""
    picture_times: int = 5
    """Pictures per video that are compared. *Convention*."""
    max_bits: int = 8
    """Most differing bits, of 64, of the hashes of two pictures of the same moment."""
    min_pictures: float = 0.8
    """Least share of a video's pictures that must be found in the other. *Convention*."""

"""What the health of a dataset counts; no setting of the analysis itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HealthConfig:
    """What the health of a dataset counts; no setting of the analysis itself."""

    yaw_step_deg: float = 15.0
    """Width of the classes of camera yaw in which oblique videos are counted. *Convention*."""
    max_above_deg: float = 6.0
    """How far the interval of the wink may reach above it before a video counts as one in which the
    waist is hard to see. Of 33 graded repetitions of real clips it reaches 3.2 to 5.1 deg where the
    waist was followed, and 4.5 to 9.2 deg, mostly more than 7, where it was not."""
    max_share: float = 0.5
    """Share of the graded repetitions from which one lifter, load or grade is said to outweigh the
    others. *Convention*."""
    few: int = 10
    """Fewer repetitions of a grade are said to be few. *Convention*."""
    max_rms: float = 0.25
    """Largest difference of the curves of two copies of a repetition (root mean square, in units of
    ``EmbeddingConfig.scales_deg``). Of four copies each of seven real clips (re-encoded,
    mirrored, half the size, start cut off) three in four repetitions differ by less; but so do 25
    of 100 pairs of repetitions of one real set, so times have to agree as well. Together: 21 of 27
    copies are found, and none of 10 real sets cut in halves is taken for a copy of itself."""
    max_phase_s: float = 0.1
    """Largest difference of the durations of their descents, and of their ascents. *Convention*:
    where a repetition begins and ends moves by a frame or two from copy to copy."""
    max_offset_s: float = 0.25
    """How far the times between the deepest points may differ in two copies. *Convention*."""
    min_same_reps: float = 0.5
    """Least share of the repetitions of the shorter video that have a copy in the other.
    *Convention*."""
    picture_times: int = 5
    """Pictures per video that are compared. *Convention*."""
    max_bits: int = 8
    """Most differing bits, of 64, of the hashes of two pictures of the same moment."""
    min_pictures: float = 0.8
    """Least share of a video's pictures that must be found in the other. *Convention*."""

"""When the machine's offset on somebody's own data is stated."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CalibrationConfig:
    """When the machine's offset on somebody's own data is stated."""

    min_reps: int = 20
    """Fewest repetitions measured by hand. *Convention*."""
    min_videos: int = 5
    """Fewest videos that they are from. What the machine is off by is mostly the same in all
    repetitions of a lifter (:class:`SetConfig`), so videos count and not repetitions: the interval
    is 1.2 standard deviations of videos to either side with 5 of them, 2.5 with 3. *Convention*."""
    interval: float = 0.95
    """Nominal coverage of the interval. *Convention*."""

"""How two sources of the same repetitions are compared; no setting of the analysis itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AgreementConfig:
    """How two sources of the same repetitions are compared; no setting of the analysis itself."""

    interval: float = 0.95
    """Nominal coverage of the intervals. *Convention*."""
    draws: int = 1000
    """How often the videos are drawn anew for an interval. *Convention*: the ends of a 95 %
    interval then move by a few hundredths of its width from one seed to another."""
    min_videos: int = 5
    """Fewest videos for an interval. *Convention*: whoever draws 4 videos with replacement gets
    the same one four times in 1 of 64 draws, and an interval that is far too narrow."""
    min_pairs: int = 3
    """Fewest pairs for a spread, and so for limits of agreement and an ICC. *Convention*."""
    limits_z: float = 1.96
    """Limits of agreement are so many standard deviations from the bias (Bland and Altman 1986)."""
    onset_within_pct: tuple[float, float] = (5.0, 10.0)
    """Differences of two onsets, in % of the descent, that count as agreement. *Convention*."""
    different_deg: float = 5.0
    """Difference of two winks that is shown as a disagreement: the width of the grade ``subtle``.
    *Convention*."""

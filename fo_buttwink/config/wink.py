"""Amount, onset and grade."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class WinkConfig:
    """Amount, onset and grade (EVIDENCE.md T4; all cut-offs are *conventions*)."""

    grade_cutoffs_deg: tuple[float, float, float] = (5.0, 10.0, 20.0)
    """``wink_deg`` at which subtle, moderate and marked begin."""
    late_pct: float = 90.0
    """Onset at or after this share of the descent is late."""
    early_pct: float = 70.0
    """Onset before this share of the descent is early."""
    onset_departure_deg: float = 2.0
    """A wink begins where the pelvis has turned back so far from its most anterior tilt, and stays
    turned back. *convention*; the passive rotation of the pelvis begins gradually (Bohannon 1985),
    so some threshold is needed."""
    return_flexion_deg: float = 5.0
    """With less lumbar flexion at the bottom than this, a wink only takes an arched back to its own
    standing curve: pattern ``return``, severity at most 1. *convention*"""
    rounding_deg: float = 25.0
    """Lumbar flexion at the bottom from which a repetition without a wink is ``rounding``: the
    upper mean of trained lifters (McKean 2010: 25 to 26 deg in men)."""
    flexion_bands_deg: tuple[float, float, float] = (10.0, 25.0, 35.0)
    """Borders of the bands of total lumbar flexion at the bottom, which is stated beside the grade
    and never changes it (McKean 2010, Walsh 2007; 35: half of the passive range)."""
    window_s: float = 0.1
    """Values at the bottom and in the descent are medians over this long, so that one frame makes
    no wink."""
    min_frames: int = 5
    """Least measured frames in a descent."""
    min_reach: float = 0.9
    """Least depth up to which the pelvis must be measured, as share of the descent."""
    max_gap_depth: float = 0.35
    """Largest share of the descent that may be hidden in one piece."""
    max_gap_at_turning: float = 0.1
    """The same beside the most anterior tilt, where a gap may hide a still more anterior one."""
    interval: float = 0.9
    """Nominal coverage of every interval."""
    people_sd_deg: float = 7.0
    """What the estimator's own error, learnt on simulated lifters, leaves out on people, as a
    standard deviation. It widens the interval of ``wink_deg`` downward only: against angles
    digitised by hand the estimate is up to 13 deg too large, and at most 4 too small."""
    review_load_rel: float = 0.7
    """Relative load from which a graded rep gets review priority (Bengtsson 2023, Berglund
    2024 measured at 70 % 1RM; as a cut-off a *convention*)."""

    def __post_init__(self) -> None:
        for name in ("grade_cutoffs_deg", "flexion_bands_deg"):
            values = getattr(self, name)
            if not _three_rising(values):
                raise ValueError(
                    f"config.wink.{name}: expected three rising numbers of degrees, got {values!r}"
                )
        if not 0.0 <= self.early_pct <= self.late_pct <= 100.0:
            raise ValueError(
                "config.wink.early_pct, late_pct: expected 0 to 100 in this order, got "
                f"{self.early_pct!r} and {self.late_pct!r}"
            )


def _three_rising(values: Any) -> bool:
    return (
        isinstance(values, tuple)
        and len(values) == 3
        and all(isinstance(v, (int, float)) and math.isfinite(v) for v in values)
        and values[0] < values[1] < values[2]
    )

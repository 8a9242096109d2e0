"""From an amount and an onset to grade, timing, severity and pattern."""

from __future__ import annotations

import numpy as np

from ..config import WinkConfig
from .types import Pattern, Timing


def grade_of(amount_deg: float, config: WinkConfig) -> int:
    """0 none, 1 subtle, 2 moderate, 3 marked; a value on a cut-off gets the higher grade."""
    return int(np.searchsorted(config.grade_cutoffs_deg, amount_deg, side="right"))


def timing_of(onset_pct: float | None, config: WinkConfig) -> Timing | None:
    """``late``, ``mid`` or ``early``; ``None`` without an onset."""
    if onset_pct is None:
        return None
    if onset_pct >= config.late_pct:
        return "late"
    return "mid" if onset_pct >= config.early_pct else "early"


def severity_of(grade: int, timing: Timing | None, pattern: Pattern = "wink") -> int:
    """Grade, one higher if a wink begins early, at most 3; at most 1 for a mere return."""
    severity = min(3, grade + (1 if grade >= 1 and timing == "early" else 0))
    return min(1, severity) if pattern == "return" else severity


def pattern_of(grade: int, flexion_bottom_deg: float, config: WinkConfig) -> Pattern:
    """``wink``, ``return``, ``rounding`` or ``none``.

    Parameters
    ----------
    grade
        From :func:`grade_of`.
    flexion_bottom_deg
        Lumbar flexion at the deepest point, change from standing.
    """
    if grade >= 1:
        return "wink" if flexion_bottom_deg >= config.return_flexion_deg else "return"
    return "rounding" if flexion_bottom_deg >= config.rounding_deg else "none"


def flexion_band(flexion_bottom_deg: float, config: WinkConfig) -> str:
    """Total lumbar flexion at the bottom in words; it never changes the grade."""
    low, usual, high = config.flexion_bands_deg
    if flexion_bottom_deg < low:
        return f"under {low:g} deg"
    if flexion_bottom_deg < usual:
        return f"{low:g} to under {usual:g} deg, usual in trained lifters"
    if flexion_bottom_deg < high:
        return f"{usual:g} to under {high:g} deg, more than is usual"
    return f"{high:g} deg or more, much more than is usual"

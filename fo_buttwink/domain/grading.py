"""From an amount and an onset to grade, timing, severity and pattern."""

from __future__ import annotations

import numpy as np

from ..config import WinkConfig
from .types import Pattern, Timing


def grade_of(amount_deg: float, config: WinkConfig) -> int:
    """Grade a wink: 0 none, 1 subtle, 2 moderate, 3 marked.

    Parameters
    ----------
    amount_deg
        The wink. A value on a cut-off gets the higher grade.
    config
        Cut-offs.

    Examples
    --------
    >>> from fo_buttwink.config import WinkConfig
    >>> config = WinkConfig(grade_cutoffs_deg=(5.0, 10.0, 15.0))
    >>> [grade_of(amount, config) for amount in (4.9, 5.0, 12.0, 40.0)]
    [0, 1, 2, 3]
    """
    return int(np.searchsorted(config.grade_cutoffs_deg, amount_deg, side="right"))


def timing_of(onset_pct: float | None, config: WinkConfig) -> Timing | None:
    """Name the time of an onset; ``None`` without one.

    Parameters
    ----------
    onset_pct
        Depth at which the wink begins [% of descent].
    config
        Cut-offs; an onset on one of them counts as the later.

    Examples
    --------
    >>> from fo_buttwink.config import WinkConfig
    >>> config = WinkConfig(late_pct=85.0, early_pct=70.0)
    >>> [timing_of(onset, config) for onset in (92.0, 85.0, 70.0, 69.0, None)]
    ['late', 'late', 'mid', 'early', None]
    """
    if onset_pct is None:
        return None
    if onset_pct >= config.late_pct:
        return "late"
    return "mid" if onset_pct >= config.early_pct else "early"


def severity_of(grade: int, timing: Timing | None, pattern: Pattern = "wink") -> int:
    """Rate how severe a wink is, 0 to 3.

    That is its grade, one higher if it begins early; at most 1 where the lumbar spine only comes
    back from extension (pattern ``return``).

    Examples
    --------
    >>> severity_of(2, "late"), severity_of(2, "early"), severity_of(2, "early", "return")
    (2, 3, 1)
    >>> severity_of(0, "early"), severity_of(3, "early")
    (0, 3)
    """
    severity = min(3, grade + (1 if grade >= 1 and timing == "early" else 0))
    return min(1, severity) if pattern == "return" else severity


def pattern_of(grade: int, flexion_bottom_deg: float, config: WinkConfig) -> Pattern:
    """Say what pelvis and lumbar spine do together.

    Parameters
    ----------
    grade
        From :func:`grade_of`.
    flexion_bottom_deg
        Lumbar flexion at the deepest point, change from standing, flexion +.
    config
        Cut-offs.

    Returns
    -------
    str
        With a grade ``wink``, or ``return`` if the spine is then no more flexed than while
        standing; without one ``rounding`` if it is flexed all the same, else ``none``.

    Examples
    --------
    >>> from fo_buttwink.config import WinkConfig
    >>> config = WinkConfig()
    >>> pattern_of(2, 25.0, config), pattern_of(2, -8.0, config)
    ('wink', 'return')
    >>> pattern_of(0, 40.0, config), pattern_of(0, 2.0, config)
    ('rounding', 'none')
    """
    if grade >= 1:
        return "wink" if flexion_bottom_deg >= config.return_flexion_deg else "return"
    return "rounding" if flexion_bottom_deg >= config.rounding_deg else "none"


def flexion_band(flexion_bottom_deg: float, config: WinkConfig) -> str:
    """Say how much total lumbar flexion there is at the bottom; it never changes the grade."""
    low, usual, high = config.flexion_bands_deg
    if flexion_bottom_deg < low:
        return f"under {low:g} deg"
    if flexion_bottom_deg < usual:
        return f"{low:g} to under {usual:g} deg, usual in trained lifters"
    if flexion_bottom_deg < high:
        return f"{usual:g} to under {high:g} deg, more than is usual"
    return f"{high:g} deg or more, much more than is usual"

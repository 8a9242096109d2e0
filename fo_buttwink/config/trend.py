"""When the change of one person over loads or repetitions is shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrendConfig:
    """When the change of one person over loads or repetitions is shown."""

    interval: float = 0.95
    """Nominal coverage of the interval of a slope. *Convention*."""
    min_loads: int = 3
    """Fewest different loads, or places in a set, behind a trend. *Convention*: through two points
    a line always fits."""
    min_points: int = 5
    """Fewest sets, or repetitions, behind a trend. *Convention*."""
    mdc_z: float = 1.96
    """A change is detectable from ``mdc_z * sqrt(2)`` standard errors on (Weir 2005)."""

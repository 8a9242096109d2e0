"""Figures of lists of numbers; ``None`` where there is nothing to take them of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


def rounded(value: float | None, digits: int = 2) -> float | None:
    """Round, and never to minus zero."""
    return None if value is None else round(float(value), digits) + 0.0


def mean(values: Sequence[float]) -> float | None:
    """Arithmetic mean."""
    return rounded(float(np.mean(values))) if values else None


def median(values: Sequence[float]) -> float | None:
    """Median."""
    return rounded(float(np.median(values))) if values else None


def rms(values: Sequence[float]) -> float | None:
    """Root of the mean square."""
    return rounded(float(np.sqrt(np.mean(np.square(values))))) if values else None


def sd(values: Sequence[float]) -> float | None:
    """Return the standard deviation of a sample (n - 1)."""
    return rounded(float(np.std(values, ddof=1))) if len(values) > 1 else None


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent."""
    return rounded(100.0 * part / whole, 1) if whole else None


def errors(values: Sequence[float]) -> dict[str, Any]:
    """Of signed errors in degrees: how many, mean absolute, bias, and the worst with its sign."""
    return {
        "n": len(values),
        "mae_deg": mean([abs(v) for v in values]),
        "bias_deg": mean(values),
        "worst_deg": rounded(max(values, key=abs)) if values else None,
    }

"""How one person's squat changes with the load, and over the repetitions of a set.

Only within a person: lifters differ by more than loads do. A trend is worth showing where its
interval leaves out zero and the change exceeds what this person's squats vary by anyway, the
minimal detectable change (MDC).

References
----------
.. [1] Sen 1968, Journal of the American Statistical Association 63:1379: the median of the slopes
   between all pairs of points, and its interval from Kendall's tau.
.. [2] Weir 2005, Journal of Strength and Conditioning Research 19:231: from a standard error of
   measurement to the minimal detectable change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import theilslopes

from .._util.arrays import FloatArray
from .._util.words import many, rounded
from ..config import TrendConfig
from .measures import MEASURES

LOAD, PLACE = "load", "repetition"
MEDIAN_OVER_MEAN = 1.2533
"""The standard error of a median over that of a mean, of normal values."""


@dataclass(frozen=True)
class LiftedSet:
    """One set of one person."""

    name: str
    """Of its video, say."""
    values: tuple[float, ...]
    """Wink [deg] or onset [%] of its repetitions in their order; NaN where not stated."""
    load: float | None = None
    """In any unit, the same in all sets of the person."""


@dataclass(frozen=True)
class Trend:
    """The change of one number of one person, or why none is stated."""

    lifter: str
    measure: str
    over: str
    """``load`` or ``repetition``."""
    points: int
    sets: int
    slope: float | None = None
    """Per unit of load, or per repetition."""
    slope_interval: tuple[float, float] | None = None
    change: float | None = None
    """From the lightest to the heaviest set, or from the first to the last repetition."""
    between: tuple[float, float] | None = None
    """Least and greatest load, or place in the set."""
    detectable: float | None = None
    """Minimal detectable change of this person, in the unit of the measure."""
    shown: bool = False
    """Whether the change exceeds it, and the interval of the slope leaves out zero."""
    reason: str = ""
    """Why it is not shown; empty if it is."""

    def sentence(self, unit: str = "kg") -> str:
        """Say what a person reads; ``unit``: that of the load."""
        measure = MEASURES[self.measure]
        what = measure.title.lower()
        if not self.shown or self.change is None or self.between is None:
            head = f"{self.lifter}: no change of the {what} over the {self.over}s is shown"
            return f"{head}, because {self.reason}."
        low, high = self.between
        ends = f"{low:g} to {high:g}"
        of = f"from {ends} {unit}" if self.over == LOAD else f"from repetition {ends}"
        by = f"{'rises' if self.change > 0.0 else 'falls'} by {rounded(abs(self.change), 1)}"
        return (
            f"{self.lifter}: the {what} {by} {measure.unit} {of} ({many(self.sets, 'set')}). "
            f"Changes of less than {rounded(self.detectable, 1)} cannot be told from this "
            "person's usual variation."
        )

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return asdict(self)


def load_trend(
    lifter: str, sets: Sequence[LiftedSet], measure: str, config: TrendConfig | None = None
) -> Trend:
    """Say how a person's median per set changes with the load.

    Parameters
    ----------
    sets
        All sets of the person. One value per set counts, since its repetitions are alike.
    measure
        ``wink_deg`` or ``onset_pct``.

    Returns
    -------
    Trend
        Theil and Sen's slope with its interval. The detectable change is that of a set's median:
        from the spread within sets, or from that between sets of the same load, whichever is
        larger.
    """
    config = config or TrendConfig()
    usable = [
        (s.load, known)
        for s in sets
        if s.load is not None and np.isfinite(s.load) and len(known := _known(s.values))
    ]
    x = np.array([load for load, _ in usable], dtype=float)
    y = np.array([np.median(known) for _, known in usable], dtype=float)
    within = _within_sd([known for _, known in usable])
    error = None
    if within is not None:
        typical = float(np.median([len(known) for _, known in usable]))
        error = MEDIAN_OVER_MEAN * within / np.sqrt(typical)
        again = _within_sd([y[x == load] for load in np.unique(x)])
        error = max(error, again or 0.0)
    if not len(sets):
        return Trend(lifter, measure, LOAD, 0, 0, reason="there is no set")
    if not len(usable):
        why = "no set has both a load and a stated value"
        return Trend(lifter, measure, LOAD, 0, 0, reason=why)
    return _trend(
        Trend(lifter, measure, LOAD, len(x), len(x)), x, y, error, config, "loads", "sets"
    )


def place_trend(
    lifter: str, sets: Sequence[LiftedSet], measure: str, config: TrendConfig | None = None
) -> Trend:
    """Say how a number changes from repetition to repetition within a person's sets.

    Each set is taken as a deviation from its own median, so that sets of other loads or days do
    not count. The detectable change is that of two single repetitions.
    """
    config = config or TrendConfig()
    places, values, used = [], [], 0
    for each in sets:
        array = np.asarray(each.values, dtype=float)
        at = np.flatnonzero(np.isfinite(array))
        if len(at) < 2:
            continue
        used += 1
        places.append(at + 1.0 - np.median(at + 1.0))
        values.append(array[at] - np.median(array[at]))
    if not used:
        why = "no set has two repetitions with a stated value"
        return Trend(lifter, measure, PLACE, 0, 0, reason=why)
    x, y = np.concatenate(places), np.concatenate(values)
    longest = max(len(each.values) for each in sets)
    found = Trend(lifter, measure, PLACE, len(x), used)
    with np.errstate(invalid="ignore"):  # many equal values: there is a slope, and no interval
        slope = float(theilslopes(y, x)[0]) if len(np.unique(x)) > 1 else 0.0
    left = [v - slope * p for v, p in zip(values, places, strict=True)]
    return _trend(
        found, x, y, _within_sd(left), config, "places in a set", "repetitions",
        between=(1.0, float(longest)),
    )  # fmt: skip


def detectable_change(sets: Sequence[LiftedSet], config: TrendConfig | None = None) -> float | None:
    """Return what two repetitions of a person must differ by to differ truly.

    The spread within sets, as a standard error of measurement, times ``mdc_z`` and the square root
    of 2 (Weir 2005). It holds what the person varies by and what the machine varies by from one
    repetition to the next, and not what a camera gets wrong in all of them alike.

    Parameters
    ----------
    sets
        All sets of one person.

    Returns
    -------
    float or None
        In the unit of the values; ``None`` where fewer than ``min_points`` repetitions are in sets
        of at least two.
    """
    config = config or TrendConfig()
    groups = [known for s in sets if len(known := _known(s.values)) > 1]
    if sum(map(len, groups)) < config.min_points:
        return None
    spread = _within_sd(groups)
    return None if spread is None else float(config.mdc_z * np.sqrt(2.0) * spread)


def _trend(
    found: Trend,
    x: FloatArray,
    y: FloatArray,
    error: float | None,
    config: TrendConfig,
    kinds: str,
    items: str,
    between: tuple[float, float] | None = None,
) -> Trend:
    base = {**asdict(found)}
    different = len(np.unique(x))
    if different < config.min_loads:
        said = f"{config.min_loads} different {kinds} are needed and there {_are(different)}"
        return Trend(**{**base, "reason": said})
    if len(x) < config.min_points:
        said = f"{config.min_points} {items} are needed and there {_are(len(x))}"
        return Trend(**{**base, "reason": said})
    with np.errstate(invalid="ignore"):
        slope, _, low, high = (float(v) for v in theilslopes(y, x, config.interval))
    if not np.isfinite([low, high]).all():
        return Trend(**{**base, "reason": "too many of its values are the same for an interval"})
    ends = between or (float(x.min()), float(x.max()))
    change = slope * (ends[1] - ends[0])
    base |= {
        "slope": slope, "slope_interval": (low, high), "change": change, "between": ends,
    }  # fmt: skip
    if error is None:
        said = "no set has two repetitions, so that the usual variation is not known"
        return Trend(**{**base, "reason": said})
    detectable = config.mdc_z * np.sqrt(2.0) * error
    base["detectable"] = float(detectable)
    if low <= 0.0 <= high:
        return Trend(**{**base, "reason": "the interval of the slope holds zero"})
    if abs(change) <= detectable:
        said = (
            f"the change of {rounded(abs(change), 1)} is within this person's usual variation "
            f"({rounded(float(detectable), 1)})"
        )
        return Trend(**{**base, "reason": said})
    return Trend(**{**base, "shown": True})


def _are(number: int) -> str:
    return f"{'is' if number == 1 else 'are'} {number or 'none'}"


def _known(values: Sequence[float]) -> FloatArray:
    array = np.asarray(values, dtype=float)
    return np.asarray(array[np.isfinite(array)])


def _within_sd(groups: Sequence[FloatArray]) -> float | None:
    """Pooled standard deviation within groups; ``None`` if no group has two values."""
    squares = sum(float(((g - g.mean()) ** 2).sum()) for g in groups if len(g) > 1)
    freedom = sum(len(g) - 1 for g in groups if len(g) > 1)
    return float(np.sqrt(squares / freedom)) if freedom else None

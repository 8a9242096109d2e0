"""Which values a stored number can have: the plausible range of every field.

Those of the attributes of a repetition and of the curves stand in their rows (:mod:`.measures`,
:mod:`.curves`), the others here.

A number outside of its range says nothing about the lifter but that the skeleton was misread: a
knee at -89 deg, a hip at 177. It is stored as missing and never clipped, because a clipped number
would read like a measurement. The ranges are wide on purpose. What lies inside need not be right;
whether a repetition can be judged is decided by :mod:`fo_buttwink.pipeline.judge`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from .._util.arrays import FloatArray
from .analysis import Repetition, ViewEstimate
from .curves import CURVES, FrameSeries
from .measures import ROWS


@dataclass(frozen=True)
class Range:
    """The least and the greatest value, both included."""

    low: float
    high: float

    def has(self, value: float) -> bool:
        """Whether a number lies inside; NaN does not."""
        return self.low <= value <= self.high


_FRAME = Range(1, 1e8)
_COUNT = Range(0, 1e8)
_SHARE = Range(0.0, 1.0)
_OF_REPS = {row.name: Range(*row.limits) for row in ROWS if row.limits is not None}
_PERCENT, _WINK = _OF_REPS["onset_pct"], _OF_REPS["wink_deg"]
_SEVERITY = _OF_REPS["severity"]

RANGES: Mapping[str, Range] = {
    **{name: Range(*curve.limits) for name, curve in CURVES.items()},
    **_OF_REPS,
    "first": _FRAME,
    "last": _FRAME,
    "earliest_onset_pct": _PERCENT,
    "median_onset_pct": _PERCENT,
    "median_wink_deg": _WINK,
    "median_wink_deg_low": _WINK,
    "median_wink_deg_high": _WINK,
    "num_reps": _COUNT,
    "num_flagged": _COUNT,
    "num_not_measurable": _COUNT,
    "worst_severity": _SEVERITY,
    "worst_wink_deg": _WINK,
    "view_yaw_deg": Range(0.0, 90.0),
    "view_quality": _SHARE,
    "fps": Range(0.01, 1e5),
    "start_s": Range(0.0, 1e7),
    "slow_motion": Range(1.0, 64.0),
    "total_frames": _COUNT,
    "frames_inferred": _COUNT,
    "width": Range(1, 1e6),
    "height": Range(1, 1e6),
    "schema": Range(1, 1e4),
    "results": Range(1, 1e6),
    "effective_severity": _SEVERITY,
    "effective_onset_pct": _PERCENT,
    "review_revision": _COUNT,
    "revision": _COUNT,
    "machine_first": _FRAME,
    "machine_last": _FRAME,
    "seen_onset_pct": _PERCENT,
    "seen_first": _FRAME,
    "seen_bottom": _FRAME,
    "seen_last": _FRAME,
}
"""By field. Angles [deg, change from standing]: no joint of a person goes farther, with some room
for the noise of an apparent angle around zero. A calf stops the thigh at about 160 deg of knee
flexion, the belly at about 150 of hip flexion; a lumbar spine flexes by about 60 deg in all. In 46
real clips measured repetitions stay within 0 to 161 deg (knee), 97 to 143 (hip at the onset) and 1
to 29 (lumbar flexion at the bottom). Times and loads: no squat is slower, no load is heavier.
*convention*"""


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by field, those that cannot be as ``None``; what is no number stays."""
    return {name: _within(name, value) for name, value in values.items()}


def bounded_series(series: FrameSeries) -> FrameSeries:
    """Curves with NaN where a value cannot be."""
    names = [f.name for f in fields(series) if f.name in RANGES]
    curves: dict[str, Any] = {name: inside(name, getattr(series, name)) for name in names}
    return replace(series, **curves)


def bounded_rep(rep: Repetition) -> Repetition:
    """Return a repetition without the numbers that cannot be; an interval goes as a whole."""
    changed: dict[str, Any] = {}
    for f in fields(rep):
        value = getattr(rep, f.name)
        if f.name == "further":
            changed[f.name] = kept(value)
            continue
        name = f.name.removesuffix("_interval")
        if isinstance(value, tuple):
            if not all(RANGES[name].has(end) for end in value):
                changed[f.name] = None
        elif _within(name, value) is None and value is not None:
            changed[f.name] = None
    return replace(rep, **changed) if changed else rep


def bounded_view(view: ViewEstimate) -> ViewEstimate:
    """Return a view whose yaw is unknown where it cannot be."""
    return replace(view, yaw_deg=_within("view_yaw_deg", view.yaw_deg))


def _within(name: str, value: Any) -> Any:
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.number)):
        return value
    if name not in RANGES:
        return value
    return value if math.isfinite(value) and RANGES[name].has(float(value)) else None


def inside(name: str, curve: FloatArray) -> FloatArray:
    """Numbers of one field (any shape) with NaN where they cannot be."""
    low, high = RANGES[name].low, RANGES[name].high
    with np.errstate(invalid="ignore"):
        return np.where((curve >= low) & (curve <= high), curve, np.nan)

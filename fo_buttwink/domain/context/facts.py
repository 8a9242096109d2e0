"""The measured facts that a reading is made from, and how repetitions come to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median, stdev
from typing import Any

from ...config import Config
from ..analysis import GRADES, PATTERNS, Interval
from ..types import Pattern

Rep = Mapping[str, Any]
"""One repetition: its attributes by field name, see :mod:`fo_buttwink.domain.measures`; missing or
``None`` where not measured."""

NEEDED = (
    "label", "wink_deg", "wink_deg_low", "wink_deg_high", "onset_pct", "onset_pct_low",
    "onset_pct_high", "onset_hip_flexion_deg", "lumbar_flexion_bottom_deg", "pattern", "load_kg",
    "load_rel",
)  # fmt: skip
"""The attributes that are looked at."""

NOT_MEASURED = "not_measured"
"""Reason of a repetition to which a person gave a grade, where nothing was measured."""
_ABSURD = 1e9
_MOST_IN_TREND = 100
"""Repetitions of a set whose slopes are taken pairwise."""


@dataclass(frozen=True)
class Compared:
    """What the same lifter does under another condition."""

    wink_deg: float
    graded: int
    onset_pct: float | None = None
    onset_hip_flexion_deg: float | None = None
    load_kg: float | None = None


@dataclass(frozen=True)
class MovementFacts:
    """What was measured of one set; angles in degrees, missing is ``None``."""

    graded: int = 0
    """Repetitions that carry a grade."""
    abstained: Mapping[str, int] = field(default_factory=dict)
    """The others, by reason."""
    wink_deg: float | None = None
    """Median of the graded repetitions."""
    wink_deg_interval: Interval | None = None
    spread_deg: float | None = None
    """Standard deviation of their winks."""
    change_in_set_deg: float | None = None
    """By how much the wink grows from the first to the last of them, along the median slope."""
    mdc_deg: float | None = None
    """The lifter's own minimal detectable change."""
    onset_pct: float | None = None
    onset_pct_interval: Interval | None = None
    onset_hip_flexion_deg: float | None = None
    lumbar_flexion_bottom_deg: float | None = None
    pattern: Pattern = "none"
    """The most frequent one of the graded repetitions."""
    load_kg: float | None = None
    load_rel: float | None = None
    heels_raised: bool | None = None
    yaw_deg: float | None = None
    unloaded: Compared | None = None
    """The same lifter without load."""
    lighter: Compared | None = None
    """The same lifter with a lighter load, or none."""
    raised: Compared | None = None
    """The same lifter with raised heels, where the heels are flat here."""

    @property
    def is_unloaded(self) -> bool:
        """Whether this set is known to be without load."""
        return self.load_kg is not None and self.load_kg == 0


def facts_of(
    reps: Sequence[Rep],
    config: Config,
    *,
    yaw_deg: float | None = None,
    mdc_deg: float | None = None,
    heels_raised: bool | None = None,
    others: Sequence[tuple[Sequence[Rep], bool | None]] = (),
) -> MovementFacts:
    """Gather the facts of one set.

    Parameters
    ----------
    reps
        Repetitions of the set in their order. ``label`` says who has a grade.
    config
        Settings of the run.
    yaw_deg
        Camera yaw from a true side view.
    mdc_deg
        The lifter's own minimal detectable change of the wink.
    heels_raised
        Whether the heels were raised, where it is known.
    others
        Other sets of the same lifter, each with whether its heels were raised.
    """
    good = _graded(reps)
    winks = [float(rep["wink_deg"]) for rep in good]
    reasons = Counter(_reason(rep) for rep in reps if not _has_grade(rep))
    load_kg, load_rel = _middle(good or reps, "load_kg"), _middle(good or reps, "load_rel")
    facts: dict[str, Any] = {}
    sets = [(*_compared(found), raised) for found, raised in others]
    known = [(it, raised) for it, graded, raised in sets if graded >= config.sets.min_graded and it]
    # Heels and load apart: what is compared must differ in one thing.
    alike = [it for it, raised in known if raised == heels_raised]
    bare = [it for it in alike if it.load_kg == 0]
    facts["unloaded"] = bare[0] if bare and load_kg != 0 else None
    if load_kg is not None:
        less = [it for it in alike if it.load_kg is not None and it.load_kg < load_kg]
        facts["lighter"] = min(less, key=lambda it: it.load_kg or 0.0, default=None)
    if heels_raised is False:
        up = [it for it, raised in known if raised and it.load_kg == load_kg]
        facts["raised"] = up[0] if up else None
    return MovementFacts(
        graded=len(good),
        abstained=dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        wink_deg=median(winks) if winks else None,
        wink_deg_interval=_interval(good, "wink_deg"),
        spread_deg=stdev(winks) if len(winks) >= config.context.min_spread else None,
        change_in_set_deg=change_in_set(winks) if len(winks) >= config.context.min_trend else None,
        mdc_deg=_finite(mdc_deg),
        onset_pct=_mostly(good, "onset_pct"),
        onset_pct_interval=_interval(good, "onset_pct"),
        onset_hip_flexion_deg=_mostly(good, "onset_hip_flexion_deg"),
        lumbar_flexion_bottom_deg=_middle(good, "lumbar_flexion_bottom_deg"),
        pattern=_pattern(good),
        load_kg=load_kg,
        load_rel=load_rel,
        heels_raised=heels_raised,
        yaw_deg=_finite(yaw_deg),
        **facts,
    )


def rep_of(row: object) -> dict[str, Any]:
    """Return what is looked at of an object that has the attributes, such as a row of an export."""
    return {name: getattr(row, name) for name in NEEDED}


def change_in_set(winks: Sequence[float]) -> float:
    """Return by how much a value grows over a set, along the median of all pairwise slopes.

    Examples
    --------
    >>> change_in_set([2.0, 4.0, 6.0, 30.0, 10.0])
    8.0
    """
    every = max(1, -(-len(winks) // _MOST_IN_TREND))  # of a very long series a sample is enough
    winks, steps = winks[::every], len(winks) - 1
    slopes = [
        (winks[b] - winks[a]) / (every * (b - a)) for a, b in combinations(range(len(winks)), 2)
    ]
    return median(slopes) * steps if slopes else 0.0


def _has_grade(rep: Rep) -> bool:
    return rep.get("label") in GRADES and _finite(rep.get("wink_deg")) is not None


def _reason(rep: Rep) -> str:
    label = rep.get("label")
    if label in GRADES:  # a person's word on a repetition of which nothing was measured
        return NOT_MEASURED
    return str(label or "rejected")


def _graded(reps: Sequence[Rep]) -> list[Rep]:
    return [rep for rep in reps if _has_grade(rep)]


def _compared(reps: Sequence[Rep]) -> tuple[Compared | None, int]:
    good = _graded(reps)
    if not good:
        return None, 0
    found = Compared(
        wink_deg=median(float(rep["wink_deg"]) for rep in good),
        graded=len(good),
        onset_pct=_mostly(good, "onset_pct"),
        onset_hip_flexion_deg=_mostly(good, "onset_hip_flexion_deg"),
        load_kg=_middle(good, "load_kg"),
    )
    return found, len(good)


def _values(reps: Sequence[Rep], name: str) -> list[float]:
    found = (_finite(rep.get(name)) for rep in reps)
    return [value for value in found if value is not None]


def _middle(reps: Sequence[Rep], name: str) -> float | None:
    values = _values(reps, name)
    return median(values) if values else None


def _mostly(reps: Sequence[Rep], name: str) -> float | None:
    """Median, where at least half of the repetitions state a value."""
    values = _values(reps, name)
    return median(values) if values and 2 * len(values) >= len(reps) else None


def _interval(reps: Sequence[Rep], name: str) -> Interval | None:
    """Median of the ends, as for the value of a set."""
    if _mostly(reps, name) is None:
        return None
    low, high = _mostly(reps, f"{name}_low"), _mostly(reps, f"{name}_high")
    return None if low is None or high is None or high < low else (low, high)


def _pattern(reps: Sequence[Rep]) -> Pattern:
    found = Counter(rep.get("pattern") for rep in reps)
    return max(PATTERNS, key=lambda name: found[name]) if found else "none"


def _finite(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    # No angle, load or share is that large; means and squares of what is larger may overflow.
    return float(value) if abs(value) < _ABSURD else None

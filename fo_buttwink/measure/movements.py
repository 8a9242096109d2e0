"""Tell squats from the other movements in which the hips go down and come up again.

A squat is recognized by how the body is carried at the bottom. Whoever squats sits down between the
feet: the knees bend at least about as much as the trunk leans, both knees are equally high,
and the body stays over the feet. Whoever hinges (deadlift, good morning, swing, picking
something up) bends the trunk, and the knees little.

Hands that hang below the knees alone are no sign against a squat: dumbbells, a kettlebell or a
belt hang there as well. It depends on how the hands got there. In a squat the hips bring them
down, with knees bent deeply under an upright trunk; in a deadlift, that with a trap bar
included, the trunk does. So hanging hands only narrow how far the trunk may lean for the bend
of the knees. Somebody who picks up a load with the form of a perfect squat is not told apart.
A box squat stays a squat as long as the body stays over the feet; sitting down does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from .._util.arrays import FloatArray, frames_in
from ..config import MovementConfig
from .reps import RepSpan

_ENDS_S = 0.3
"""So far before its start and after its end a movement is looked at as well."""
_DEEP = 0.85
"""Share of the descent from which the lifter is near the bottom."""


@dataclass(frozen=True)
class Carriage:
    """How trunk, hands and feet are carried; every array (T,), NaN where unseen.

    Heights and lengths are in leg lengths (thigh + shank).
    """

    trunk_lean_deg: FloatArray
    """Line from hip to shoulder against the vertical, in any direction."""
    hip_flexion_deg: FloatArray
    knee_flexion_deg: FloatArray
    balance: FloatArray
    """Middle of trunk and hip ahead of the ankles; ahead is where the knees are."""
    off_feet: FloatArray
    """The same in any horizontal direction, never negative."""
    hands_over_ankles: FloatArray
    """Height of the lower of the hands that are seen."""
    hands_over_knees: FloatArray
    hands_over_hips: FloatArray
    knee_height_gap: FloatArray
    """How much higher one knee is than the other."""
    feet_split: FloatArray
    """How far one foot is ahead of the other."""


@dataclass(frozen=True)
class SpanFigures:
    """What one movement comes to; NaN where unseen. At the bottom, unless said otherwise."""

    descent: float
    knee_deg: float
    lean_deg: float
    lean_most_deg: float
    """Greatest lean within the movement."""
    hip_least_deg: float
    """Straightest that the hips get, from shortly before to shortly after."""
    knee_least_deg: float
    ends_deg: tuple[float, float]
    """Greater hip flexion of start and end, and the lean there."""
    sway_deg: float
    """How far the trunk comes back from its lean while the hips stay down."""
    balance: float
    prone_off_feet: float
    """Greatest distance of the body from the feet within the movement, the trunk being prone."""
    hands_over_ankles: float
    hands_over_knees: float
    hands_over_hips: float
    hands_most: float
    """Greatest height of the hands over the hips, shortly before and after included."""
    knee_height_gap: float
    feet_split: float

    @property
    def plausible(self) -> bool:
        """Whether the hips can be so low with knees so bent, on two feet.

        With the knees bent by k the hips are cos(k / 2) legs away from the ankles, and 50 deg
        is as far as that line tilts back (on a chair). Where that is broken the joints are
        misplaced.
        """
        leg = np.cos(np.radians(self.knee_deg) / 2.0) * np.cos(np.radians(50.0))
        return bool(self.descent <= 1.05 - leg)


def span_figures(
    span: RepSpan,
    carriage: Carriage,
    time_s: FloatArray,
    height: FloatArray,
    config: MovementConfig | None = None,
) -> SpanFigures:
    """Boil the curves down to one movement.

    Parameters
    ----------
    span
        The movement.
    carriage
        Curves of the clip.
    time_s
        (T,) seconds.
    height
        (T,) hip height in leg lengths.
    config
        Says from which lean on a trunk is prone.
    """
    config = config or MovementConfig()
    reach = max(1, frames_in(_ENDS_S, time_s))
    before, after = max(0, span.first - reach), span.last + 1 + reach
    low = slice(span.pause[0], span.pause[1] + 1)
    inside, around = slice(span.first, span.last + 1), slice(before, after)
    prone = carriage.trunk_lean_deg >= config.min_prone_deg
    ends = [
        (
            _share(carriage.hip_flexion_deg[part], 0),
            _share(carriage.trunk_lean_deg[part], 0),
        )
        for part in (slice(before, span.first + 1), slice(span.last, after))
    ]
    return SpanFigures(
        descent=span.descent,
        knee_deg=_share(carriage.knee_flexion_deg[low], 50),
        lean_deg=_share(carriage.trunk_lean_deg[low], 50),
        lean_most_deg=_share(carriage.trunk_lean_deg[inside], 95),
        hip_least_deg=_share(carriage.hip_flexion_deg[around], 5),
        knee_least_deg=_share(carriage.knee_flexion_deg[around], 5),
        ends_deg=max(ends, key=lambda end: np.nan_to_num(end[1])),
        sway_deg=_sway_deg(span, carriage.trunk_lean_deg, height),
        balance=_share(carriage.balance[low], 50),
        prone_off_feet=_share(np.where(prone, carriage.off_feet, 0.0)[inside], 95),
        hands_over_ankles=_share(carriage.hands_over_ankles[low], 50),
        hands_over_knees=_share(carriage.hands_over_knees[low], 50),
        hands_over_hips=_share(carriage.hands_over_hips[low], 50),
        hands_most=_share(carriage.hands_over_hips[around], 95),
        knee_height_gap=_share(carriage.knee_height_gap[low], 50),
        feet_split=_share(carriage.feet_split[low], 50),
    )


def other_movement(figures: SpanFigures, config: MovementConfig | None = None) -> str:
    """Say which movement other than a squat this is.

    Parameters
    ----------
    figures
        From :func:`span_figures`. What is NaN speaks for no other movement.
    config
        Cut-offs.

    Returns
    -------
    str
        The movement and the figures that tell it; empty if nothing speaks against a squat.
    """
    config = config or MovementConfig()
    return next((words for check in CHECKS if (words := check(figures, config))), "")


def tell_apart(
    spans: list[RepSpan],
    carriage_of: Callable[[RepSpan], Carriage],
    time_s: FloatArray,
    height: FloatArray,
    config: MovementConfig | None = None,
) -> list[RepSpan]:
    """Return the same spans, those that show another movement rejected for that reason.

    Parameters
    ----------
    spans
        Squats and rejected candidates; the name of a movement says more than why it was
        rejected before.
    carriage_of
        Gives the curves that count for a span; which these are depends on its view.
    time_s
        (T,) seconds.
    height
        (T,) hip height in leg lengths.
    config
        Cut-offs.
    """
    named = []
    for span in spans:
        figures = span_figures(span, carriage_of(span), time_s, height, config)
        reason = other_movement(figures, config)
        named.append(replace(span, rejected=reason) if reason else span)
    return named


def _sway_deg(span: RepSpan, lean_deg: FloatArray, height: FloatArray) -> float:
    """Smaller of how far the trunk comes back on the seat and leans forward again to rise."""
    inside = np.arange(span.first, span.last + 1)
    deep = inside[span.depth(height[inside]) >= _DEEP]
    if not len(deep):
        return float("nan")
    known = deep[np.isfinite(lean_deg[deep])]
    if not len(known):
        return float("nan")
    upright = known[int(np.argmin(lean_deg[known]))]
    sides = (lean_deg[span.first : upright + 1], lean_deg[upright : span.last + 1])
    return min(_share(side, 95) for side in sides) - float(lean_deg[upright])


def _share(values: FloatArray, percent: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, percent)) if len(known) else float("nan")


def _lunge(figures: SpanFigures, config: MovementConfig) -> str:
    if figures.knee_height_gap >= config.min_lunge_knee_gap_leg:
        return (
            "looks like a lunge: one knee is "
            f"{figures.knee_height_gap:.2f} leg lengths lower than the other"
        )
    if figures.feet_split >= config.min_lunge_split_leg:
        return (
            "looks like a lunge: one foot is "
            f"{figures.feet_split:.2f} leg lengths ahead of the other"
        )
    return ""


def _sitting(figures: SpanFigures, config: MovementConfig) -> str:
    if figures.knee_least_deg >= config.max_standing_knee_deg:
        return (
            "looks like sitting: the knees stay bent by "
            f"{figures.knee_least_deg:.0f} deg and more throughout"
        )
    if not figures.plausible:
        return ""
    behind = (
        f"looks like sitting down: the body is {-figures.balance:.2f} leg lengths behind the feet"
    )
    if figures.balance <= config.min_balance_leg:
        return behind
    if (
        figures.balance <= config.min_swaying_balance_leg
        and figures.sway_deg >= config.max_sway_deg
    ):
        return f"{behind}, and the trunk comes upright by {figures.sway_deg:.0f} deg meanwhile"
    return ""


def _hinge(figures: SpanFigures, config: MovementConfig) -> str:
    if not figures.plausible:
        return ""
    spare = figures.knee_deg - figures.lean_deg
    name = "looks like a deadlift or picking something up: the hands go"
    leans = f"the trunk leans {figures.lean_deg:.0f} deg"
    knees = f"while the knees bend only {figures.knee_deg:.0f} deg"
    if figures.hands_over_knees <= config.hanging_hands_leg:
        if figures.lean_deg >= config.max_hanging_lean_deg:
            return f"{name} to the knees or below, and {leans}"
        if (
            figures.lean_deg >= config.min_hanging_lean_deg
            and spare < config.min_hanging_knee_over_lean_deg
        ):
            return f"{name} to the knees or below, and {leans}, {knees}"
    if (
        figures.hands_over_ankles <= config.hands_on_floor_leg
        and figures.lean_deg >= config.max_floor_lean_deg
        and spare < config.min_floor_knee_over_lean_deg
    ):
        return f"{name} to the floor, and {leans}"
    if figures.lean_deg >= config.min_hinge_lean_deg and spare < config.min_knee_over_lean_deg:
        return f"looks like a hip hinge (good morning, deadlift or swing): {leans} {knees}"
    return ""


def _swing(figures: SpanFigures, config: MovementConfig) -> str:
    if (
        figures.knee_deg < config.max_swing_knee_deg
        and figures.hands_over_hips <= config.max_swing_hands_low_leg
        and figures.hands_most >= config.min_swing_hands_high_leg
    ):
        return (
            "looks like a swing: the hands go from below the hips to "
            f"{figures.hands_most:.2f} leg lengths above them while the knees bend only "
            f"{figures.knee_deg:.0f} deg"
        )
    return ""


def _burpee(figures: SpanFigures, config: MovementConfig) -> str:
    if figures.prone_off_feet >= config.max_off_feet_leg:
        return (
            "looks like a burpee or a plank: the body is "
            f"{figures.prone_off_feet:.2f} leg lengths away from the feet"
        )
    if figures.lean_most_deg >= config.max_lean_deg:
        return (
            f"looks like a burpee or bending down: the trunk leans {figures.lean_most_deg:.0f} deg"
        )
    return ""


def _bent_over(figures: SpanFigures, config: MovementConfig) -> str:
    hip, lean = figures.ends_deg
    if figures.hip_least_deg >= config.max_standing_hip_deg:
        return (
            "looks like bending over: the hips stay bent by "
            f"{figures.hip_least_deg:.0f} deg and more throughout"
        )
    if hip >= config.max_end_hip_deg and lean >= config.max_end_lean_deg:
        return (
            f"looks like bending over: at one end the trunk leans {lean:.0f} deg and the hips "
            f"are bent by {hip:.0f} deg"
        )
    return ""


CHECKS: tuple[Callable[[SpanFigures, MovementConfig], str], ...] = (
    _sitting,
    _lunge,
    _hinge,
    _swing,
    _burpee,
    _bent_over,
)
"""In the order in which they are asked; the first that knows the movement names it."""

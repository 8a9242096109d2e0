"""What counts as a squat repetition, and how many speak for a set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RepConfig:
    """What counts as a squat repetition."""

    min_depth_leg: float = 0.12
    """Least vertical hip travel of a repetition, in leg lengths (thigh + shank). *convention*"""
    max_depth_leg: float = 1.05
    """A deeper drop of the hips starts from a jump or a box. *convention*"""
    max_speed_leg_s: float = 1.5
    """Faster average descent (leg lengths/s) is falling. *convention*"""
    min_knee_flexion_deg: float = 50.0
    """Least knee flexion at the bottom for a movement to be a squat. *convention*"""
    judged_knee_flexion_deg: float = 70.0
    """Shallower squats are repetitions, but labelled ``too_shallow``. *convention*, about
    20 deg above a parallel thigh."""
    least_knee_deg: float = 0.0
    greatest_knee_deg: float = 170.0
    """Knee flexion at the bottom outside of this is a mistake of the pose and stored as missing: a
    calf stops the thigh at about 160 deg. *convention*"""
    prominence: float = 0.3
    """Least prominence of a bottom, as share of the robust range of hip height."""
    min_rise: float = 0.65
    """Two dips belong to one repetition if the hips rise less than this share of the way
    to standing between them. *convention*"""
    border: float = 0.05
    """A repetition begins and ends where depth passes this share of its own descent."""
    min_duration_s: float = 0.6
    max_duration_s: float = 12.0
    max_drift: float = 0.35
    """Largest difference between start and end height, as share of the descent."""
    min_known: float = 0.5
    """The lifter must be seen in more than this share of a repetition. *convention*"""
    max_travel_leg: float = 0.55
    """Largest horizontal travel of the ankles during a repetition, in leg lengths."""
    min_balance_leg: float = -0.26
    """Middle of hip and shoulder relative to the ankle at the bottom, in leg lengths; further
    back nobody stays on their feet, so the person sits."""


@dataclass(frozen=True)
class SetConfig:
    """How many repetitions of a video speak for the whole set."""

    min_graded: int = 2
    """Least graded repetitions behind the median of a set. *convention*"""
    min_followed: int = 2
    """Least repetitions in which the waist was followed, and half of all, before the others are
    corrected by them (``measure/pelvis/blend.py``). *convention*"""

    def __post_init__(self) -> None:
        for name in ("min_graded", "min_followed"):
            if not getattr(self, name) >= 1:
                raise ValueError(
                    f"config.sets.{name}: expected an integer of at least 1, "
                    f"got {getattr(self, name)!r}"
                )

"""What is said about what a measured pattern may mean; no label depends on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ContextConfig:
    """What is said about what a measured pattern may mean; no label depends on it."""

    show: bool = True
    """Say it at all. Off for laboratories that want the numbers alone."""
    change_deg: float = 5.0
    """Difference of the wink between two sets, or between the ends of one, and the spread within
    one, from which it counts as a change where the lifter's own minimal detectable change is not
    known: less cannot be resolved by one camera (EVIDENCE T4, T5)."""
    same_hip_deg: float = 8.0
    """The apparent hip flexion at two onsets counts as the same within this. *convention*"""
    min_spread: int = 3
    """Least graded repetitions whose spread is stated: EVIDENCE T4 asks for 3 in a set."""
    min_trend: int = 5
    """Least graded repetitions of a set whose trend is stated. *convention*"""
    good_yaw_deg: float = 15.0
    """Up to this camera yaw from a true side view nothing is said about it: a segment that leans 40
    deg is then off by 1 deg (EVIDENCE T5)."""

    def __post_init__(self) -> None:
        for name in ("change_deg", "same_hip_deg"):
            if not getattr(self, name) > 0.0:
                raise ValueError(
                    f"config.context.{name}: expected more than 0 deg, got {getattr(self, name)!r}"
                )

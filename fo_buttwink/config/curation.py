"""Which repetitions a curator sees first, and when two are the same one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FlagConfig:
    """Which repetitions a curator is shown first; no label depends on it."""

    min_severity: int = 2
    """Severity from which a repetition is flagged. *convention*"""
    priority_grade: str = "moderate"
    """Grade from which a heavy load (``wink.review_load_rel``) raises review priority.
    *convention*"""


@dataclass(frozen=True)
class MatchConfig:
    """When a repetition of one account is that of another: a new analysis, or people's labels."""

    min_iou: float = 0.5
    """Least overlap (intersection over union of frames). Two repetitions of one video cannot both
    reach it unless they overlap each other. *convention*"""

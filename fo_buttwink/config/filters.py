"""How curves are smoothed, and which frames are no body."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FilterConfig:
    """Smoothing (EVIDENCE: 4-6 Hz is customary; under 4 Hz a 0.4 s wink loses amplitude)."""

    cutoff_hz: float = 4.0
    max_gap_s: float = 0.2
    """Longest gap that is interpolated."""
    hampel_window_s: float = 0.25
    hampel_sigma: float = 3.0
    upside_down_deg: float = 95.0
    """A trunk that leans by more, with an ankle unseen, is no body but misplaced landmarks. Of 46
    real clips that is so in one, for 2 s behind plates, and in single frames of three others."""
    between_lost_s: float = 0.5
    """Frames between two such within so short a time are none either. *convention*"""

"""Measuring by hand in the viewer; no setting of the analysis itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HandConfig:
    """Measuring by hand in the viewer; no setting of the analysis itself."""

    still_depths: tuple[float, ...] = (0.3, 0.55, 0.75, 0.9)
    """Depths of the stills in the descent, by the hip joints; the first is the one that changes are
    taken from. *convention*; standing itself is often half hidden by an arm."""
    min_line_px: float = 5.0
    """Shortest line that has a direction. At this length one pixel at one end turns it by 11 deg;
    the viewer says by how much. *convention*"""
    max_turn_deg: float = 90.0
    """No pelvis and no trunk turns farther than this from the first frame of the descent: a line
    that does is drawn the other way round. *convention*; lifters digitized by hand turn by up to 50
    deg."""
    min_descent_frames: int = 3
    """Fewest stills from the first of the descent to the deepest one that can show a turning
    back: one between both. *convention*"""
    min_pairs: int = 3
    """Fewest pairs of measures from which a repeatability is stated. *convention*"""
    window: float = 0.62
    """Side of an enlarged still in standing body lengths (trunk + thigh + shank). *convention*"""

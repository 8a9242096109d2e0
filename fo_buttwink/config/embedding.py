"""How the curves of a repetition become one vector, so that similar ones lie near."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EmbeddingConfig:
    """How the curves of a repetition become one vector, so that similar ones lie near."""

    scales_deg: tuple[float, float, float, float, float] = (10.0, 10.0, 10.0, 30.0, 30.0)
    """Degrees that count as much as one another in pelvic tilt, lumbar flexion, trunk lean, hip
    flexion and knee flexion. *Convention*: hips and knees move by about three times as much, and
    would hide what the pelvis does. Fixed, so that the vectors of two data sets can be compared."""
    min_reps: int = 3
    """Fewest repetitions with curves for a plot and for a search. *Convention*."""
    max_missing: float = 0.25
    """Largest share of a repetition in which a curve may be unknown; it is filled linearly.
    *Convention*."""

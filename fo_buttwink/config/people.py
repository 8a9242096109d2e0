"""What the bench on people counts; no setting of the analysis itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PeopleConfig:
    """What ``fo-buttwink bench people`` counts; no setting of the analysis itself."""

    hand_uncertainty_deg: float = 2.5
    """How far an angle measured by hand may be off: two passes over the same pictures differ by
    1 to 3 deg, and other readings of the same cloth by more."""
    onset_from_deg: float = 5.0
    """``wink_deg`` from which an onset ought to be stated; the first cut-off of the grades.
    *Convention*."""
    min_reps_in_set: int = 3
    """Fewest values in a clip whose standard deviation is taken. *Convention*."""
    marker_sd_deg: float = 1.0
    """Error assumed for a change of the marker angles in place of the estimator's own statement.
    *Convention*: markers slide on the skin, but by about the same in every repetition."""
    leg_per_psis: float = 0.9
    """Leg length (thigh + shank) over the height of the PSIS markers in standing, roughly."""
    marker_standing_share: float = 0.25
    """Standing is the tallest quarter of the frames outside of repetitions. *Convention*."""

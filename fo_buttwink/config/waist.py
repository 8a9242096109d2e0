"""When the turn of the waist in the picture is believed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WaistConfig:
    """When the turn of the waist in the picture is believed (``measure/pelvis/waist.py``)."""

    max_spread_deg: float = 3.0
    """Largest standard deviation of the reversal among the followed patches. On real clips it is
    0.5 to 2.7 deg where a waistband or a belt is followed; of loose shirts mostly far more."""
    max_jitter_deg: float = 1.5
    """Largest standard deviation of what one frame has in common with no neighbor: a pelvis does
    not jump. On people 0.3 to 0.7 deg where a waistband or a belt is followed, 1.7 to 2.1 under a
    loose shirt whose patches agree; 0.3 to 3.2 on simulated lifters, whose cloth is plain."""
    max_restarts: float = 1.3
    """How often a patch may have been lost and followed anew in a descent, on average: each time
    adds an error. Waistbands and belts of people 0 to 1.2; simulated clips in which the patches
    agree on a reversal that is 6 to 10 deg too small 1.5 to 2.7."""
    min_contrast: float = 18.0
    """Least contrast (standard deviation in CIELAB units) within a patch: plain cloth has nothing
    to follow but its folds. Waistbands and belts of people 25 to 61; a simulated clip in which the
    reversal was 10 deg too small 15, black on black up to 10."""
    max_drift: float = 0.06
    """Farthest that the patches may come to lie from their place on the body, on average, in body
    lengths: where plain cloth has nothing to follow, the crease between trunk and thigh is taken
    instead, and it wanders. Waistbands and belts of people 0.02 to 0.05; a simulated lifter in a
    plain shirt whose reversal came out 11 to 18 deg too small 0.08 to 0.12."""
    min_correlation: float = 0.9
    """Correlation of a patch with the one it is compared with, below which it is lost.
    *convention*"""
    own_sd_deg: float = 2.0
    """Error of the reversal that the patches have in common, as a standard deviation. Against
    seven repetitions of three people digitized by hand, three of them poor, all errors together
    come to 2.3 deg (RMS), which holds the patches' own and the hand's as well."""

    def __post_init__(self) -> None:
        for name in ("max_spread_deg", "max_jitter_deg", "own_sd_deg"):
            if not getattr(self, name) > 0.0:
                raise ValueError(
                    f"config.waist.{name}: expected more than 0 deg, got {getattr(self, name)!r}"
                )

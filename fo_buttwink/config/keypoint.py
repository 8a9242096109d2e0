"""Keypoints that another pose model found, in place of our own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeypointConfig:
    """Keypoints that another pose model found, in place of our own."""

    min_confidence: float = 0.3
    """Confidence from which a keypoint counts as seen; what is below keeps its place, unseen.
    *convention*, as of Sports2D."""
    spine_cutoff_hz: float = 3.0
    """Low-pass of the points on the spine: they are a hand apart, so their lines jitter more than
    those between joints. *convention*; a descent of 1 s turns a pelvis at below 1 Hz."""
    spine_sd_deg: float = 4.0
    """Standard deviation that is assumed for the error of a change in lumbar flexion from keypoints
    on the spine. *convention*: nobody has measured it on squats. Behind SpineTrack's points stand
    people's marks, which its authors take to scatter by 7 % (sacrum) to 10 % (L5, L3) of the square
    root of the person's area, more than the vertebrae are apart; what is the same in every frame
    cancels. What the points jitter from frame to frame is added."""

    def __post_init__(self) -> None:
        if not 0.0 < self.min_confidence <= 1.0:
            raise ValueError(
                "config.keypoints.min_confidence: expected a number above 0 up to 1, got "
                f"{self.min_confidence!r}"
            )
        for name in ("spine_cutoff_hz", "spine_sd_deg"):
            if not getattr(self, name) > 0.0:
                raise ValueError(
                    f"config.keypoints.{name}: expected more than 0, got {getattr(self, name)!r}"
                )

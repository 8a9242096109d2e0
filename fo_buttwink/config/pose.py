"""How landmarks and outline are inferred."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PoseConfig:
    """How landmarks and outline are inferred (the slow stage; part of the cache key)."""

    model: str = "full"
    """Pose model, as :mod:`fo_buttwink.pose.registry` names it: MediaPipe's ``lite``, ``full`` or
    ``heavy``."""
    max_side_px: int = 512
    """The lifter's part of the picture is shrunk to this longer side; the network itself
    sees 256 px, and larger masks only cost time."""
    outline_px: int = 128
    """Side of the square outline crop that is kept per frame."""
    outline_body: float = 1.1
    """Side of the crop in body lengths (trunk + thigh + shank as seen in the image)."""
    enough_fps: float | None = 25.0
    """Of faster videos only every second, third ... frame is inferred, so that at least so many
    are left per second, and those between are interpolated; ``None``: every frame. *Convention*:
    most of the footage that the errors were measured on has 25 to 30."""
    standing_stride: int = 2
    """Stride of the inferred frames while the lifter stands; those between are interpolated, and 1
    infers all. What it changes is in docs/accuracy.md."""
    standing_height: float = 0.95
    """Hips at this share of their greatest height over the ankles count as standing. *Convention*;
    at the bottom of the squats of 20 simulated and real clips they were at 0.65 and less."""
    max_people: int = 3
    """How many people are told apart while the lifter is searched for."""
    scout_frames: int = 10
    """Frames spread over the clip in which the lifter is searched for."""
    min_detection_confidence: float = 0.3
    min_presence_confidence: float = 0.2
    min_tracking_confidence: float = 0.2
    """Low on purpose: at MediaPipe's 0.5 a plate before the head ends the tracking. What was
    seen badly is sorted out afterwards, by visibility."""

    def __post_init__(self) -> None:
        if self.standing_stride < 1:
            raise ValueError(
                f"config.pose.standing_stride: expected 1 (every frame) or more, got "
                f"{self.standing_stride}"
            )

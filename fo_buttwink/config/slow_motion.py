"""When a video may be in slow motion without anybody having said so."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SlowMotionConfig:
    """When to ask whether a video is in slow motion."""

    slow_rep_s: float = 6.0
    """If every repetition takes longer than this, it is asked. *convention*: squats take 2 to 4 s,
    those to a slow count 5; recorded at 120 per second and played at 30 they take 8 to 16."""
    max_factor: float = 64.0
    """Greatest factor that is believed: 1920 frames per second, played at 30. *convention*"""

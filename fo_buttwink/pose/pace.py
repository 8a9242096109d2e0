"""Which frames are worth a look: hardly anything happens while the lifter stands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..config import PoseConfig
from ..domain.body import legs_height_px
from ..video.reader import Frame, VideoReader
from .landmarker import Landmarker, Person

Look = tuple[Frame, list[Person]]


class Pace:
    """Decide from the frames looked at so far whether the next one shall be.

    Parameters
    ----------
    config
        What counts as standing, and how much is left out meanwhile.
    standing_px
        Height of the hips over the ankles when standing, as far as it is known.
    """

    def __init__(self, config: PoseConfig, standing_px: float) -> None:
        self._config = config
        self._standing_px = standing_px
        self._leave_out = 0

    def is_due(self) -> bool:
        """Whether to look at the next frame; to be asked once for each."""
        if self._leave_out == 0:
            return True
        self._leave_out -= 1
        return False

    def saw(self, height_px: float | None) -> None:
        """Take in how high the hips are; ``None``: nobody was seen."""
        self._leave_out = 0
        if height_px is None or not np.isfinite(height_px):
            return
        self._standing_px = max(self._standing_px, height_px)
        if height_px >= self._config.standing_height * self._standing_px:
            self._leave_out = self._config.standing_stride - 1


def look(reader: VideoReader, model: Landmarker, pace: Pace) -> Iterator[Look]:
    """Yield the frames that are worth a look, first and last included, with the people in them."""
    left_out: Frame | None = None
    for frame in reader:
        if not pace.is_due():
            left_out = frame
            continue
        left_out = None
        people = model.detect(frame.image, frame.time_s)
        pace.saw(_height_px(people, frame.scale))
        yield frame, people
    if left_out is not None:
        yield left_out, model.detect(left_out.image, left_out.time_s)


def _height_px(people: list[Person], scale: float) -> float | None:
    if len(people) != 1:
        return None
    return float(legs_height_px(people[0].landmarks)) * scale


__all__ = [
    "Look",
    "Pace",
    "look",
]

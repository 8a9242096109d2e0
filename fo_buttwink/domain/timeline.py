"""Which frame of a video is shown when: the one home of this question.

Frames count from 1. A frame is shown from its own time until that of the next one begins. Where
each frame's own time is not known, frames are taken to follow each other evenly.

There are two clocks. Ours begins with the first picture. A player's begins with the file, so in
a file whose pictures begin later than its sound, players show each frame :attr:`Timeline.start_s`
later (found with Chromium: ``tests/browser/test_player_clock.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from .._util.arrays import FloatArray

UNEVEN = 0.25
"""*Convention*: times that are further than this share of a mean frame from even ones are used."""
WORTH_SAYING = 1.5
"""*Convention*: a timeline that counts evenly and is this many frames off cannot follow."""
_ROUNDED = 0.01
"""Share of a frame by which a stored time may be too early or too late."""


@dataclass(frozen=True)
class Timeline:
    """Frames and seconds of one video.

    Parameters
    ----------
    fps
        Mean frame rate [1/s]; ``None`` if it is not known.
    times
        Time of each frame on our clock [s], of the first one first; ``None`` where it is not known.
    start_s
        Time at which players show the first frame [s].
    """

    fps: float | None
    times: Sequence[float | None] = ()
    start_s: float = 0.0
    _known: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = np.array([np.nan if t is None else t for t in self.times], dtype=float)
        object.__setattr__(self, "_known", known)

    @property
    def uneven(self) -> bool:
        """Whether frames have times that their numbers and the mean rate do not give."""
        return self._off() > UNEVEN

    def time_of(self, frame: int) -> float | None:
        """Time at which a frame begins, on our clock [s]; ``None`` if nothing tells."""
        if 1 <= frame <= len(self._known) and np.isfinite(self._known[frame - 1]):
            return float(self._known[frame - 1])
        return (frame - 1) / self.fps if self.fps else None

    def player_time(self, frame: int) -> float | None:
        """Time at which players begin to show a frame [s]; ``None`` if nothing tells."""
        time_s = self.time_of(frame)
        return None if time_s is None else time_s + self.start_s

    def frame_at(self, time_s: float) -> int | None:
        """Frame shown at a time on our clock: the last that begins by then, or the first."""
        step = 1.0 / self.fps if self.fps else 0.0
        if np.isfinite(self._known).any():
            begun = np.flatnonzero(self._known <= time_s + _ROUNDED * step)
            return int(begun[-1]) + 1 if len(begun) else 1
        return max(1, int(np.floor(time_s * self.fps + _ROUNDED)) + 1) if self.fps else None

    def frames_before(self, frame: int, seconds: float) -> int:
        """Count the frames in so many seconds before a frame."""
        return self._within(frame, -seconds)

    def frames_after(self, frame: int, seconds: float) -> int:
        """Count the frames in so many seconds after a frame."""
        return self._within(frame, seconds)

    def _within(self, frame: int, seconds: float) -> int:
        rate = self.fps or 30.0
        at = self.time_of(frame)
        if not self.uneven or at is None:
            return round(abs(seconds) * rate)
        low, high = sorted((at, at + seconds))
        slack = _ROUNDED / rate
        inside = (self._known >= low - slack) & (self._known <= high + slack)
        inside[frame - 1 : frame] = False
        return int(inside.sum())

    def even_error_s(self) -> float:
        """Largest error of a player that counts frames evenly from the start of the file [s]."""
        if not self.fps:
            return 0.0
        return self._off(self.start_s) / self.fps

    def cannot_follow(self) -> bool:
        """Whether a timeline that counts evenly shows other frames than it says."""
        return self._off(self.start_s) > WORTH_SAYING

    def _off(self, shift_s: float = 0.0) -> float:
        """Largest distance of a frame from its place on an even timeline, in mean frames."""
        if not self.fps:
            return 0.0
        if not np.isfinite(self._known).any():
            return abs(shift_s) * self.fps
        even = np.arange(len(self._known)) / self.fps
        return float(np.nanmax(np.abs(self._known + shift_s - even))) * self.fps


def frame_time(
    frame: int | None, times: FloatArray | Mapping[int, float] | None, fps: float | None
) -> float | None:
    """Time at which a frame begins, on our clock [s]: its own where known, else by the rate.

    Parameters
    ----------
    times
        Times of all frames, or by frame number [s].
    """
    if frame is None:
        return None
    known: float | None = None
    if isinstance(times, Mapping):
        known = times.get(frame)
    elif times is not None and 1 <= frame <= len(times):
        known = float(times[frame - 1])
    if known is not None and np.isfinite(known):
        return float(known)
    return (frame - 1) / fps if fps else None

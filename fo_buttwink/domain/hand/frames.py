"""Which stills of a repetition to measure: standing, four in the descent, the deepest.

They are chosen by the hip joints alone, so that no estimate of the pelvis has a say in what a
person sees.
"""

from __future__ import annotations

import numpy as np

from ..._util.arrays import FloatArray
from ...config import HandConfig
from ..landmarks import LEFT_HIP, RIGHT_HIP

STILLS = 6
"""Stills of a repetition in the usual scheme; the second is the one of reference."""


def hips_down(landmarks: FloatArray) -> FloatArray:
    """How low the hips are in every frame, (T,); the larger the lower.

    Parameters
    ----------
    landmarks
        (T, 33, >=2), y downward in any unit; NaN where nobody was found.
    """
    return np.asarray(landmarks[:, [LEFT_HIP, RIGHT_HIP], 1].mean(axis=1))


def choose_stills(
    hips: FloatArray, first: int, bottom: int, before: int, config: HandConfig | None = None
) -> list[int]:
    """Six frames of a repetition, 0-based: standing, four in the descent, the deepest.

    The standing frame is the one before the descent in which the hips are highest.

    Parameters
    ----------
    hips
        (T,) height of the hips, larger is lower; NaN where nobody was found.
    first, bottom
        First and deepest frame of the repetition, 0-based.
    before
        So many frames before the first one standing is looked for.
    """
    config = config or HandConfig()
    known = np.asarray(hips[: bottom + 1], dtype=float)
    start = max(0, first - before)
    if np.isfinite(known[start : first + 1]).any() and np.isfinite(known[bottom]):
        standing = start + int(np.nanargmin(known[start : first + 1]))
        descent = known[standing:]
        if descent[-1] > descent[0]:
            depth = (descent - descent[0]) / (descent[-1] - descent[0])
            at = [standing + int(np.flatnonzero(depth <= d)[-1]) for d in config.still_depths]
            return _rising([standing, *at, bottom])
    # Nobody was found there: spread evenly over time, which any person can mend.
    return _rising([first + round(d * (bottom - first)) for d in (0.0, *config.still_depths, 1.0)])


def _rising(frames: list[int]) -> list[int]:
    """Set frames of a fast descent apart: those before the deepest one move back in time."""
    for k in range(len(frames) - 2, -1, -1):
        frames[k] = min(frames[k], frames[k + 1] - 1)
    frames[0] = max(frames[0], 0)
    for k in range(1, len(frames)):  # at the very beginning of a video
        frames[k] = max(frames[k], frames[k - 1] + 1)
    return frames


def depths_pct(
    hips: FloatArray, standing: int, deepest: int, frames: list[int]
) -> list[float | None]:
    """Share of the descent at some frames by the hips alone [%]; ``None`` where it is not known.

    Parameters
    ----------
    hips
        As for :func:`choose_stills`.
    standing, deepest, frames
        0-based.
    """
    if not all(0 <= f < len(hips) and np.isfinite(hips[f]) for f in (standing, deepest)):
        return [None] * len(frames)
    whole = float(hips[deepest] - hips[standing])
    if whole <= 0:
        return [None] * len(frames)
    return [
        round(100.0 * float(np.clip((hips[f] - hips[standing]) / whole, 0.0, 1.0)), 1)
        if 0 <= f < len(hips) and np.isfinite(hips[f])
        else None
        for f in frames
    ]

"""Find the frames in which the lifter stands quietly: the zero of every angle.

A wrong zero spoils a whole clip (an un-racking step, a bow before the set), so the frames
next to the repetitions are preferred and every frame must look like standing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .._util.arrays import SAME_S
from .posture import Posture
from .reps import RepSpan

_NEAR_S = 1.5
"""Standing is looked for this long before and after each repetition."""


def standing_frames(posture: Posture, spans: Sequence[RepSpan]) -> npt.NDArray[np.bool_]:
    """(T,) mask of quiet standing.

    Candidates are the frames outside repetitions, within 1.5 s of one, in which the hips
    are within 6 % of the clip's standing height. Of these the calmest and straightest half
    is kept. Between touch-and-go repetitions the frames at the very top serve.

    Parameters
    ----------
    posture
        Posture of the clip.
    spans
        Accepted repetitions; without any, the whole clip is searched.
    """
    time_s, height = posture.time_s, posture.hip_height
    knee = posture.knee_flexion_deg
    usable = np.isfinite(height) & np.isfinite(posture.trunk_line_deg) & np.isfinite(knee)
    if not usable.any():
        return usable
    near = np.zeros(len(time_s), dtype=bool)
    inside = np.zeros(len(time_s), dtype=bool)
    for span in spans:
        near |= (time_s >= time_s[span.first] - _NEAR_S - SAME_S) & (
            time_s <= time_s[span.last] + _NEAR_S + SAME_S
        )
        inside[span.first + 1 : span.last] = True
    if not spans:
        near[:] = True
    tops = [span.top for span in spans] or [float(np.percentile(height[usable], 95))]
    tall = height >= float(np.median(tops)) - 0.06
    candidates = usable & near & ~inside & tall
    if not candidates.any():
        candidates = usable & tall
    if not candidates.any():
        return candidates
    with np.errstate(invalid="ignore"):
        speed = np.abs(np.gradient(height, time_s)) + np.abs(
            np.gradient(np.radians(posture.trunk_line_deg), time_s)
        )
    lean = np.abs(posture.trunk_line_deg - np.median(posture.trunk_line_deg[candidates]))
    score = np.nan_to_num(speed, nan=9.0) / 0.1 + np.maximum(knee, 0.0) / 10.0 + lean / 5.0
    limit = float(np.median(score[candidates]))
    still: npt.NDArray[np.bool_] = candidates & (score <= limit)
    return still

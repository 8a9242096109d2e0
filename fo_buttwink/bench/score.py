"""Match what was measured with what is true of a clip, and collect the errors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .._util.arrays import FloatArray
from ..domain.analysis import Repetition, VideoAnalysis
from ..domain.curves import FrameSeries
from .truth import Truth

_MIN_OVERLAP = 0.5


@dataclass(frozen=True)
class RepPair:
    """One true repetition and what was made of it."""

    true: dict[str, Any]
    found: Repetition | None
    tags: dict[str, Any]


@dataclass(frozen=True)
class ClipScore:
    """One clip: frame errors inside repetitions, and the repetitions."""

    truth: Truth
    tilt_error_deg: FloatArray
    flexion_error_deg: FloatArray
    pairs: tuple[RepPair, ...]
    extra_reps: int


def score_clip(truth: Truth, result: VideoAnalysis) -> ClipScore:
    """Match repetitions by overlap and collect errors."""
    found = list(result.reps)
    pairs = []
    used: set[int] = set()
    for rep in truth.reps:
        best = max(
            range(len(found)),
            key=lambda k: _overlap(rep, found[k]),
            default=None,
        )
        hit = best is not None and best not in used and _overlap(rep, found[best]) >= _MIN_OVERLAP
        if hit and best is not None:
            used.add(best)
        pairs.append(RepPair(rep, found[best] if hit and best is not None else None, truth.tags))
    inside = np.zeros(len(truth.tilt_deg), dtype=bool)
    for pair in pairs:
        if pair.found is not None and pair.found.measurable:
            inside[pair.true["first"] : pair.true["last"] + 1] = True
    tilt, flexion = _curves(result.frames, len(inside))
    return ClipScore(
        truth=truth,
        tilt_error_deg=(tilt - truth.tilt_deg)[inside],
        flexion_error_deg=(flexion - truth.flexion_deg)[inside],
        pairs=tuple(pairs),
        extra_reps=len(found) - len(used),
    )


def _overlap(true: dict[str, Any], found: Repetition) -> float:
    a, b = true["first"] + 1, true["last"] + 1
    both = min(b, found.last) - max(a, found.first) + 1
    either = max(b, found.last) - min(a, found.first) + 1
    return max(both, 0) / either


def _curves(frames: FrameSeries | None, n: int) -> tuple[FloatArray, FloatArray]:
    unknown = np.full(n, np.nan)
    if frames is None:
        return unknown, unknown
    out = []
    for values in (frames.pelvic_tilt_deg, frames.lumbar_flexion_deg):
        fitted = unknown.copy()
        m = min(n, len(values))
        fitted[:m] = values[:m]
        out.append(fitted)
    return out[0], out[1]

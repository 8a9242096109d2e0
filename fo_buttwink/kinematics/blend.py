"""One curve of pelvic tilt from two witnesses: the network, and the waist in the picture.

Both are weighed by the inverse of their variance (the usual estimate of two independent
measurements). The network's error on people is not what it states, for it has only seen simulated
lifters; ``WinkConfig.people_sd_deg`` is added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..config import FilterConfig, WaistConfig
from ..observations import FloatArray
from ..reps import RepSpan
from .filtering import low_pass
from .pelvis import PelvisEstimate
from .waist import WaistTurn

_TOP = 0.15
"""Depth up to which both witnesses are laid upon each other: the waist knows changes only."""


def blend(
    estimate: PelvisEstimate,
    turns: Sequence[WaistTurn | None],
    spans: Sequence[RepSpan],
    hip_height: FloatArray,
    time_s: FloatArray,
    people_sd_deg: float,
    filters: FilterConfig,
    config: WaistConfig,
) -> PelvisEstimate:
    """Correct the tilt of every repetition in which the waist could be followed.

    What the descent is corrected by, at some depth, holds for the ascent at the same depth. The
    lean of the trunk stays, so lumbar flexion changes by the opposite.

    Parameters
    ----------
    estimate
        Of the network, (T,).
    turns, spans
        Rotation of the waist in each repetition.
    hip_height, time_s
        (T,) of the clip.
    people_sd_deg
        Standard deviation of what the network's stated error leaves out on people.
    filters
        Smoothing of the correction.
    config
        Which turns are believed.
    """
    change: FloatArray = np.zeros(len(time_s))
    followed = np.full(len(time_s), np.nan)
    for span, turn in zip(spans, turns, strict=True):
        if turn is None or turn.why_not(config):
            continue
        inside = slice(span.first, span.last + 1)
        stated = estimate.wink_sd_factor * _middle(estimate.flexion_sd_deg[inside])
        network = np.hypot(stated, people_sd_deg)
        waist = float(np.hypot(config.own_sd_deg, turn.spread_deg))
        weight = network**2 / (network**2 + waist**2)
        found = _correction(estimate.pelvic_tilt_deg, turn, span, hip_height)
        if not np.isfinite(weight) or found is None:
            continue
        change[inside] = weight * found
        followed[inside] = network * waist / float(np.hypot(network, waist))
    if np.isnan(followed).all():
        return estimate
    change = low_pass(change, time_s, filters.cutoff_hz)
    return replace(
        estimate,
        pelvic_tilt_deg=estimate.pelvic_tilt_deg + change,
        lumbar_flexion_deg=estimate.lumbar_flexion_deg - change,
        followed_sd_deg=followed,
    )


def _middle(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


def _correction(
    tilt_deg: FloatArray, turn: WaistTurn, span: RepSpan, hip_height: FloatArray
) -> FloatArray | None:
    """What the waist says more than the tilt, over the frames of a repetition."""
    down = np.arange(turn.frames[0], turn.frames[-1] + 1)
    more = np.interp(down, turn.frames, turn.turn_deg) - tilt_deg[down]
    depth = np.clip(span.depth(hip_height), 0.0, 1.0)
    known = np.isfinite(more) & np.isfinite(depth[down])
    down, more = down[known], more[known]
    top = depth[down] <= _TOP
    if len(down) < 2 or not top.any():
        return None
    more = more - more[top].mean()
    frames = np.arange(span.first, span.last + 1)
    out = np.interp(frames, down, more)
    # Upward by depth. A descent that pauses or goes back has several frames of one depth.
    up = frames > turn.frames[-1]
    deepest = np.maximum.accumulate(depth[down])
    deeper = np.concatenate(([True], np.diff(deepest) > 0))
    again = np.interp(
        np.nan_to_num(depth[frames], nan=0.0),
        np.concatenate(([0.0], deepest[deeper])),
        np.concatenate(([0.0], more[deeper])),
    )
    # From the value at the end of the bottom, which the depth may not give back exactly.
    if up.any():
        first = int(np.flatnonzero(up)[0])
        step = (out[first - 1] - again[first]) if first else 0.0
        again = again + step * np.nan_to_num(depth[frames], nan=0.0)
    out[up] = again[up]
    return out

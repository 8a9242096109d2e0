"""One curve of pelvic tilt from two witnesses: the network, and the waist in the picture.

Both are weighed by the inverse of their variance (the usual estimate of two independent
measurements). The network's error on people is not what it states, for it has only seen simulated
lifters; ``WinkConfig.people_sd_deg`` is added to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...config import FilterConfig, SetConfig, WaistConfig
from ..filtering import low_pass
from ..reps import RepSpan
from .estimate import PelvisEstimate
from .waist import WaistTurn

_TOP = 0.15
"""Depth up to which both witnesses are laid upon each other: the waist knows changes only."""
_DEPTHS = np.linspace(0.0, 1.0, 41)
"""Where the corrections of a set are compared."""


def blend(
    estimate: PelvisEstimate,
    turns: Sequence[WaistTurn | None],
    spans: Sequence[RepSpan],
    hip_height: FloatArray,
    time_s: FloatArray,
    people_sd_deg: float,
    filters: FilterConfig,
    config: WaistConfig,
    sets: SetConfig,
) -> PelvisEstimate:
    """Correct the tilt of every repetition in which the waist could be followed.

    What the descent is corrected by, at some depth, holds for the ascent at the same depth. The
    lean of the trunk stays, so lumbar flexion changes by the opposite. The network errs alike in
    all repetitions of one lifter in one view; so where the waist was followed in most of them, the
    others are corrected by the median of these, and by how far these differ they are unsure.

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
    sets
        How many repetitions speak for the others.
    """
    found = [
        None if turn is None or turn.why_not(config) else _descent(estimate, turn, span, hip_height)
        for span, turn in zip(spans, turns, strict=True)
    ]
    lent = _of_the_set(found, sets.min_followed)
    change: FloatArray = np.zeros(len(time_s))
    sd = np.full(len(time_s), np.nan)
    borrowed = np.zeros(len(time_s), dtype=bool)
    for span, own in zip(spans, found, strict=True):
        used = own or lent
        if used is None:
            continue
        inside = slice(span.first, span.last + 1)
        stated = estimate.wink_sd_factor * _middle(estimate.flexion_sd_deg[inside])
        network = np.hypot(stated, people_sd_deg)
        if not np.isfinite(network):
            continue
        waist = float(np.hypot(config.own_sd_deg, used.spread_deg))
        weight = network**2 / (network**2 + waist**2)
        change[inside] = weight * _whole(used, own is not None, span, hip_height)
        sd[inside] = network * waist / float(np.hypot(network, waist))
        borrowed[inside] = own is None
    if np.isnan(sd).all():
        return estimate
    change = low_pass(change, time_s, filters.cutoff_hz)
    return replace(
        estimate,
        pelvic_tilt_deg=estimate.pelvic_tilt_deg + change,
        lumbar_flexion_deg=estimate.lumbar_flexion_deg - change,
        followed_sd_deg=sd,
        borrowed=borrowed,
    )


def _middle(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else float("nan")


@dataclass(frozen=True)
class _Correction:
    """What the waist says more than the network, down to the end of the bottom."""

    frames: npt.NDArray[np.intp]
    """(N,); empty where it is that of a set."""
    more_deg: FloatArray
    """(N,)."""
    by_depth_deg: FloatArray
    """The same at ``_DEPTHS``."""
    spread_deg: float


def _descent(
    estimate: PelvisEstimate, turn: WaistTurn, span: RepSpan, hip_height: FloatArray
) -> _Correction | None:
    """Return what the waist says more in one repetition; ``None`` where they cannot be compared."""
    down = np.arange(turn.frames[0], turn.frames[-1] + 1)
    more = np.interp(down, turn.frames, turn.turn_deg) - estimate.pelvic_tilt_deg[down]
    depth = np.clip(span.depth(hip_height), 0.0, 1.0)[down]
    known = np.isfinite(more) & np.isfinite(depth)
    down, more, depth = down[known], more[known], depth[known]
    top = depth <= _TOP
    if len(down) < 2 or not top.any():
        return None
    more = more - more[top].mean()
    # A descent that pauses or goes back has several frames of one depth.
    deepest = np.maximum.accumulate(depth)
    deeper = np.concatenate(([True], np.diff(deepest) > 0))
    by_depth = np.interp(
        _DEPTHS,
        np.concatenate(([0.0], deepest[deeper])),
        np.concatenate(([0.0], more[deeper])),
    )
    return _Correction(down, more, by_depth, turn.spread_deg)


def _of_the_set(found: Sequence[_Correction | None], least: int) -> _Correction | None:
    """Return the median correction, where enough repetitions have one."""
    known = [own for own in found if own is not None]
    if len(known) < max(least, len(found) / 2):
        return None
    curves = np.array([own.by_depth_deg for own in known])
    apart = float(np.std(curves[:, -1], ddof=1))
    spread = float(np.hypot(apart, np.median([own.spread_deg for own in known])))
    none = np.zeros(0, dtype=np.intp)
    return _Correction(none, np.zeros(0), np.median(curves, axis=0), spread)


def _whole(used: _Correction, is_own: bool, span: RepSpan, hip_height: FloatArray) -> FloatArray:
    """Return the correction over the frames of a repetition, upward by depth."""
    frames = np.arange(span.first, span.last + 1)
    depth = np.clip(np.nan_to_num(span.depth(hip_height)[frames], nan=0.0), 0.0, 1.0)
    by_depth = np.interp(depth, _DEPTHS, used.by_depth_deg)
    if not is_own:
        return by_depth
    up = frames > used.frames[-1]
    out = np.where(up, 0.0, np.interp(frames, used.frames, used.more_deg))
    # From the value at the end of the bottom, which the depth may not give back exactly.
    step = (out[~up][-1] - by_depth[~up][-1]) if (~up).any() else 0.0
    out[up] = by_depth[up] + step * depth[up]
    return out

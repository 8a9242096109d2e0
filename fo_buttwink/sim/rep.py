"""The truth about one repetition, read off its curves by the product's own definition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..measure.wink import RepCurves, Unmeasurable, measure_wink

FloatArray = npt.NDArray[np.floating]

REP_BORDER = 0.02
"""Share of its own descent at which a repetition begins and ends."""


@dataclass(frozen=True)
class Rep:
    """One repetition: its frames and its truth."""

    first: int
    bottom: int
    last: int
    turning: int
    wink_deg: float
    onset_pct: float | None
    reversal_deg: float
    lumbar_rise_deg: float
    lumbar_flexion_bottom_deg: float
    knee_flexion_bottom_deg: float
    pattern: str


def rep_truth(
    time_s: FloatArray,
    depth: FloatArray,
    lumbar: FloatArray,
    pelvis: FloatArray,
    knee: FloatArray,
    span: tuple[int, int, int],
) -> Rep:
    """Read one repetition's truth off its curves.

    Parameters
    ----------
    time_s, depth, lumbar, pelvis, knee
        (T,) curves, angles absolute; standing is the ten frames before the repetition.
    span
        First, bottom and last frame.

    Raises
    ------
    ValueError
        If the descent is too short to be measured.
    """
    first, bottom, last = span
    before = slice(max(0, first - 10), max(1, first))
    inside = slice(first, last + 1)
    top, deepest = float(depth[first]), float(depth[bottom])
    wink = measure_wink(
        RepCurves(
            time_s=time_s[inside],
            depth=(depth[inside] - top) / max(deepest - top, 1e-6),
            pelvic_tilt_deg=pelvis[inside] - float(np.median(pelvis[before])),
            lumbar_flexion_deg=lumbar[inside] - float(np.median(lumbar[before])),
            hip_flexion_deg=np.full(last + 1 - first, np.nan),
            bottom=bottom - first,
        ),
        0.0,
    )
    if isinstance(wink, Unmeasurable):
        raise ValueError(f"repetition of frames {first} to {last}: {wink.reason}")
    return Rep(
        first,
        bottom,
        last,
        turning=first + wink.turning,
        wink_deg=wink.wink_deg,
        onset_pct=wink.onset_pct,
        reversal_deg=wink.pelvic_reversal_deg,
        lumbar_rise_deg=wink.lumbar_rise_deg,
        lumbar_flexion_bottom_deg=wink.lumbar_flexion_bottom_deg,
        knee_flexion_bottom_deg=float(knee[bottom]),
        pattern=wink.pattern,
    )

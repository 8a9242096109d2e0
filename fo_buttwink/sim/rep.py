"""The truth about one repetition, read off its curves. Pure numpy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .posture import SquatStyle

FloatArray = npt.NDArray[np.floating]

REP_BORDER = 0.02
"""Share of its own descent at which a repetition begins and ends."""


@dataclass(frozen=True)
class Rep:
    """One repetition: its frames and its truth."""

    first: int
    bottom: int
    last: int
    wink_deg: float
    onset_pct: float | None
    reversal_deg: float
    lumbar_flexion_bottom_deg: float
    knee_flexion_bottom_deg: float
    pattern: str


def rep_truth(
    depth: FloatArray,
    lumbar: FloatArray,
    pelvis: FloatArray,
    knee: FloatArray,
    span: tuple[int, int, int],
    style: SquatStyle | None = None,
) -> Rep:
    """Read one repetition's truth off its curves.

    Parameters
    ----------
    depth, lumbar, pelvis, knee
        (T,) curves, angles absolute.
    span
        First, bottom and last frame.
    style
        What was prescribed, when it was; gives the onset. Without it (marker data) the
        onset is the last depth at which lumbar flexion had not yet risen 1 deg above its
        least value in the descent.

    Returns
    -------
    Rep
        ``onset_pct`` is None where there is no wink or rounding worth the name (< 3 deg).
    """
    first, bottom, last = span
    down = slice(first, bottom + 1)
    before = slice(max(0, first - 10), max(1, first))
    stand_f = float(np.median(lumbar[before])) if first else float(lumbar[0])
    flex, d = lumbar[down], depth[down]
    if style is not None and style.pattern != "none":
        onset = style.onset_pct
        # the last frame before it: between frames the rise has already begun
        at_onset = float(flex[max(0, int(np.searchsorted(d, onset / 100, "right")) - 1)])
    else:
        low = int(np.argmin(flex))
        above = np.flatnonzero(flex[low:] <= flex[low] + 1.0) + low
        onset, at_onset = 100 * float(d[above[-1]]), float(flex[low])
    wink = max(0.0, float(lumbar[bottom]) - at_onset)
    if style is not None and style.pattern == "none":
        wink = max(0.0, float(lumbar[bottom]) - stand_f)
    reversal = float(pelvis[down].max() - pelvis[bottom])
    pattern = "none"
    if wink >= 5:
        pattern = "wink" if reversal >= 5 else "rounding"
    return Rep(
        first,
        bottom,
        last,
        wink_deg=wink,
        onset_pct=onset if wink >= 3 else None,
        reversal_deg=max(0.0, reversal),
        lumbar_flexion_bottom_deg=float(lumbar[bottom]) - stand_f,
        knee_flexion_bottom_deg=float(knee[bottom]),
        pattern=pattern,
    )

"""Pelvic reversal, lumbar rise, wink and onset from angles at a few stills.

The definitions are those of the machine (``measure.wink``), on the frames that were measured:
``pelvic_reversal_deg`` is the most anterior rotation of the pelvis from the first frame of the
descent on minus that of the deepest frame, ``lumbar_rise_deg`` the rise of trunk minus pelvis from
that frame on, ``wink_deg = max(0, min(both))``. With few stills the most anterior position may lie
between two of them, so the reversal by hand is rather too small than too large.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..._util.arrays import FloatArray
from ...config import HandConfig, WinkConfig

REVERSAL, RISE, WINK, ONSET = (
    "pelvic_reversal_deg", "lumbar_rise_deg", "wink_deg", "onset_pct",
)  # fmt: skip
QUANTITIES = (REVERSAL, RISE, WINK, ONSET)


@dataclass(frozen=True)
class Amounts:
    """What follows from the angles of one repetition; ``None`` with a reason where nothing does."""

    turning: int | None = None
    """Index of the still in which the pelvis is tilted most anteriorly."""
    pelvic_reversal_deg: float | None = None
    lumbar_rise_deg: float | None = None
    wink_deg: float | None = None
    onset_pct: float | None = None
    """Share of the descent from which the pelvis stays turned back [%]."""
    onset_pct_interval: tuple[float, float] | None = None
    """The two stills between which it lies [% of descent]."""
    reasons: dict[str, str] = field(default_factory=dict)
    """Why a quantity is missing, by its name, in words."""

    def to_json(self) -> dict[str, Any]:
        """Quantities by name, rounded to a tenth."""
        low, high = self.onset_pct_interval or (None, None)
        values = {name: getattr(self, name) for name in QUANTITIES}
        values |= {"onset_pct_low": low, "onset_pct_high": high}
        return {n: None if v is None else round(v, 1) + 0.0 for n, v in values.items()}


def amounts_of(
    pelvis_deg: Sequence[float] | FloatArray,
    trunk_deg: Sequence[float] | FloatArray,
    depth_pct: Sequence[float | None] | None = None,
    config: HandConfig | None = None,
    wink: WinkConfig | None = None,
) -> Amounts:
    """Return the amounts of a repetition.

    Parameters
    ----------
    pelvis_deg, trunk_deg
        (n,) changes from one frame, anterior and forward +, from the first frame of the descent to
        the deepest one; NaN where no line was drawn.
    depth_pct
        (n,) share of the descent at each of them, if it is known; only the onset needs it.
    """
    config, wink = config or HandConfig(), wink or WinkConfig()
    pelvis, trunk = np.asarray(pelvis_deg, dtype=float), np.asarray(trunk_deg, dtype=float)
    why = _no_reversal(pelvis, config)
    if why:
        return Amounts(reasons=dict.fromkeys(QUANTITIES, why))
    turning = int(np.argmax(pelvis))
    reversal = float(pelvis[turning] - pelvis[-1])
    lumbar = trunk - pelvis
    rise = float(lumbar[-1] - lumbar[turning])
    if not np.isfinite(rise):
        why = (
            "there is no trunk line in the frame of the most anterior pelvis or in the deepest one"
        )
        reasons = dict.fromkeys((RISE, WINK, ONSET), why)
        return Amounts(turning, reversal, reasons=reasons)
    amount = max(0.0, min(reversal, rise))
    onset, interval, why = _onset(pelvis, turning, amount, depth_pct, wink)
    reasons = {ONSET: why} if why else {}
    return Amounts(turning, reversal, rise, amount, onset, interval, reasons)


def _no_reversal(pelvis: FloatArray, config: HandConfig) -> str:
    """Why the angles give no reversal; empty if they do."""
    known = np.isfinite(pelvis)
    if not known.any():
        return "no pelvis line was drawn"
    if not known.all():
        return f"{int((~known).sum())} of {len(pelvis)} frames of the descent have no pelvis line"
    if len(pelvis) < config.min_descent_frames:
        return (
            f"{len(pelvis)} frames from the first of the descent to the deepest were measured; "
            f"at least {config.min_descent_frames} are needed"
        )
    return ""


def _onset(
    pelvis: FloatArray,
    turning: int,
    amount_deg: float,
    depth_pct: Sequence[float | None] | None,
    wink: WinkConfig,
) -> tuple[float | None, tuple[float, float] | None, str]:
    """Onset, its interval, and why there is none; as the machine's, between two stills."""
    least = wink.grade_cutoffs_deg[0]
    if amount_deg < least:
        return None, None, f"a wink of less than {least:g} deg has no onset"
    known = [d for d in depth_pct or () if d is not None and np.isfinite(d)]
    if len(known) != len(pelvis) or sorted(known) != known:
        return None, None, "the depth of the frames is not known, or does not rise"
    departure = pelvis[turning] - pelvis
    departure[:turning] *= -1.0
    before = int(np.flatnonzero(departure < wink.onset_departure_deg)[-1])
    low, high = float(known[before]), float(known[before + 1])
    share = (wink.onset_departure_deg - departure[before]) / (
        departure[before + 1] - departure[before]
    )
    return low + float(share) * (high - low), (low, high), ""

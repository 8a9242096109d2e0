"""What the machine is off by on somebody's own data, from what people measured by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student

from ..._util.words import many, rounded
from ...config import CalibrationConfig, MatchConfig
from .accounts import Account, pair
from .compare import is_judged

MEASURES = ("wink_deg", "pelvic_reversal_deg")


@dataclass(frozen=True)
class Calibration:
    """The machine's offset of one number, or the reason why none is stated."""

    measure: str
    machine: str
    """Name of the run."""
    hand: str
    reps: int
    videos: int
    offset_deg: float | None = None
    """Machine minus hand: subtracting it from the machine's number takes the offset away."""
    interval_deg: tuple[float, float] | None = None
    reason: str = ""

    @property
    def name(self) -> str:
        """Name of the setting, for whoever stores or applies it; it says what it is made of."""
        return f"{self.measure} of {self.machine} by {self.hand}, {many(self.reps, 'repetition')}"

    @property
    def sentence(self) -> str:
        """What a person reads."""
        if self.offset_deg is None or self.interval_deg is None:
            return f"The machine's offset on your data is not known yet: {self.reason}."
        low, high = self.interval_deg
        if low <= 0.0 <= high:
            what = "which may be none"
        else:
            what = f"so it reads too {'much' if low > 0.0 else 'little'}"
        return (
            f"On your data the machine's {self.measure} is off by {rounded(self.offset_deg, 1)} "
            f"deg ({rounded(low, 1)} to {rounded(high, 1)}), {what}. That is from "
            f"{many(self.reps, 'repetition')} of {many(self.videos, 'video')} measured by hand."
        )

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return {"name": self.name, **asdict(self), "sentence": self.sentence}


def calibrate(
    machine: Account,
    hand: Account,
    config: CalibrationConfig | None = None,
    *,
    measure: str = "wink_deg",
    min_iou: float = MatchConfig().min_iou,
) -> Calibration:
    """Say what a run is off by, compared with hand measurements of the same repetitions.

    Parameters
    ----------
    measure
        One of :data:`MEASURES`.

    Returns
    -------
    Calibration
        The mean of the videos' mean differences, with the interval that Student's t gives for as
        many videos; repetitions of a video do not count as independent. The offset is only stated:
        nothing applies it.
    """
    pairs = pair(machine, hand, min_iou)
    apart = machine.amount(measure)[pairs.a] - hand.amount(measure)[pairs.b]
    # What the machine abstained from has no grade; its number, if any, does not count.
    known = np.isfinite(apart) & is_judged(machine.labels[pairs.a])
    videos, codes = np.unique(machine.videos[pairs.a][known].astype(str), return_inverse=True)
    config = config or CalibrationConfig()
    found = Calibration(measure, machine.name, hand.name, int(known.sum()), len(videos))
    if found.reps < config.min_reps or found.videos < config.min_videos:
        return Calibration(
            **{
                **asdict(found),
                "reason": f"{many(found.reps, 'repetition')} of {many(found.videos, 'video')} "
                "have a number by hand and by the machine; at least "
                f"{many(config.min_reps, 'repetition')} of {many(config.min_videos, 'video')} "
                "are needed",
            }
        )
    means = np.bincount(codes, weights=apart[known]) / np.bincount(codes)
    offset = float(means.mean())
    error = float(means.std(ddof=1) / np.sqrt(len(means)))
    half = float(student.ppf(0.5 + config.interval / 2.0, len(means) - 1)) * error
    return Calibration(
        **{**asdict(found), "offset_deg": offset, "interval_deg": (offset - half, offset + half)}
    )

"""How well people who measure by hand agree with themselves and with each other.

The standard error of measurement (SEM) is the standard deviation of the differences over the
square root of 2; two values of one person differ truly, with 95 % certainty, from the minimal
detectable change on: ``MDC95 = 1.96 * sqrt(2) * SEM``.

References
----------
.. [1] Weir 2005, Journal of Strength and Conditioning Research 19:231: quantifying test-retest
   reliability using the intraclass correlation coefficient and the SEM.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ...config import HandConfig
from .matching import by_repetition
from .record import COUNTED, HandMeasure

WITHIN, BETWEEN = "within", "between"


@dataclass(frozen=True)
class Repeatability:
    """How far two measures of the same repetition differ."""

    n: int
    """Pairs."""
    bias_deg: float
    """Mean of second minus first."""
    sem_deg: float
    mdc95_deg: float

    def to_json(self) -> dict[str, Any]:
        """Figures by name, rounded to a hundredth."""
        return {n: round(v, 2) for n, v in asdict(self).items()}


def repeatability(
    pairs: Iterable[tuple[float, float]], config: HandConfig | None = None
) -> Repeatability | None:
    """Return SEM, MDC95 and bias of pairs of measures of the same repetitions.

    Parameters
    ----------
    pairs
        First and second measure of each repetition [deg].

    Returns
    -------
    Repeatability or None
        ``None`` with fewer than ``HandConfig.min_pairs`` pairs: of one there is no standard
        deviation, and of two it is off by a factor of two or more as often as not.
    """
    config = config or HandConfig()
    differences = np.array([b - a for a, b in pairs], dtype=float)
    differences = differences[np.isfinite(differences)]
    if len(differences) < config.min_pairs:
        return None
    sem = float(np.std(differences, ddof=1)) / math.sqrt(2.0)
    return Repeatability(
        n=len(differences),
        bias_deg=float(differences.mean()),
        sem_deg=sem,
        mdc95_deg=1.96 * math.sqrt(2.0) * sem,
    )


def pairs_of(
    videos: Mapping[str, Sequence[HandMeasure]], name: str
) -> dict[str, list[tuple[float, float]]]:
    """Pairs of measures of the same repetition, ``within`` one person and ``between`` two.

    Within: the first two passes of a person. Between: the first passes of two people, in the
    order of their names. Only what was seen well or fairly counts.

    Parameters
    ----------
    videos
        Measures by video.
    name
        Which quantity, such as ``wink_deg``.
    """
    found: dict[str, list[tuple[float, float]]] = {WITHIN: [], BETWEEN: []}
    for measures in videos.values():
        usable = [m for m in measures if m.quality in COUNTED]
        for group in by_repetition(usable):
            people: dict[str, list[float]] = {}
            for m in sorted(group, key=lambda m: (m.who, m.pass_number)):
                value = getattr(m.amounts(), name)
                if value is not None:
                    people.setdefault(m.who, []).append(value)
            found[WITHIN] += [(v[0], v[1]) for v in people.values() if len(v) > 1]
            firsts = [values[0] for values in people.values()]
            found[BETWEEN] += [(a, b) for i, a in enumerate(firsts) for b in firsts[i + 1 :]]
    return found

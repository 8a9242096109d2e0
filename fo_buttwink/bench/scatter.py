"""How far the figures of a bench would lie off if other lifters had been drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..config import AgreementConfig
from ..domain.agreement.figures import Figure, Sums, share
from .score import ClipScore, RepPair

Error = Callable[[RepPair], float | None]


def wink_error_deg(pair: RepPair) -> float | None:
    """How far ``wink_deg`` is off; ``None`` where there is no found or no true one."""
    return _error(pair, "wink_deg")


def onset_error_pct(pair: RepPair) -> float | None:
    """How far the onset is off [% of the descent]; ``None`` where one of the two has none."""
    return _error(pair, "onset_pct")


def _error(pair: RepPair, name: str) -> float | None:
    if pair.found is None or not pair.found.measurable:
        return None
    found, true = getattr(pair.found, name), pair.true[name]
    return None if found is None or true is None else abs(found - true)


FIGURES: dict[str, tuple[str, str, Error]] = {
    "wink_mae_deg": ("`wink_deg`", "deg", wink_error_deg),
    "onset_mae_pct": ("the onset", "% of the descent", onset_error_pct),
}
"""Figure of :func:`fo_buttwink.bench.accuracy.summarize`: what is off, unit, error of one."""


def between_clips(scores: Sequence[ClipScore], config: AgreementConfig) -> dict[str, Figure]:
    """Mean errors with what they would be on other clips of the same kind.

    Whole clips are drawn anew, because the repetitions of one lifter err alike (cluster bootstrap,
    Field and Welsh 2007).

    Parameters
    ----------
    scores
        Clips of one lifter each.
    config
        How many draws, how wide an interval, and how many clips it needs.

    Returns
    -------
    dict
        :class:`~fo_buttwink.domain.agreement.figures.Figure` by the names of :data:`FIGURES`.
    """
    out = {}
    for name, (_, _, error) in FIGURES.items():
        rows = [(k, error(pair)) for k, s in enumerate(scores) for pair in s.pairs]
        known = [(k, e) for k, e in rows if e is not None]
        errors = np.array([[e, 1.0] for _, e in known]).reshape(-1, 2)
        clips = np.array([k for k, _ in known], dtype=int)
        sums = Sums(clips, {name: errors}, config, seed=0)
        out[name] = sums.figure(name, share, "no repetition has such an error")
    return out


def as_json(figures: dict[str, Figure]) -> dict[str, Any]:
    """Return value, interval and the reason why one of them is missing, for a file."""
    return {
        name: {
            "value": None if f.value is None else round(f.value, 2),
            "interval": None if f.interval is None else [round(v, 2) for v in f.interval],
            "reason": f.reason,
        }
        for name, f in figures.items()
    }


def sentence(stored: dict[str, Any]) -> str:
    """Return in words what :func:`as_json` gives."""
    parts = []
    for name, (what, unit, _) in FIGURES.items():
        interval = stored[name]["interval"]
        if interval is None:
            parts.append(f"{what}: {stored[name]['reason']}")
        else:
            low, high = (f"{v:.2f}" for v in interval)
            parts.append(f"{what} would be off by {low} to {high} {unit}")
    drawn = f"{round(100.0 * AgreementConfig().interval)} % of draws of whole clips"
    return f"On other clips of the same kind ({drawn}): {'; '.join(parts)}."

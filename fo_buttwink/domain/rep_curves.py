"""The curves of one repetition as one vector, at the same phases in every repetition."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .._util.arrays import FloatArray
from ..config import EmbeddingConfig

CURVES = (
    "pelvic_tilt_deg", "lumbar_flexion_deg", "trunk_lean_deg", "hip_flexion_deg",
    "knee_flexion_deg",
)  # fmt: skip
"""In the order of ``EmbeddingConfig.scales_deg``."""
POINTS = 101
"""From standing over the deepest point, which is the middle one, to standing."""
LENGTH = POINTS * len(CURVES)


def vector_of(
    curves: Mapping[str, FloatArray],
    bottom: int,
    config: EmbeddingConfig | None = None,
) -> tuple[FloatArray | None, str]:
    """Make the vector of one repetition.

    Descent and ascent are stretched to the same length each, so that fast and slow repetitions
    with the same shape get the same vector. The angles are changes from standing as they are.

    Parameters
    ----------
    curves
        Those of :data:`CURVES`, each (T,) over the repetition; NaN where not measured.
    bottom
        Index of the deepest frame within them.

    Returns
    -------
    vector : array or None
        (505,), each curve in units of its scale; ``None`` if it cannot be made.
    reason : str
        Why not, in words; empty otherwise.
    """
    config = config or EmbeddingConfig()
    length = len(curves[CURVES[0]])
    if length < 3 or not 0 < bottom < length - 1:
        return None, "it has no descent and ascent"
    half = POINTS // 2
    at = np.concatenate([
        np.linspace(0.0, bottom, half + 1), np.linspace(bottom, length - 1, half + 1)[1:]
    ])  # fmt: skip
    frames = np.arange(length)
    parts = []
    for name, scale in zip(CURVES, config.scales_deg, strict=True):
        values = np.asarray(curves[name], dtype=float)
        known = np.isfinite(values)
        missing = 1.0 - float(known.mean())
        if missing > config.max_missing:
            words = name.removesuffix("_deg").replace("_", " ")
            return None, f"the {words} is not known in {100.0 * missing:.0f} % of it"
        parts.append(np.interp(at, frames[known], values[known]) / scale)
    return np.concatenate(parts), ""

"""Pelvic tilt and trunk lean from the posterior outline and the landmarks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from ..observations import FloatArray
from .contour import WINDOWS, Contour, standing_angles
from .posture import Posture


@dataclass(frozen=True)
class PelvisEstimate:
    """Sagittal angles as change from standing; each (T,), NaN where not measurable."""

    pelvic_tilt_deg: FloatArray
    """Anterior +."""
    trunk_lean_deg: FloatArray
    """Lean of the thorax, forward +."""
    sd_deg: float
    """Standard deviation of the error of lumbar flexion, from unseen simulated lifters."""

    @property
    def lumbar_flexion_deg(self) -> FloatArray:
        """Trunk lean minus pelvic tilt, flexion +."""
        return self.trunk_lean_deg - self.pelvic_tilt_deg


def features(
    contour: Contour, posture: Posture, standing: npt.NDArray[np.bool_]
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """What the linear estimator sees, as change from standing.

    Returns
    -------
    values : (T, len(WINDOWS) + 3)
        Slopes of the outline windows, lean of the trunk line, thigh, shank; degrees.
        Windows that are not visible take the value of the nearest visible one below.
    valid : (T,) bool
        The lower half of the windows was really seen.
    """
    angles = contour.angle_deg
    change = angles - standing_angles(angles, standing)
    lower = len(WINDOWS) // 2 + 1
    valid = np.isfinite(change[:, :lower]).all(axis=1)
    for k in range(1, change.shape[1]):
        missing = ~np.isfinite(change[:, k])
        change[missing, k] = change[missing, k - 1]
    body = np.stack([posture.trunk_line_deg, posture.thigh_deg, posture.shank_deg], axis=1)
    body = body - np.nanmedian(body[standing], axis=0)
    values = np.concatenate([change, body], axis=1)
    return values, valid & np.isfinite(values).all(axis=1)


def estimate_pelvis(
    contour: Contour, posture: Posture, standing: npt.NDArray[np.bool_]
) -> PelvisEstimate:
    """Estimate pelvic tilt and trunk lean in every frame.

    A ridge regression, fitted on simulated lifters (``fo_buttwink.sim``), maps the slopes
    of the posterior outline and the segment angles to the angles of pelvis and thorax.

    Parameters
    ----------
    contour, posture
        Of the same clip.
    standing
        (T,) frames of quiet standing, at least one.
    """
    values, valid = features(contour, posture, standing)
    weights = load_weights()
    angles = values @ np.asarray(weights["coefficients"], dtype=float).T
    angles[~valid] = np.nan
    return PelvisEstimate(
        pelvic_tilt_deg=angles[:, 0],
        trunk_lean_deg=angles[:, 1],
        sd_deg=float(weights["wink_sd_deg"]),
    )


@lru_cache(maxsize=1)
def load_weights() -> dict[str, Any]:
    """Coefficients of the linear estimator and the description of its training data."""
    source = resources.files("fo_buttwink") / "data" / "contour_weights.json"
    return json.loads(source.read_text(encoding="utf-8"))

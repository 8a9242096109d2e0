"""What simpler methods make of a clip: estimators to compare the product with.

They have no idea of their own error, so the bench opens the gates for them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray
from ..measure.pelvis.contour import WINDOWS, Contour, standing_angles
from ..measure.pelvis.estimate import PelvisEstimate
from ..measure.posture import Posture
from ..pipeline.estimators import Sight, back_in_sight


def contour_features(
    contour: Contour, posture: Posture, standing: npt.NDArray[np.bool_]
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return what the linear estimator sees, as change from standing.

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


def by_contour(sight: Sight) -> PelvisEstimate | None:
    """Estimate pelvic tilt and lumbar flexion from the slopes of the posterior outline.

    The first version of the product: a ridge regression, fitted on simulated lifters.

    Parameters
    ----------
    sight
        One clip.
    """
    contour = back_in_sight(sight)
    if contour is None:
        return None
    values, valid = contour_features(contour, sight.posture, sight.standing)
    weights = load_contour_weights()
    angles = values @ np.asarray(weights["coefficients"], dtype=float).T
    angles[~valid] = np.nan
    return PelvisEstimate(
        pelvic_tilt_deg=angles[:, 0],
        lumbar_flexion_deg=angles[:, 1],
        flexion_sd_deg=np.where(valid, float(weights["flexion_sd_deg"]), np.nan),
    )


def by_hip_angle(sight: Sight) -> PelvisEstimate:
    """Return what squat apps call butt wink: hip angle against its early value.

    Their rule compares the angle shoulder-hip-knee with its mean over the first 30 % of the
    descent and takes the difference for the tuck. It measures depth.

    Parameters
    ----------
    sight
        One clip.
    """
    posture, spans = sight.posture, sight.spans
    hip = posture.hip_flexion_deg
    tuck = np.zeros(len(hip))
    for span in spans:
        inside = np.arange(span.first, span.last + 1)
        early = inside[: max(1, round(0.3 * (span.bottom - span.first)))]
        tuck[inside] = np.maximum(0.0, hip[inside] - np.nanmean(hip[early]))
    lean = posture.trunk_line_deg - np.nanmedian(posture.trunk_line_deg[: spans[0].first + 1])
    return PelvisEstimate(
        pelvic_tilt_deg=lean - tuck,
        lumbar_flexion_deg=tuck,
        flexion_sd_deg=np.full(len(hip), 3.0),
    )


@lru_cache(maxsize=1)
def load_contour_weights() -> dict[str, Any]:
    """Coefficients of the linear estimator and the description of its training data."""
    source = resources.files("fo_buttwink") / "data" / "contour_weights.json"
    return dict(json.loads(source.read_text(encoding="utf-8")))

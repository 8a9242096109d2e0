"""Pelvic tilt and lumbar flexion from keypoints on the spine: a second estimator.

The pelvis is the line from the sacrum to L5, the thorax the one from T12 to T3. Both are short, so
their angles are noisy, and how far such keypoints follow the bones of a squatting person has not
been measured; so the stated error is wide (:class:`~fo_buttwink.config.KeypointConfig`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray
from ...config import FilterConfig, KeypointConfig
from ...domain.keypoint_layouts import L5, SACRUM, T3, T12
from ...domain.types import Side
from ..filtering import smooth
from ..view import facing_sign
from .estimate import PelvisEstimate


def spine_estimate(
    spine_px: FloatArray,
    time_s: FloatArray,
    side: Side,
    standing: npt.NDArray[np.bool_],
    filters: FilterConfig,
    config: KeypointConfig,
) -> PelvisEstimate | None:
    """Estimate the pelvis from keypoints on the spine.

    Parameters
    ----------
    spine_px : (T, 7, 2)
        Sacrum, L5, L3, T12, T8, T3 and C7 in pixels, NaN where missing.
    time_s : (T,)
        Presentation times.
    side
        Body side that faces the camera.
    standing : (T,)
        Frames of quiet standing.
    filters
        Gaps and outliers, as of the joints.
    config
        Smoothing, and the error that is stated.

    Returns
    -------
    PelvisEstimate or None
        ``None`` where the spine is not seen while standing.
    """
    wanted = [SACRUM, L5, T12, T3]
    course = smooth(
        spine_px[:, wanted].astype(float), time_s, filters, cutoff_hz=config.spine_cutoff_hz
    )
    raw = spine_px[:, wanted].astype(float)
    tilt, lean = (_lean_deg(course[:, k : k + 2], side) for k in (0, 2))
    known = standing & np.isfinite(tilt) & np.isfinite(lean)
    if not known.any():
        return None
    tilt, lean = _continuous(tilt), _continuous(lean)
    tilt = tilt - np.median(tilt[known])
    lean = lean - np.median(lean[known])
    flexion = lean - tilt
    noise = _noise_deg(raw, side, config.spine_cutoff_hz, time_s)
    sd = float(np.hypot(config.spine_sd_deg, noise))
    return PelvisEstimate(
        pelvic_tilt_deg=tilt,
        lumbar_flexion_deg=flexion,
        flexion_sd_deg=np.where(np.isfinite(flexion), sd, np.nan),
        from_keypoints=True,
    )


def _lean_deg(line: FloatArray, side: Side) -> FloatArray:
    """Forward lean of a line from its lower to its upper end, (T, 2, 2) pixels -> (T,)."""
    up = line[:, 1] - line[:, 0]
    return np.degrees(np.arctan2(facing_sign(side) * up[:, 0], -up[:, 1]))


def _continuous(angle_deg: FloatArray) -> FloatArray:
    """Return the same angles without jumps of a whole turn."""
    out = angle_deg.copy()
    known = np.isfinite(out)
    out[known] = np.degrees(np.unwrap(np.radians(out[known])))
    return out


def _noise_deg(raw: FloatArray, side: Side, cutoff_hz: float, time_s: FloatArray) -> float:
    """Return the standard error of the smoothed flexion that follows from the jitter.

    The jitter is what differs from frame to frame; smoothing leaves of it the share of the band
    that it lets pass.
    """
    flexion = _lean_deg(raw[:, 2:4], side) - _lean_deg(raw[:, 0:2], side)
    steps = np.diff((flexion + 180.0) % 360.0 - 180.0, n=2)
    steps = steps[np.isfinite(steps)]
    if len(steps) < 3:
        return 0.0
    # The second difference of white noise has six times its variance; the median resists jumps.
    sd = 1.4826 * float(np.median(np.abs(steps))) / np.sqrt(6.0)
    rate = 1.0 / float(np.median(np.diff(time_s)))
    # A change is a difference of two values.
    return float(sd * np.sqrt(2.0 * min(1.0, 2.0 * cutoff_hz / rate)))

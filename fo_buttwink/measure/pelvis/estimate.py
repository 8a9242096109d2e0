"""Pelvic tilt and lumbar flexion of every frame, from the outline and the joints."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..._util.arrays import FloatArray, interpolate_between
from ...config import FilterConfig
from ...domain.body import body_length_px
from ...domain.observations import PoseObservations
from ...domain.types import Side
from ..filtering import low_pass, smooth
from ..posture import plate_course
from ..view import facing_sign
from .network import Codes, Ensemble, load_ensemble
from .patch import cut_patches, joint_features, trunk_lean_deg
from .reconcile import choose_anchors, reconcile

_ANKLE = {"left": 27, "right": 28}
_STANDING_FRAMES = 40
"""So many frames of quiet standing are averaged into the reference."""
_BLOCK = 512
"""Frames of which the patches are held at a time; a multiple of those that the networks take at
once, so that no sum is taken in another order."""


@dataclass(frozen=True)
class PelvisEstimate:
    """Sagittal angles as change from standing; each (T,), NaN where not measurable."""

    pelvic_tilt_deg: FloatArray
    """Anterior +."""
    lumbar_flexion_deg: FloatArray
    """Flexion +."""
    flexion_sd_deg: FloatArray
    """Standard deviation of the error of lumbar flexion."""
    wink_sd_factor: float = 1.0
    """What that deviation is multiplied by for a change within one descent: part of a
    lifter's error is the same in all frames and cancels."""
    followed_sd_deg: FloatArray | None = None
    """(T,) standard deviation of the error of a change within a descent where the waist was
    followed in the picture (``blend``), which holds on people, too; NaN elsewhere. ``None``: it was
    followed nowhere."""
    borrowed: npt.NDArray[np.bool_] | None = None
    """(T,) of these, the frames in which it was followed in other repetitions only."""
    from_keypoints: bool = False
    """It comes from keypoints on the spine that another pose model found."""

    @property
    def trunk_lean_deg(self) -> FloatArray:
        """Lean of the thorax, forward +: tilt plus lumbar flexion."""
        return self.pelvic_tilt_deg + self.lumbar_flexion_deg

    def only(self, frames: npt.NDArray[np.bool_]) -> PelvisEstimate:
        """Return the same estimate, unknown outside the given frames, (T,) bool."""
        return replace(
            self,
            pelvic_tilt_deg=np.where(frames, self.pelvic_tilt_deg, np.nan),
            lumbar_flexion_deg=np.where(frames, self.lumbar_flexion_deg, np.nan),
            flexion_sd_deg=np.where(frames, self.flexion_sd_deg, np.nan),
        )


def estimate_pelvis(
    obs: PoseObservations,
    side: Side,
    standing: npt.NDArray[np.bool_],
    filters: FilterConfig,
    ensemble: Ensemble | None = None,
) -> PelvisEstimate:
    """Estimate pelvic tilt and lumbar flexion with the learnt network.

    Every frame's outline round the hips is compared with the same lifter's own outline in
    quiet standing, together with the joints. The network was trained on simulated lifters
    only (``fo_buttwink.sim``); its data and validation errors are stored beside the weights.

    Parameters
    ----------
    obs
        Observations of one clip.
    side
        Body side that faces the camera.
    standing
        (T,) frames of quiet standing, at least one.
    filters
        Smoothing of hips and results.
    ensemble
        Networks to use; those of the package by default.
    """
    ensemble = ensemble or load_ensemble()
    # The network sees no interpolated outline.
    seen = np.flatnonzero(obs.inferred & obs.present & np.isfinite(obs.outline_side_px))
    anchor = smooth(obs.outline_center_px.astype(float), obs.time_s, filters)
    seen = seen[np.isfinite(anchor[seen]).all(axis=1)]
    reference = np.flatnonzero(standing & np.isin(np.arange(len(standing)), seen))
    reference = reference[
        np.unique(np.linspace(0, len(reference) - 1, _STANDING_FRAMES).round().astype(int))
    ]
    lengths = body_length_px(obs.landmarks[reference].astype(float))
    known = lengths[np.isfinite(lengths)]
    body = float(np.median(known)) if len(known) else np.nan
    points = obs.landmarks[seen].astype(float)
    plate = plate_course(obs, filters)[seen]
    joints = joint_features(points, anchor[seen], body, side, plate)
    lean = trunk_lean_deg(points, anchor[seen], side, plate)
    frames = _encoded(ensemble, obs, anchor, body, side, seen, lean, joints)
    is_reference = np.isin(seen, reference)
    hip_height = points[:, _ANKLE[side], 1] - anchor[seen, 1]
    found = reconcile(ensemble, frames, frames[is_reference].middle(), choose_anchors(hip_height))
    # The zero is the lifter's own standing, whatever the network makes of it.
    tilt = _spread(
        found.pelvic_tilt_deg - np.median(found.pelvic_tilt_deg[is_reference]), seen, obs
    )
    flexion = _spread(
        found.lumbar_flexion_deg - np.median(found.lumbar_flexion_deg[is_reference]), seen, obs
    )
    # Networks fall short of large changes; the trunk's lean, their sum, they get right.
    short = (float(ensemble.meta.get("flexion_gain", 1.0)) - 1.0) * flexion
    return PelvisEstimate(
        pelvic_tilt_deg=low_pass(tilt - short, obs.time_s, filters.cutoff_hz),
        lumbar_flexion_deg=low_pass(flexion + short, obs.time_s, filters.cutoff_hz),
        flexion_sd_deg=_spread(found.flexion_sd_deg, seen, obs),
        wink_sd_factor=float(ensemble.meta.get("wink_sd_factor", 1.0)),
    )


def _encoded(
    ensemble: Ensemble,
    obs: PoseObservations,
    anchor: FloatArray,
    body: float,
    side: Side,
    seen: npt.NDArray[np.intp],
    lean_deg: FloatArray,
    joints: npt.NDArray[np.float32],
) -> Codes:
    """Encode frames block by block: the patches of an hour of video would take gigabytes."""
    codes = []
    for a in range(0, max(len(seen), 1), _BLOCK):
        part = slice(a, a + _BLOCK)
        rows, lean = seen[part], lean_deg[part]
        level = _patches(obs, anchor, body, side, rows, np.zeros(len(rows)))
        upright = _patches(obs, anchor, body, side, rows, lean)
        codes.append(ensemble.encode(np.stack([level, upright], axis=1), joints[part]).picture)
    return Codes(np.concatenate(codes, axis=1), joints)


def _patches(
    obs: PoseObservations,
    anchor: FloatArray,
    body: float,
    side: Side,
    rows: npt.NDArray[np.intp],
    lean_deg: FloatArray,
) -> npt.NDArray[np.float32]:
    return cut_patches(
        obs.outline[rows],
        obs.outline_center_px[rows].astype(float),
        obs.outline_side_px[rows].astype(float),
        anchor[rows],
        body,
        facing_sign(side),
        lean_deg,
    )


def _spread(values: FloatArray, rows: npt.NDArray[np.intp], obs: PoseObservations) -> FloatArray:
    out = np.full(len(obs.time_s), np.nan)
    out[rows] = values
    return interpolate_between(out, obs.inferred, obs.time_s)

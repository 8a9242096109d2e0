"""One squat whose curves are given, for what looks at curves and not at pictures."""

from __future__ import annotations

import numpy as np

from fo_buttwink.domain.analysis import ViewEstimate
from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.measure.pelvis.estimate import PelvisEstimate
from fo_buttwink.measure.posture import Posture
from fo_buttwink.measure.reps import RepSpan

N, FIRST, BOTTOM, LAST = 90, 20, 45, 70
SPAN = RepSpan(FIRST, BOTTOM, LAST, top=1.0, descent=0.6, pause=(43, 47))
SIDE = ViewEstimate("left", 5.0, 0.9)


def depth():
    """0 standing, 1 at the bottom."""
    return np.clip(1.0 - np.abs(np.arange(N) - BOTTOM) / (BOTTOM - FIRST), 0.0, 1.0)


def posture(**changes):
    """A lifter who is seen well."""
    d = depth()
    values = {
        "trunk_line_deg": 30.0 * d,
        "thigh_deg": 90.0 * d,
        "shank_deg": 25.0 * d,
        "ankle_x": np.zeros(N),
        "balance": np.zeros(N),
        "time_s": np.arange(N) / 30.0,
        "hip_height": 1.0 - 0.6 * d,
        "knee_world_deg": 110.0 * d,
        "length_px": np.full(N, 300.0),
        "body_px": 300.0,
        "leg_px": 160.0,
        "visible": np.ones(N, dtype=bool),
        "arm_visibility": np.ones(N),
        "head_visibility": np.ones(N),
        "plate_seen": np.zeros(N, dtype=bool),
        "lost": np.zeros(N, dtype=bool),
    }
    knee = changes.pop("knee_flexion_deg", None)
    if knee is not None:
        changes |= {"thigh_deg": knee, "shank_deg": np.zeros(N)}
    return Posture(**{**values, **changes})


def estimate(sd=2.0):
    """A pelvis that tucks by 12 degrees."""
    tuck = 12.0 * depth() ** 4
    return PelvisEstimate(-tuck, tuck, np.broadcast_to(sd, N).astype(float))


def series(position, found, visible=None):
    """The curves of both."""
    return FrameSeries(
        time_s=position.time_s,
        depth=depth(),
        trunk_lean_deg=found.trunk_lean_deg,
        pelvic_tilt_deg=found.pelvic_tilt_deg,
        lumbar_flexion_deg=found.lumbar_flexion_deg,
        hip_flexion_deg=position.hip_flexion_deg,
        knee_flexion_deg=position.knee_flexion_deg,
        visible=np.ones(N, dtype=bool) if visible is None else visible,
    )

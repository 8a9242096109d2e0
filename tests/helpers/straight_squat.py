"""Squats in straight pieces over depth, whose reversal and rise are known."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from fo_buttwink.config import WinkConfig
from fo_buttwink.measure.wink import RepCurves, Unmeasurable, Wink, measure_wink

FPS = 30.0
SD = 1.0
CONFIG = WinkConfig()
SIMULATED = WinkConfig(people_sd_deg=0.0)


def rep(
    reversal: float = 0.0,
    turning: float = 0.7,
    *,
    rise: float | None = None,
    before: float = 10.0,
    peak: float = 30.0,
    descent_s: float = 1.4,
    pause_s: float = 0.1,
    fps: float = FPS,
    noise: float = 0.0,
    seed: int = 0,
) -> RepCurves:
    """One squat in straight pieces over depth.

    Pelvic tilt rises to ``peak`` at the depth ``turning``, then falls by ``reversal``. Lumbar
    flexion rises to ``before`` at the same depth, then by ``rise`` (as much as the pelvis turns
    back, if not given); the trunk leans as both say.
    """
    rise = reversal if rise is None else rise
    n = round(descent_s * fps) + 1
    down = np.sin(np.linspace(0, np.pi / 2, n)) ** 2
    hold = np.ones(round(pause_s * fps))
    depth = np.concatenate([down, hold, down[::-1]])
    knots = [0.0, turning, 1.0]
    tilt = np.interp(depth, knots, [0.0, peak, peak - reversal])
    flexion = np.interp(depth, knots, [0.0, before, before + rise])
    if noise:
        rng = np.random.default_rng(seed)
        tilt = tilt + rng.normal(0.0, noise, len(depth))
        flexion = flexion + rng.normal(0.0, noise, len(depth))
    return RepCurves(
        time_s=np.arange(len(depth)) / fps,
        depth=depth,
        pelvic_tilt_deg=tilt,
        lumbar_flexion_deg=flexion,
        hip_flexion_deg=8.0 + 110.0 * depth,
        bottom=n - 1 + len(hold) // 2,
    )


def measured(curves: RepCurves, sd: float = SD, config: WinkConfig | None = None) -> Wink:
    wink = measure_wink(curves, sd, config)
    assert isinstance(wink, Wink), wink
    return wink


def reason(curves: RepCurves) -> str:
    found = measure_wink(curves, SD)
    assert isinstance(found, Unmeasurable), found
    return found.reason


amounts = st.floats(9.0, 40.0)
"""So large that no frame falling beside the peak takes it below the first cut-off."""
turnings = st.floats(0.2, 0.9)

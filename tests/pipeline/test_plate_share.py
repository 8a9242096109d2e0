"""How much of a repetition a plate is before the lifter is stated for each repetition."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import stick_figure

from fo_buttwink.domain.landmarks import LEFT_SHOULDER, RIGHT_SHOULDER
from fo_buttwink.pipeline.analyze import analyze_observations


def test_share_of_the_frames_with_a_plate_before_the_lifter():
    obs = stick_figure.observe(stick_figure.squat_depth(2))
    first, second = analyze_observations(obs).reps
    assert (first.further["plate_pct"], second.further["plate_pct"]) == (0.0, 0.0)
    plate = np.full_like(obs.plate_px, np.nan)
    neck = obs.landmarks[:, [LEFT_SHOULDER, RIGHT_SHOULDER], :2].mean(axis=1)
    half = (first.first + first.last) // 2
    plate[first.first - 1 : half] = neck[first.first - 1 : half]
    first, second = analyze_observations(replace(obs, plate_px=plate)).reps
    assert 35.0 < first.further["plate_pct"] < 65.0
    assert second.further["plate_pct"] == 0.0

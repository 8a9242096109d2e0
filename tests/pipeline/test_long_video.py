"""An hour of video has to fit: what an analysis takes beyond its observations is bounded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import long_video
import numpy as np

from fo_buttwink.measure.pelvis import estimate
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pose.between import fill_between

ROOT = Path(__file__).resolve().parents[2]
MB_PER_MINUTE = 20.0
"""Beyond the observations, which take 31 MB a minute at 30 frames per second."""


def measured(minutes):
    command = [sys.executable, long_video.__file__, str(minutes)]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_ten_minutes_take_little_more_than_their_observations():
    found = measured(10)
    assert found["reps"] > 50 and found["observations_mb"] > 300  # or nothing was measured
    assert found["grown_mb"] < 10 * MB_PER_MINUTE, found


def test_blocks_change_no_bit(monkeypatch):
    obs = long_video.observed(0.5)
    there = analyze_observations(obs)
    monkeypatch.setattr(estimate, "_BLOCK", 10**9)
    whole = analyze_observations(obs)
    assert there.reps == whole.reps
    for field in fields(there.frames):
        one, other = (getattr(a.frames, field.name) for a in (there, whole))
        if isinstance(one, np.ndarray):
            np.testing.assert_array_equal(one, other)


def test_outlines_are_filled_in_place_with_the_same_values():
    obs = long_video.observed(0.1)
    obs = replace(obs, outline=np.where(obs.inferred[:, None, None], obs.outline, 0))
    kept = obs.outline.copy()
    apart = fill_between(obs)
    assert np.array_equal(obs.outline, kept) and not np.array_equal(apart.outline, kept)
    here = fill_between(obs, in_place=True)
    assert here.outline is obs.outline
    np.testing.assert_array_equal(here.outline, apart.outline)

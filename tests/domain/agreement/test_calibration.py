"""The machine's offset on somebody's own data: stated where it is known, and never narrower."""

from __future__ import annotations

import json

import numpy as np
import pytest

from fo_buttwink.domain.agreement.accounts import account
from fo_buttwink.domain.agreement.calibration import calibrate


def sources(offsets, reps=4, noise=1.0, seed=0, labels=None):
    """A machine that is off by its own amount in each video, and hands that are right."""
    rng = np.random.default_rng(seed)
    machine, hand = [], []
    for video, off in enumerate(offsets):
        for rep in range(reps):
            true = float(rng.uniform(2.0, 20.0))
            place = (f"v{video}", 100 * rep + 1, 100 * rep + 60)
            label = labels[video] if labels else "subtle"
            wink = true + off + float(rng.normal(0.0, noise))
            machine.append((*place, label, "", {"wink_deg": wink}))
            hand.append((*place, None, "", {"wink_deg": true}))
    return account("buttwink", machine), account("hand", hand, complete=False)


def test_offset_with_the_interval_of_videos():
    offsets = np.array([1.0, 3.0, 2.0, 4.0, 0.0, 2.0])
    found = calibrate(*sources(offsets, noise=0.0))
    assert found.offset_deg == pytest.approx(2.0)
    half = 2.5706 * offsets.std(ddof=1) / np.sqrt(6)  # t of 5 degrees of freedom, from a table
    assert found.interval_deg == pytest.approx((2.0 - half, 2.0 + half), abs=1e-3)
    assert "is off by 2.0 deg (0.5 to 3.5), so it reads too much" in found.sentence
    assert (found.reps, found.videos) == (24, 6)
    json.dumps(found.to_json(), allow_nan=False)


def test_more_repetitions_of_the_same_videos_make_it_no_surer():
    offsets = [1.0, 3.0, 2.0, 4.0, 0.0, 2.0]
    few, many = (calibrate(*sources(offsets, reps, noise=0.0)) for reps in (4, 400))
    assert many.interval_deg == pytest.approx(few.interval_deg)


@pytest.mark.parametrize(("videos", "reps"), [(6, 3), (4, 10), (0, 0)])
def test_too_little_is_said(videos, reps):
    found = calibrate(*sources([1.0] * videos, reps))
    assert found.offset_deg is None and found.interval_deg is None
    assert "at least 20 repetitions of 5 videos are needed" in found.sentence


def test_an_offset_that_may_be_none_is_no_finding():
    found = calibrate(*sources([-3.0, 3.0, -1.0, 1.0, 0.5]))
    assert "which may be none" in found.sentence


def test_what_the_machine_abstained_from_does_not_count():
    labels = ["subtle"] * 6 + ["occluded"] * 2
    found = calibrate(*sources([2.0] * 6 + [50.0] * 2, labels=labels, noise=0.1))
    assert found.videos == 6 and found.offset_deg == pytest.approx(2.0, abs=0.2)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    hits = 0
    for seed in range(300):
        low, high = calibrate(*sources(rng.normal(2.0, 3.0, 6), seed=seed)).interval_deg
        hits += low <= 2.0 <= high
    assert 0.91 <= hits / 300 <= 0.99

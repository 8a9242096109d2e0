"""Simulated lifters driven by marker curves; skipped where the recordings are missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("anny", reason="needs the extra 'sim'")

from fo_buttwink.sim.measured import at_frame, drive, read_trials
from fo_buttwink.sim.sampling import sample_lifter

MOCAP = Path(__file__).resolve().parents[3] / "shared" / "mocap" / "derived"
recordings = pytest.mark.skipif(not MOCAP.is_dir(), reason="no motion capture data here")


@recordings
def test_splits_share_no_subject():
    names = {split: {t.name for t in read_trials(MOCAP, split)} for split in ("train", "test")}
    assert not names["train"] & names["test"]
    assert names["test"] == {"DetectMarkerFlip_squats1_markers"}


@recordings
def test_driven_lifter_moves_as_measured():
    (trial,) = read_trials(MOCAP, "test")
    lifter = sample_lifter(np.random.default_rng(3))
    motion = drive(trial, lifter, 30.0, reps=(0, 2))
    assert len(motion.reps) == 3
    # pelvic reversal of the first three repetitions, from the recordings' manifest
    assert [r.reversal_deg for r in motion.reps] == pytest.approx([8.8, 6.6, 5.2], abs=1.5)
    assert motion.pelvis[0] == pytest.approx(lifter.style.pelvis_standing_deg, abs=1.5)
    doubled = drive(trial, lifter, 30.0, reps=(0, 2), gain=2.0)
    np.testing.assert_allclose(doubled.trunk, motion.trunk)
    change = [m.lumbar - m.lumbar[0] for m in (motion, doubled)]
    np.testing.assert_allclose(change[1], 2 * change[0], atol=1e-9)
    one = at_frame(motion, motion.reps[1].bottom)
    assert len(one) == 1
    assert one.depth[0] == pytest.approx(1.0, abs=0.02)


def test_a_folder_without_curves_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"no marker curves for split 'train'.*knee_flexion_deg"):
        read_trials(tmp_path, "train")

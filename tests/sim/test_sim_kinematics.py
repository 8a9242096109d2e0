"""Squat motions: signs, zero in standing, balance, and truth that agrees with the curves."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from fo_buttwink.sim.kinematics import Motion, Tempo, from_curves, simulate, snapshot
from fo_buttwink.sim.posture import SegmentLengths, SquatStyle, lumbar_curve, posture_table
from fo_buttwink.sim.rep import rep_truth
from fo_buttwink.sim.truth import grade

LENGTHS = SegmentLengths()


def _clip(style: SquatStyle, vary: float = 0.0, seed: int = 0) -> Motion:
    return simulate(LENGTHS, style, Tempo(), np.random.default_rng(seed), vary=vary)


def test_standing_is_the_zero_of_every_change() -> None:
    style = SquatStyle(trunk_standing_deg=3, pelvis_standing_deg=-4, pattern="wink", wink_deg=20)
    motion = _clip(style)
    still = motion.depth == 0
    np.testing.assert_allclose(motion.trunk[still], 3, atol=1e-6)
    np.testing.assert_allclose(motion.pelvis[still], -4, atol=1e-6)
    assert still[:20].all()


def test_signs() -> None:
    motion = _clip(SquatStyle())
    rep = motion.reps[0]
    middle = (rep.first + rep.bottom) // 2
    assert motion.trunk[middle] > 10  # forward lean +
    assert motion.pelvis[middle] > 10  # anterior tilt +
    assert motion.knee[rep.bottom] > 100  # flexion +
    winked = _clip(SquatStyle(pattern="wink", wink_deg=20))
    assert winked.lumbar[winked.reps[0].bottom] > 15  # flexion +
    assert winked.pelvis[winked.reps[0].bottom] < motion.pelvis[rep.bottom]  # posterior


@pytest.mark.parametrize("pattern", ["none", "wink", "rounding"])
def test_flexion_is_lean_minus_tilt(pattern: str) -> None:
    motion = _clip(SquatStyle(pattern=pattern, wink_deg=15, onset_pct=60), vary=1.0)
    np.testing.assert_allclose(motion.lumbar, motion.trunk - motion.pelvis, atol=1e-9)


@pytest.mark.parametrize(("knee", "least", "most"), [(90, 0.0, 2.0), (130, 4.0, 19.0)])
def test_a_rigid_spine_reverses_only_in_deep_squats(knee: float, least: float, most: float) -> None:
    rep = _clip(SquatStyle(knee_max_deg=knee)).reps[0]
    assert least <= rep.reversal_deg <= most
    assert rep.wink_deg < 0.1
    assert rep.pattern == "none"
    assert rep.onset_pct is None


@pytest.mark.parametrize(("flexion", "from_pct"), [(7.0, 92.0), (24.0, 90.0), (15.0, 60.0)])
def test_truth_is_that_of_the_curves(flexion: float, from_pct: float) -> None:
    """A wink is prescribed by lumbar flexion; how far the pelvis turns back follows from it."""
    style = SquatStyle(pattern="wink", wink_deg=flexion, onset_pct=from_pct, knee_max_deg=126)
    motion = _clip(style)
    rigid = _clip(SquatStyle(knee_max_deg=126)).reps[0]
    for rep in motion.reps:
        down = slice(rep.first, rep.bottom + 1)
        tilt, lumbar = motion.pelvis[down], motion.lumbar[down]
        turning = int(np.argmax(tilt))
        assert abs(rep.turning - rep.first - turning) <= 1  # the truth is read off a short median
        assert rep.reversal_deg == pytest.approx(tilt[turning] - tilt[-1], abs=1.0)
        assert rep.lumbar_rise_deg == pytest.approx(lumbar[-1] - lumbar[turning], abs=1.0)
        assert rep.wink_deg == pytest.approx(min(rep.reversal_deg, rep.lumbar_rise_deg))
        assert rep.wink_deg <= flexion + 0.3
        assert rep.reversal_deg > rigid.reversal_deg
        assert rep.onset_pct is not None and rep.onset_pct < 100
        assert rep.lumbar_flexion_bottom_deg == pytest.approx(flexion, abs=0.3)
        assert rep.pattern == "wink"


def test_an_arched_start_counts_from_the_turning_point() -> None:
    style = SquatStyle(pattern="arched", arch_deg=10, wink_deg=22, onset_pct=80)
    rep = _clip(style).reps[0]
    assert 15 < rep.wink_deg <= 22.5
    assert rep.lumbar_flexion_bottom_deg == pytest.approx(12, abs=0.5)


def test_rounding_without_reversal_is_not_a_wink() -> None:
    rep = _clip(SquatStyle(pattern="rounding", wink_deg=27, onset_pct=10, knee_max_deg=95)).reps[0]
    assert rep.reversal_deg < 5
    assert rep.pattern == "rounding"


def test_rep_frames_bracket_the_movement() -> None:
    motion = _clip(SquatStyle(), vary=1.0)
    assert len(motion.reps) == 2
    for rep in motion.reps:
        assert rep.first < rep.bottom < rep.last
        assert motion.depth[rep.first - 1] < 0.02 <= motion.depth[rep.first]
        assert motion.depth[rep.last + 1] < 0.02 <= motion.depth[rep.last]
        assert motion.depth[rep.bottom] == pytest.approx(motion.depth[rep.first : rep.last].max())


def test_a_load_behind_the_neck_needs_less_lean_than_none() -> None:
    free = posture_table(LENGTHS, SquatStyle(arms="hips"), ascent=False).curves["trunk"].max()
    style = SquatStyle(arms="hips", load="front", load_rel=1.0)
    front = posture_table(LENGTHS, style, ascent=False).curves["trunk"].max()
    assert front < free


def test_lumbar_curve_starts_at_zero_and_ends_at_the_amount() -> None:
    depth = np.linspace(0, 1, 11)
    curve = lumbar_curve(SquatStyle(pattern="wink", wink_deg=12, onset_pct=70), depth)
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(12)
    np.testing.assert_allclose(curve[depth <= 0.7], 0)


def test_equal_seeds_give_equal_motions() -> None:
    style = SquatStyle(pattern="wink", wink_deg=15)
    a, b, c = (_clip(style, vary=1.0, seed=s) for s in (3, 3, 4))
    np.testing.assert_array_equal(a.pelvis, b.pelvis)
    assert a.reps == b.reps
    assert a.reps != c.reps


def test_snapshot_lies_on_the_motion() -> None:
    style = SquatStyle(pattern="wink", wink_deg=20, onset_pct=80)
    many = [snapshot(LENGTHS, style, 1.0, np.random.default_rng(s)).lumbar[0] for s in range(40)]
    assert np.mean(many) == pytest.approx(20, abs=0.5)


def test_measured_curves_can_drive_a_lifter() -> None:
    source = _clip(SquatStyle(pattern="wink", wink_deg=18, onset_pct=80))
    spans = [(r.first, r.bottom, r.last) for r in source.reps]
    driven = from_curves(
        LENGTHS, SquatStyle(), source.time_s, source.knee, source.trunk, source.pelvis, spans
    )
    np.testing.assert_array_equal(driven.pelvis, source.pelvis)
    for rep, planned in zip(driven.reps, source.reps, strict=True):
        assert rep.wink_deg == pytest.approx(planned.wink_deg, abs=0.5)
        assert rep.onset_pct == pytest.approx(planned.onset_pct, abs=3)


def test_truth_of_curves_alone() -> None:
    depth = np.r_[np.zeros(10), np.linspace(0, 1, 41), np.linspace(1, 0, 41)]
    lumbar = 14 * np.clip((depth - 0.7) / 0.3, 0, 1)
    pelvis = 30 * np.minimum(depth, 0.7) - 9 * np.clip((depth - 0.7) / 0.3, 0, 1)
    rep = rep_truth(np.arange(92) / 30, depth, lumbar, pelvis, 110 * depth, (10, 50, 91))
    assert rep.lumbar_rise_deg == pytest.approx(14, abs=1.0)
    assert rep.reversal_deg == pytest.approx(9, abs=1.0)
    assert rep.wink_deg == rep.reversal_deg
    assert rep.onset_pct == pytest.approx(70 + 30 * 2 / 9, abs=4)
    with pytest.raises(ValueError, match="frames 10 to 13"):
        rep_truth(np.arange(92) / 30, depth, lumbar, pelvis, depth, (10, 12, 13))


@pytest.mark.parametrize(
    ("wink", "name"), [(0, "none"), (4.9, "none"), (5, "subtle"), (10, "moderate"), (20, "marked")]
)
def test_grades_follow_the_config(wink: float, name: str) -> None:
    assert grade(wink) == name


def test_varied_reps_differ_but_stay_near_the_style() -> None:
    style = replace(SquatStyle(), pattern="wink", wink_deg=15.0, onset_pct=85.0)
    winks = [r.wink_deg for s in range(5) for r in _clip(style, vary=1.0, seed=s).reps]
    assert 0.2 < np.std(winks) < 3
    assert 10 < np.mean(winks) < 16


def test_motions_need_neither_torch_nor_anny() -> None:
    code = (
        "import sys, fo_buttwink.sim.kinematics; "
        "sys.exit(any(m in sys.modules for m in ('torch', 'anny', 'warp', 'cv2')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

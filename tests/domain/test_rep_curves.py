"""Repetitions as vectors: the same shape at any pace is the same vector, and patterns lie near."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from fo_buttwink.config import EmbeddingConfig
from fo_buttwink.domain.rep_curves import CURVES, LENGTH, POINTS, vector_of
from fo_buttwink.sim.kinematics import Tempo, simulate, smooth_noise
from fo_buttwink.sim.posture import SegmentLengths, SquatStyle


def shape(frames_down, frames_up):
    """A squat whose curves depend on the phase only."""
    phase = np.concatenate(
        [np.linspace(0, 1, frames_down + 1), np.linspace(1, 0, frames_up + 1)[1:]]
    )
    return {name: (n + 1) * 10.0 * phase for n, name in enumerate(CURVES)}, frames_down


def test_pace_does_not_matter():
    fast, slow = (vector_of(*shape(*frames))[0] for frames in ((12, 9), (60, 33)))
    assert fast.shape == (LENGTH,)
    np.testing.assert_allclose(fast, slow, atol=1e-9)


def test_the_deepest_point_is_in_the_middle_and_units_are_scales():
    vector, reason = vector_of(*shape(20, 30))
    curves = vector.reshape(len(CURVES), POINTS)
    assert reason == "" and curves.argmax(axis=1).tolist() == [POINTS // 2] * len(CURVES)
    peaks = np.arange(1, 6) * 10.0 / np.array(EmbeddingConfig().scales_deg)
    np.testing.assert_allclose(curves.max(axis=1), peaks)


def test_gaps_are_filled_and_larger_ones_named():
    curves, bottom = shape(20, 20)
    whole, _ = vector_of(curves, bottom)
    curves["pelvic_tilt_deg"][5:9] = np.nan
    np.testing.assert_allclose(vector_of(curves, bottom)[0], whole, atol=1e-9)
    curves["pelvic_tilt_deg"][5:30] = np.nan
    vector, reason = vector_of(curves, bottom)
    assert vector is None and reason == "the pelvic tilt is not known in 61 % of it"


@pytest.mark.parametrize(("frames", "bottom"), [(2, 1), (40, 0), (40, 39), (40, 60), (0, 0)])
def test_no_descent_or_ascent(frames, bottom):
    curves = {name: np.zeros(frames) for name in CURVES}
    vector, reason = vector_of(curves, bottom)
    assert vector is None and "no descent and ascent" in reason


def simulated(seed, lifters=60):
    """Vectors, true patterns and lifters of simulated repetitions, measured with errors."""
    rng = np.random.default_rng(seed)
    vectors, patterns, owners = [], [], []
    for lifter in range(lifters):
        style = SquatStyle(
            pattern=str(rng.choice(["none", "wink", "rounding", "arched"])),
            wink_deg=float(rng.uniform(7, 25)),
            arch_deg=float(rng.uniform(8, 25)),
            onset_pct=float(rng.uniform(45, 95)),
            knee_max_deg=float(rng.uniform(95, 130)),
        )
        tempo = Tempo(reps=3, descent_s=float(rng.uniform(0.8, 2.0)))
        motion = simulate(SegmentLengths(), style, tempo, rng)
        standing = motion.depth < 1e-9
        off = rng.normal(0.0, 2.0)
        for rep in motion.reps:
            part = slice(rep.first, rep.last + 1)
            count = rep.last + 1 - rep.first

            def seen(values, sd, part=part, count=count, standing=standing, fps=tempo.fps):
                zero = np.median(values[standing])
                return values[part] - zero + smooth_noise(rng, count, fps, sd, 1.0)

            trunk, tilt = seen(motion.trunk, 1.0), seen(motion.pelvis, 2.0)
            tilt = tilt + off * motion.depth[part]
            knee = seen(motion.knee, 2.0)
            curves = dict(
                zip(CURVES, (tilt, trunk - tilt, trunk, trunk + 0.75 * knee, knee), strict=True)
            )
            vector, reason = vector_of(curves, rep.bottom - rep.first)
            assert reason == ""
            vectors.append(vector)
            patterns.append(rep.pattern)
            owners.append(lifter)
    return np.array(vectors), np.array(patterns), np.array(owners)


def same_pattern(vectors, patterns, owners, neighbors=5):
    """Share of the nearest of *other* lifters with the same pattern, and the share by chance."""
    tree = cKDTree(vectors)
    near = tree.query(vectors, k=30)[1]
    shares, chances = [], []
    for i, row in enumerate(near):
        others = [j for j in row if owners[j] != owners[i]][:neighbors]
        shares.append(np.mean(patterns[others] == patterns[i]))
        chances.append(np.mean(patterns[owners != owners[i]] == patterns[i]))
    return float(np.mean(shares)), float(np.mean(chances))


def test_neighbours_have_the_same_pattern():
    found = [same_pattern(*simulated(seed)) for seed in range(4)]
    for share, chance in found:
        print(f"share of the 5 nearest of other lifters with the same pattern: {share:.2f}, "
              f"by chance {chance:.2f}")  # fmt: skip
        assert share > 1.5 * chance
    vectors, patterns, owners = simulated(0)
    shuffled = np.random.default_rng(0).permutation(patterns)
    share, chance = same_pattern(vectors, shuffled, owners)
    assert abs(share - chance) < 0.1

"""Tilt and wink from keypoints on the spine, against simulated lifters whose spine is known."""

from __future__ import annotations

import numpy as np
import pytest

from fo_buttwink.config import Config, FilterConfig, KeypointConfig
from fo_buttwink.domain.keypoint_layouts import SPINE
from fo_buttwink.measure.from_keypoints import observations_from_keypoints
from fo_buttwink.measure.pelvis.spine import spine_estimate
from fo_buttwink.pipeline.analyze import analyze_observations


def spine(
    tilt_deg: np.ndarray, lean_deg: np.ndarray, sign: int, scale: float = 400.0
) -> np.ndarray:
    """Points (T, 7, 2) of a spine of two rigid parts that lean forward by given angles."""
    at = np.zeros((len(tilt_deg), len(SPINE), 2))
    for k, length in enumerate((0.10, 0.06, 0.08, 0.12, 0.12, 0.08), start=1):
        angle = np.radians(
            tilt_deg if k == 1 else (tilt_deg + lean_deg) / 2 if k <= 3 else lean_deg
        )
        step = np.stack([sign * np.sin(angle), -np.cos(angle)], axis=1)
        at[:, k] = at[:, k - 1] + scale * length * step
    return at + 300.0


@pytest.mark.parametrize(("side", "sign"), [("right", 1), ("left", -1)])
def test_angles_are_those_of_the_parts_with_our_signs(side, sign):
    time_s = np.arange(120) / 30.0
    bend = np.clip((time_s - 1.0) / 2.0, 0, 1)
    tilt, lean = 12.0 + 20.0 * bend, 5.0 + 45.0 * bend
    found = spine_estimate(
        spine(tilt, lean, sign), time_s, side, time_s < 0.8, FilterConfig(), KeypointConfig()
    )
    assert found.pelvic_tilt_deg[-1] == pytest.approx(20.0, abs=0.2)
    assert found.lumbar_flexion_deg[-1] == pytest.approx(25.0, abs=0.2)
    assert found.flexion_sd_deg[-1] == pytest.approx(KeypointConfig().spine_sd_deg, abs=0.2)
    assert found.from_keypoints


def test_jitter_widens_what_is_stated():
    time_s = np.arange(300) / 30.0
    still = spine(np.full(300, 10.0), np.full(300, 5.0), 1)
    rng = np.random.default_rng(1)
    stated = [
        spine_estimate(
            still + rng.normal(0, noise, still.shape), time_s, "right", time_s < 2.0,
            FilterConfig(), KeypointConfig(),
        ).flexion_sd_deg[0]
        for noise in (0.0, 0.5, 1.5)
    ]  # fmt: skip
    assert stated[0] < stated[1] < stated[2]


def test_stated_jitter_is_that_of_a_change():
    """Of points that jitter as white noise: what two moments of a still lifter differ by."""
    time_s = np.arange(3000) / 30.0
    still = spine(np.full(3000, 10.0), np.full(3000, 5.0), 1)
    still += np.random.default_rng(2).normal(0, 0.8, still.shape)
    found = spine_estimate(
        still, time_s, "right", time_s < 2.0, FilterConfig(), KeypointConfig(spine_sd_deg=1e-6)
    )
    change = found.lumbar_flexion_deg[30:] - found.lumbar_flexion_deg[:-30]
    assert found.flexion_sd_deg[0] == pytest.approx(change.std(), rel=0.35)


def test_spine_that_is_not_seen_while_standing_gives_nothing():
    time_s = np.arange(60) / 30.0
    points = spine(np.zeros(60), np.zeros(60), 1)
    points[:30] = np.nan
    standing = time_s < 0.5
    assert spine_estimate(
        points, time_s, "right", standing, FilterConfig(), KeypointConfig()
    ) is None  # fmt: skip


@pytest.fixture(scope="module")
def clips():
    pytest.importorskip("anny")
    from fo_buttwink.sim.demo import DEMO, demo_clip

    names = ("03_mid_marked_right", "04_early_moderate_left")
    return [demo_clip(spec) for spec in DEMO if spec.name in names]


@pytest.mark.parametrize(("noise_px", "off_deg"), [(0.0, 1.0), (0.4, 6.0)])
def test_wink_of_simulated_lifters(clips, noise_px, off_deg):
    import spinetrack

    measured = 0
    for clip in clips:
        points = spinetrack.keypoints(clip, noise_px)
        time_s, video = spinetrack.video(clip)
        seen = observations_from_keypoints(
            points, np.full(points.shape[:2], 0.9), spinetrack.COLUMNS, time_s, video,
            Config().keypoints, source="simulated",
        )  # fmt: skip
        analysis = analyze_observations(seen)
        truth = clip.truth()["reps"]
        assert len(analysis.reps) == len(truth)
        for rep, true in zip(analysis.reps, truth, strict=True):
            if rep.wink_deg is None:
                assert noise_px and rep.label == "occluded"
                continue
            measured += 1
            assert rep.wink_deg == pytest.approx(true["wink_deg"], abs=off_deg)
            low, high = rep.wink_deg_interval
            assert low <= true["wink_deg"] <= high and high - low > 10.0
            assert "given keypoints on the spine" in rep.reason
            if not noise_px:
                assert rep.label == true["grade"]
                assert rep.pelvic_reversal_deg == pytest.approx(true["reversal_deg"], abs=1.0)
    assert measured >= (5 if not noise_px else 3)

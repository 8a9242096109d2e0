"""The turn of the waist: a known rotation is measured, what cannot be followed is not believed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import stick_figure
from dressed import cloth
from dressed import dressed as figure_dressed
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.config import FilterConfig, WaistConfig
from fo_buttwink.measure.pelvis.waist import WaistTurn, follow_waist
from fo_buttwink.measure.reps import RepSpan

DEPTH = stick_figure.squat_depth(reps=1, rest_s=0.2)
BOTTOM = int(np.argmax(DEPTH))
SPAN = RepSpan(6, BOTTOM, len(DEPTH) - 7, 0.0, 1.0, (BOTTOM, BOTTOM + 1))
dressed = partial(figure_dressed, DEPTH)


def follow(obs, side="right", span=SPAN, config=None) -> WaistTurn:
    (turn,) = follow_waist(obs, side, [span], FilterConfig(), config or WaistConfig())
    assert turn is not None
    return turn


@settings(max_examples=12, deadline=None)
@given(
    forward=st.floats(0.0, 20.0),
    back=st.floats(0.0, 20.0),
    side=st.sampled_from(["left", "right"]),
    seed=st.integers(0, 99),
)
def test_the_turn_of_printed_cloth_is_measured(forward, back, side, seed):
    # Forward until 70 % of the depth, then back.
    true = np.interp(DEPTH, [0.0, 0.7, 1.0], [0.0, forward, forward - back])
    turn = follow(dressed(true, cloth(np.random.default_rng(seed)), side), side)
    assert turn.why_not(WaistConfig()) == ""
    expected = true[turn.frames] - true[turn.frames[0]]
    np.testing.assert_allclose(turn.turn_deg, expected, atol=1.5)


def test_only_the_descent_and_the_bottom_are_followed():
    turn = follow(dressed(np.zeros(len(DEPTH)), cloth(np.random.default_rng(1))))
    assert turn.frames[0] == SPAN.first and turn.frames[-1] == SPAN.pause[1]


def test_frames_that_were_not_looked_at_are_left_out():
    obs = dressed(10.0 * DEPTH, cloth(np.random.default_rng(2)))
    inferred = np.arange(len(DEPTH)) % 3 != 1
    turn = follow(replace(obs, inferred=inferred))
    assert inferred[turn.frames].all()
    np.testing.assert_allclose(turn.turn_deg, 10 * (DEPTH[turn.frames] - DEPTH[SPAN.first]), atol=1)


def test_plain_cloth_is_not_believed():
    turn = follow(dressed(10.0 * DEPTH, cloth(np.random.default_rng(3), contrast=2.0)))
    assert "no contrast" in turn.why_not(WaistConfig())


def test_cloth_that_slides_along_the_body_is_not_believed():
    piece = cloth(np.random.default_rng(7))
    worn = follow(dressed(np.zeros(len(DEPTH)), piece))
    loose = follow(dressed(np.zeros(len(DEPTH)), piece, slide=0.2))
    assert worn.why_not(WaistConfig()) == ""
    # Following begins at 0.6 of the depth, so the standing frame lies farthest off.
    assert loose.drift - worn.drift == pytest.approx(0.6 * 0.2, abs=0.04)
    assert "does not stay at the waist" in loose.why_not(WaistConfig())


def test_cloth_that_changes_from_frame_to_frame_is_not_believed():
    rng = np.random.default_rng(4)
    pieces = np.stack([cloth(rng) for _ in DEPTH])
    turn = follow(dressed(np.zeros(len(DEPTH)), pieces))
    assert turn.restarts > 3 and "cannot be followed" in turn.why_not(WaistConfig())


def test_patches_that_disagree_are_not_believed():
    turn = WaistTurn(
        frames=np.arange(3),
        patches_deg=np.array([[0.0, 9.0, 9.0], [0.0, 9.0, 1.0], [0.0, 9.0, -3.0]]),
        restarts=0.0,
        contrast=40.0,
        drift=0.0,
    )
    np.testing.assert_allclose(turn.turn_deg, [0.0, 9.0, 1.0])
    assert turn.spread_deg == pytest.approx(np.std([0.0, 8.0, 12.0]))
    assert "one piece" in turn.why_not(WaistConfig())
    lenient = WaistConfig(max_spread_deg=20.0, max_jitter_deg=20.0)
    assert turn.why_not(lenient) == ""


@pytest.mark.parametrize("frames", [np.arange(4000), np.cumsum([1, 2, 1, 3] * 1000)])
def test_jitter_is_the_noise_of_single_frames(frames: np.ndarray):
    noise = np.random.default_rng(8).normal(0.0, 2.0, len(frames))
    slow = 20.0 * np.sin(frames / 300.0)
    turn = WaistTurn(frames, (slow + noise)[None], restarts=0.0, contrast=40.0, drift=0.0)
    assert turn.jitter_deg == pytest.approx(2.0, rel=0.05)
    assert "jumps" in turn.why_not(WaistConfig())
    still = replace(turn, patches_deg=slow[None])
    assert still.jitter_deg < 0.01 and still.why_not(WaistConfig()) == ""


def test_two_frames_have_no_jitter():
    turn = WaistTurn(np.arange(2), np.array([[0.0, 30.0]]), restarts=0.0, contrast=40.0, drift=0.0)
    assert turn.jitter_deg == 0.0


def test_one_patch_of_six_that_was_lost_does_not_spoil_the_others():
    back = np.array([5.0, 6.0, 4.0, 5.0, 60.0, 5.5])
    patches = np.stack([np.zeros(6), np.full(6, 9.0), 9.0 - back], axis=1)
    turn = WaistTurn(np.arange(3), patches, restarts=0.2, contrast=40.0, drift=0.0)
    assert turn.spread_deg == pytest.approx(np.std([5.0, 6.0, 4.0, 5.0, 5.5]))
    assert turn.turn_deg[1] - turn.turn_deg[2] == pytest.approx(5.25)
    two_lost = replace(
        turn, patches_deg=patches - np.array([0, 0, 40])[None] * (back == 5.0)[:, None]
    )
    assert "one piece" in two_lost.why_not(WaistConfig())


def test_without_pictures_there_is_nothing_to_follow():
    obs = stick_figure.observe(DEPTH)
    assert follow_waist(obs, "right", [SPAN, SPAN], FilterConfig(), WaistConfig()) == [None, None]


def test_a_damaged_picture_costs_that_frame_only():
    obs = dressed(10.0 * DEPTH, cloth(np.random.default_rng(5)))
    data = obs.pictures.data.copy()
    data[obs.pictures.end[19] : obs.pictures.end[20]] = 0
    turn = follow(replace(obs, pictures=replace(obs.pictures, data=data)))
    assert 20 not in turn.frames and 21 in turn.frames
    np.testing.assert_allclose(turn.turn_deg, 10 * (DEPTH[turn.frames] - DEPTH[SPAN.first]), atol=1)


def test_a_hidden_shoulder_leaves_nothing_to_follow():
    obs = dressed(np.zeros(len(DEPTH)), cloth(np.random.default_rng(6)))
    landmarks = obs.landmarks.copy()
    landmarks[:, 12] = np.nan
    obs = replace(obs, landmarks=landmarks)
    assert follow_waist(obs, "right", [SPAN], FilterConfig(), WaistConfig()) == [None]


def test_a_misset_cut_off_is_named():
    with pytest.raises(ValueError, match=r"config\.waist\.own_sd_deg"):
        WaistConfig(own_sd_deg=0.0)

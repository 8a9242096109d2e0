"""Why a repetition is not judged: sentences without nan, and no number that cannot be."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from one_rep import BOTTOM, FIRST, LAST, SIDE, SPAN, N, depth, estimate, posture, series

from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import ViewEstimate
from fo_buttwink.pipeline.judge import judge_reps

CONFIG = Config()


def judged(position=None, found=None, *, view=SIDE, visible=None, config=CONFIG):
    position, found = position or posture(), found or estimate()
    curves = series(position, found, visible)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        (rep,) = judge_reps(position, curves, [SPAN], [view], SIDE, found, "", config)
    assert "nan" not in rep.reason
    return rep


def lost(*parts):
    length = np.full(N, 300.0)
    for part in parts:
        length[part] = np.nan
    return posture(length_px=length)


def test_clear_repetition_is_judged():
    assert judged().label in ("subtle", "moderate", "marked")


@pytest.mark.parametrize("part", [slice(38, 53), slice(0, 30)], ids=["bottom", "start"])
def test_pose_lost_round_the_bottom_is_said_in_words(part):
    rep = judged(lost(part))
    assert rep.label == "low_visibility" and "the pose was lost around the bottom" in rep.reason


def test_error_that_is_not_known_is_said_in_words():
    sd = np.full(N, 2.0)
    sd[40:50] = np.nan
    rep = judged(found=estimate(sd))
    assert rep.label == "occluded" and "the pose was lost around the bottom" in rep.reason


def two_numbers(text):
    return [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)]


@pytest.mark.parametrize("over", [0.001, 0.04, 0.3, 4.0])
def test_error_never_reads_like_what_is_allowed(over):
    limit = CONFIG.view.max_sd_deg
    rep = judged(found=estimate(limit + over))
    error, allowed = two_numbers(rep.reason)
    assert rep.label == "occluded" and allowed == limit < error


def test_share_never_reads_like_what_is_needed():
    rep = replace(CONFIG, view=replace(CONFIG.view, min_visible_fraction=0.999))
    visible = np.ones(N, dtype=bool)
    visible[30] = False
    share, needed = two_numbers(judged(posture(visible=visible), config=rep).reason)
    assert share < needed == 99.9
    low = replace(CONFIG, view=replace(CONFIG.view, min_visible_fraction=50 / 51 + 0.001))
    share, needed = two_numbers(judged(posture(visible=visible), config=low).reason)
    assert share < needed


def test_yaw_never_reads_like_what_is_allowed():
    rep = judged(view=ViewEstimate("left", CONFIG.view.max_yaw_deg + 0.1, 0.5))
    yaw, most = two_numbers(rep.reason)
    assert rep.label == "unclear_view" and most == CONFIG.view.max_yaw_deg < yaw
    assert "direction is unknown" in judged(view=ViewEstimate("left", None, 0.0)).reason


def test_shallow_squat_says_what_is_needed():
    flat = posture(knee_flexion_deg=69.7 * depth(), knee_world_deg=69.7 * depth())
    assert judged(flat).reason == (
        "the knees bend to only 69.7 deg; at least 70 deg is needed to judge the bottom"
    )


@pytest.mark.parametrize("knee", [-89.0, 171.0, 179.0, np.nan])
def test_knee_angle_that_cannot_be_is_stored_as_missing(knee):
    wrong = posture(knee_flexion_deg=knee * depth(), knee_world_deg=knee * depth())
    rep = judged(wrong, view=ViewEstimate("left", 80.0, 0.1))
    assert rep.label == "unclear_view" and rep.depth_knee_flexion_deg is None
    rep = judged(wrong)
    assert rep.label == "low_visibility" and rep.depth_knee_flexion_deg is None
    rough = judged(posture(knee_flexion_deg=knee * depth()))
    assert rough.depth_knee_flexion_deg == pytest.approx(110.0)


def test_no_label_comes_from_a_number_that_cannot_be(monkeypatch):
    from fo_buttwink.pipeline import judge

    measure = judge.measure_wink

    def impossible(*args, **more):
        return replace(measure(*args, **more), wink_deg=95.0)

    monkeypatch.setattr(judge, "measure_wink", impossible)
    rep = judged()
    assert (rep.label, rep.wink_deg, rep.severity) == ("occluded", None, None)
    assert rep.reason.startswith("the wink comes out at 95 deg, which no person shows")


def plates(share):
    return np.arange(N) < FIRST + round(share * (LAST + 1 - FIRST))


@given(
    st.floats(0.0, 1.0), st.floats(0.0, 12.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0),
    st.floats(0.3, 1.2),
)  # fmt: skip
def test_reasons_name_what_was_measured(share, sd, arm, head, length):
    """A plate is named only where one was found, and no value reads like its limit."""
    at_bottom = np.abs(np.arange(N) - BOTTOM) < 15
    where = posture(
        plate_seen=plates(share), arm_visibility=np.full(N, arm), head_visibility=np.full(N, head),
        length_px=np.where(at_bottom, 300.0 * length, 300.0),
    )  # fmt: skip
    rep = judged(where, estimate(sd))
    seen = float(where.plate_seen[FIRST : LAST + 1].mean())
    assert ("plate is before" in rep.reason) <= (seen > CONFIG.view.some_plate)
    assert ("no plate was found" in rep.reason) <= (seen == 0.0)
    assert ("loose clothes" in rep.reason) <= (seen <= CONFIG.view.some_plate)
    if rep.label in ("occluded", "low_visibility"):
        about = re.findall(r"error about ([\d.]+) deg, at most ([\d.]+) deg", rep.reason)
        assert all(float(value) > float(most) for value, most in about), rep.reason
        shares = re.findall(r"([\d.]+) %[^%]*?at least ([\d.]+) %", rep.reason)
        assert all(float(value) < float(least) for value, least in shares), rep.reason
        assert about or shares, rep.reason
        assert ("the ear" in rep.reason) <= (head < CONFIG.view.min_head_visibility)
        assert ("the elbow" in rep.reason) <= (arm < CONFIG.view.min_arm_visibility)


def test_a_followed_waist_makes_the_interval_narrow_and_says_so():
    plain = judged(found=estimate(sd=2.0))
    followed = judged(found=replace(estimate(sd=2.0), followed_sd_deg=np.full(N, 1.6)))
    assert plain.wink_deg == followed.wink_deg
    (low, high), (wide_low, wide_high) = followed.wink_deg_interval, plain.wink_deg_interval
    assert high < wide_high and low > wide_low
    assert high - followed.wink_deg == pytest.approx(followed.wink_deg - low)
    assert "the waist was followed in the picture" in followed.reason
    assert "the waist could not be followed in the picture" in plain.reason
    lent = replace(estimate(), followed_sd_deg=np.full(N, 1.6), borrowed=np.ones(N, dtype=bool))
    assert "the waist was followed in other repetitions of the clip" in judged(found=lent).reason


def test_a_waist_that_was_followed_in_another_repetition_only_does_not_help():
    elsewhere = np.full(N, np.nan)
    elsewhere[LAST + 1 :] = 1.6
    assert judged(found=replace(estimate(), followed_sd_deg=elsewhere)) == judged(found=estimate())


def test_a_followed_waist_opens_the_gate_of_the_error_but_not_behind_a_plate():
    most = CONFIG.view.max_sd_deg
    unsure = replace(estimate(sd=most + 1.0), followed_sd_deg=np.full(N, 1.6))
    assert judged(found=estimate(sd=most + 1.0)).label == "occluded"
    assert judged(found=unsure).wink_deg is not None
    assert judged(posture(plate_seen=np.ones(N, dtype=bool)), unsure).label == "occluded"

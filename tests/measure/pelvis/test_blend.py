"""Two witnesses of one curve: each counts by its own error, and one that is not believed not."""

from __future__ import annotations

import numpy as np
import pytest
import stick_figure
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.config import FilterConfig, SetConfig, WaistConfig
from fo_buttwink.measure.pelvis.blend import blend
from fo_buttwink.measure.pelvis.estimate import PelvisEstimate
from fo_buttwink.measure.pelvis.waist import WaistTurn
from fo_buttwink.measure.reps import RepSpan

DEPTH = stick_figure.squat_depth(reps=2, rest_s=0.6)
N = len(DEPTH)
TIME_S = np.arange(N) / 30.0
TOPS = np.flatnonzero(DEPTH == 0.0)
BOTTOMS = [int(k) for k in np.flatnonzero((np.diff(DEPTH, prepend=0) > 0) & (DEPTH > 0.999))]
CONFIG = WaistConfig()
PEOPLE_SD_DEG = 7.0


def spans():
    found = []
    inside = np.flatnonzero(DEPTH > 0.05)
    for part in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1):
        bottom = int(part[np.argmax(DEPTH[part])])
        found.append(
            RepSpan(int(part[0]), bottom, int(part[-1]), 0.0, -1.0, (bottom - 1, bottom + 1))
        )
    return found


SPANS = spans()


def network(back=15.0, sd=3.0):
    """A pelvis that leans forward by 20 deg until 60 % of the depth, then turns back."""
    tilt = np.interp(DEPTH, [0.0, 0.6, 1.0], [0.0, 20.0, 20.0 - back])
    return PelvisEstimate(tilt, 40.0 * DEPTH - tilt, np.full(N, sd), wink_sd_factor=0.8)


def waist(span, back=5.0, *, spread=0.0, contrast=40.0):
    frames = np.arange(span.first, span.pause[1] + 1)
    depth = DEPTH[frames]
    one, other = (
        np.interp(depth, [0.0, 0.6, 1.0], [0.0, 20.0, 20.0 - size])
        for size in (back - spread, back + spread)
    )
    turns = np.stack([one, other])
    return WaistTurn(frames, turns - turns[:, :1], restarts=0.0, contrast=contrast, drift=0.0)


def blended(estimate, turns):
    return blend(
        estimate, turns, SPANS, DEPTH, TIME_S, PEOPLE_SD_DEG, FilterConfig(), CONFIG, SetConfig()
    )


def reversal(estimate, span):
    down = estimate.pelvic_tilt_deg[span.first : span.bottom + 1]
    return float(down.max() - down[-1])


def test_figure_has_two_repetitions():
    assert len(SPANS) == 2


def test_the_surer_witness_counts_more():
    found = blended(network(), [waist(span) for span in SPANS])
    sd = np.hypot(0.8 * 3.0, PEOPLE_SD_DEG)
    weight = sd**2 / (sd**2 + CONFIG.own_sd_deg**2)
    for span in SPANS:
        assert reversal(found, span) == pytest.approx(15 + weight * (5 - 15), abs=0.8)
        both = sd * CONFIG.own_sd_deg / np.hypot(sd, CONFIG.own_sd_deg)
        stated = found.followed_sd_deg[span.bottom]
        assert stated == pytest.approx(both) and stated < CONFIG.own_sd_deg
    np.testing.assert_array_equal(found.flexion_sd_deg, network().flexion_sd_deg)


def test_a_wider_spread_counts_less():
    narrow, wide = (
        reversal(blended(network(), [waist(SPANS[0], spread=s), None]), SPANS[0])
        for s in (0.0, 2.5)
    )
    assert 5.0 < narrow < wide < 15.0


@settings(max_examples=25, deadline=None)
@given(back=st.floats(0.0, 20.0), said=st.floats(0.0, 20.0))
def test_the_lean_of_the_trunk_stays(back, said):
    before = network(back)
    after = blended(before, [waist(span, said) for span in SPANS])
    np.testing.assert_allclose(after.trunk_lean_deg, before.trunk_lean_deg, atol=1e-9)


@settings(max_examples=25, deadline=None)
@given(back=st.floats(0.0, 20.0))
def test_witnesses_that_agree_change_nothing(back):
    before = network(back)
    after = blended(before, [waist(span, back) for span in SPANS])
    np.testing.assert_allclose(after.pelvic_tilt_deg, before.pelvic_tilt_deg, atol=0.3)


@pytest.mark.parametrize("turn", [None, waist(SPANS[0], contrast=3.0), waist(SPANS[0], spread=9.0)])
def test_what_is_not_believed_changes_nothing(turn):
    before = network()
    assert blended(before, [turn, None]) is before


def test_only_the_repetition_that_was_followed_is_corrected():
    before = network()
    after = blended(before, [waist(SPANS[0]), None])
    other = slice(SPANS[1].first, SPANS[1].last + 1)
    np.testing.assert_allclose(
        after.pelvic_tilt_deg[other], before.pelvic_tilt_deg[other], atol=0.05
    )
    assert np.isnan(after.followed_sd_deg[other]).all()


def test_the_correction_of_the_ascent_is_that_of_the_descent():
    after = blended(network(), [waist(span) for span in SPANS])
    span = SPANS[0]
    change = after.pelvic_tilt_deg - network().pelvic_tilt_deg
    up = np.arange(span.pause[1] + 1, span.last)
    for k in range(span.first + 3, span.bottom - 2):
        partner = up[np.argmin(np.abs(DEPTH[up] - DEPTH[k]))]
        assert change[partner] == pytest.approx(change[k], abs=0.6)
    # And none is left where the lifter stands.
    assert abs(change[TOPS]).max() < 0.3


def test_frames_without_an_estimate_stay_unknown():
    before = network()
    hidden = np.ones(N, bool)
    hidden[SPANS[0].first + 3 : SPANS[0].first + 6] = False
    after = blended(before.only(hidden), [waist(SPANS[0]), None])
    assert np.isnan(after.pelvic_tilt_deg[~hidden]).all()
    assert np.isfinite(after.pelvic_tilt_deg[hidden]).all()
    assert reversal(blended(before, [waist(SPANS[0]), None]), SPANS[0]) == pytest.approx(
        float(np.nanmax(after.pelvic_tilt_deg[SPANS[0].first : SPANS[0].bottom + 1]))
        - after.pelvic_tilt_deg[SPANS[0].bottom],
        abs=0.5,
    )


def set_of_three(turns):
    depth = stick_figure.squat_depth(reps=3, rest_s=0.6)
    inside = np.flatnonzero(depth > 0.05)
    found = []
    for part in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1):
        bottom = int(part[np.argmax(depth[part])])
        pause = (bottom - 1, bottom + 1)
        found.append(RepSpan(int(part[0]), bottom, int(part[-1]), 0.0, -1.0, pause))
    tilt = np.interp(depth, [0.0, 0.6, 1.0], [0.0, 20.0, 5.0])
    before = PelvisEstimate(tilt, 40.0 * depth - tilt, np.full(len(depth), 3.0), 0.8)
    turned = []
    for span, back in zip(found, turns, strict=True):
        frames = np.arange(span.first, span.pause[1] + 1)
        turn = np.interp(depth[frames], [0.0, 0.6, 1.0], [0.0, 20.0, 20.0 - (back or 0.0)])
        patches = np.stack([turn, turn]) - turn[0]
        turned.append(None if back is None else WaistTurn(frames, patches, 0.0, 40.0, 0.0))
    time_s = np.arange(len(depth)) / 30.0
    after = blend(
        before, turned, found, depth, time_s, PEOPLE_SD_DEG, FilterConfig(), CONFIG, SetConfig()
    )
    return after, found


def test_the_others_of_a_set_lend_their_correction():
    after, (one, two, three) = set_of_three([4.0, None, 6.0])
    # Of the network's 15 deg, 10 are too much by the median of the others.
    between = (reversal(after, one) + reversal(after, three)) / 2
    assert reversal(after, two) == pytest.approx(between, abs=0.6) and between < 7.5
    assert after.borrowed[two.bottom] and not after.borrowed[[one.bottom, three.bottom]].any()
    assert after.followed_sd_deg[two.bottom] > after.followed_sd_deg[one.bottom]


def test_others_that_differ_are_heeded_less():
    alike, (_, span, _) = set_of_three([5.0, None, 5.0])
    apart, _ = set_of_three([0.0, None, 10.0])
    assert apart.followed_sd_deg[span.bottom] > alike.followed_sd_deg[span.bottom]
    assert reversal(apart, span) > reversal(alike, span) + 1.0


def test_one_of_three_lends_nothing():
    after, (_, span, other) = set_of_three([5.0, None, None])
    assert np.isnan(after.followed_sd_deg[[span.bottom, other.bottom]]).all()
    assert reversal(after, span) == pytest.approx(15.0, abs=0.1)

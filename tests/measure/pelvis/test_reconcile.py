"""Many comparisons, one course: consistent ones are kept, contradictions are averaged."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.measure.pelvis.network import Codes, Ensemble, Prediction
from fo_buttwink.measure.pelvis.reconcile import choose_anchors, place_anchors, reconcile


@given(st.lists(st.floats(-60, 60), min_size=2, max_size=15), st.integers(0, 99))
def test_consistent_differences_give_the_values_back(values, seed):
    values = np.array(values) - values[0]
    sd = np.random.default_rng(seed).uniform(1, 9, (len(values), len(values)))
    found = place_anchors(values[:, None] - values[None, :], sd)
    np.testing.assert_allclose(found, values, atol=1e-6)


def test_the_surer_comparison_counts_more():
    # frame 2 is 10 by the direct comparison and 20 by way of frame 1
    change = np.array([[0.0, -10, -10], [10, 0, -10], [10, 10, 0]])
    even = np.ones((3, 3))
    direct_sure = np.where(np.add.outer(range(3), range(3)) == 2, 0.1, even)
    assert 10 < place_anchors(change, even)[2] < 20
    assert place_anchors(change, direct_sure)[2] == pytest.approx(10, abs=0.3)


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=60), st.integers(1, 20))
def test_anchors_are_distinct_and_reach_both_ends(order_by, count):
    picks = choose_anchors(np.array(order_by), count)
    assert len(set(picks.tolist())) == len(picks) <= count
    if count > 1 and len(picks) > 1:
        assert {min(order_by), max(order_by)} <= {order_by[i] for i in picks}


class _Noisy(Ensemble):
    """An ensemble that knows the truth but errs by an amount of its own in every pair."""

    def compare(self, now: Codes, then: Codes) -> Prediction:
        true = now.joints[:, 0] - then.joints[:, 0]
        pair = 1e3 * now.joints[:, 0] + 7e3 * then.joints[:, 0]
        error = 4.0 * np.sin(1.7 * pair)
        sd = np.full(len(true), 3.0)
        return Prediction(true + error, -true + error, sd, sd)


def _course(values: np.ndarray) -> Codes:
    return Codes(np.zeros((1, len(values), 2), np.float32), values[:, None].astype(np.float32))


def test_anchors_average_errors_out():
    truth = np.linspace(0, 30, 80) + 0.137
    ensemble = _Noisy((), {})
    frames, standing = _course(truth), _course(np.zeros(1))
    direct = ensemble.compare(frames, standing).pelvic_tilt_deg - truth
    found = reconcile(ensemble, frames, standing, choose_anchors(truth))
    assert np.std(found.pelvic_tilt_deg - truth) < 0.5 * np.std(direct)
    assert np.std(found.lumbar_flexion_deg + truth) < 0.5 * np.std(direct)
    alone = reconcile(ensemble, frames, standing, np.array([], dtype=np.intp))
    np.testing.assert_allclose(alone.pelvic_tilt_deg - truth, direct)

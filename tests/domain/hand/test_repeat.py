"""Repeatability: figures equal to their definition, and pairs that are what they say."""

from __future__ import annotations

import math
import statistics

import pytest
from by_hand import measure
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.hand.matching import by_repetition, repetition_of
from fo_buttwink.domain.hand.repeat import pairs_of, repeatability

VALUES = st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), min_size=3, max_size=30)


@given(VALUES)
def test_sem_and_mdc_follow_from_their_definition(pairs):
    found = repeatability(pairs)
    differences = [b - a for a, b in pairs]
    assert found.n == len(pairs)
    assert found.bias_deg == pytest.approx(statistics.fmean(differences), abs=1e-9)
    assert found.sem_deg == pytest.approx(statistics.stdev(differences) / math.sqrt(2), abs=1e-9)
    assert found.mdc95_deg == pytest.approx(1.96 * math.sqrt(2) * found.sem_deg)


def test_a_constant_offset_is_bias_and_no_error():
    found = repeatability([(a, a + 2.0) for a in (1.0, 5.0, 9.0)])
    assert (found.bias_deg, found.sem_deg) == (pytest.approx(2.0), pytest.approx(0.0))


def test_of_two_pairs_nothing_is_said():
    assert repeatability([(1.0, 2.0), (3.0, 5.0)]) is None
    assert repeatability([(1.0, 2.0), (3.0, 5.0), (2.0, math.nan)]) is None


def test_pairs_are_of_the_same_repetition():
    videos = {
        "a": [
            measure(pass_number=1),
            measure(pass_number=2, first=41),
            measure(pass_number=3),
            measure(who="bob", first=39, pass_number=1),
            measure(who="cy", first=200, last=300, pass_number=1),
            measure(who="dan", quality="poor", pass_number=1),
        ],
        "b": [measure(who="bob", pass_number=1)],
    }
    assert [len(g) for g in by_repetition(videos["a"])] == [5, 1]
    pairs = pairs_of(videos, "wink_deg")
    assert len(pairs["within"]) == 1, "the third pass is no pair of its own"
    assert len(pairs["between"]) == 1, "ann and bob; dan saw it poorly, cy another one"


def test_a_measure_means_the_repetition_that_it_overlaps_most():
    spans = [(1, 50), (60, 110), (120, 170)]
    assert repetition_of((64, 112), spans) == 1
    assert repetition_of((1, 50), spans) == 0
    assert repetition_of((90, 140), spans) is None and repetition_of((1, 9), []) is None

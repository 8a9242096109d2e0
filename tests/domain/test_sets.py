"""One value for a set: the median, with an interval that does not shrink, or none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.config import Config, SetConfig
from fo_buttwink.domain.analysis import GRADES, Repetition, set_from_json, set_to_json
from fo_buttwink.domain.grading import grade_of
from fo_buttwink.domain.sets import summarize_set

CONFIG = Config()
REP = Repetition(
    first=1, bottom=20, last=40, turning=12, label="subtle", severity=1, pattern="wink",
    wink_deg=6.0, wink_deg_interval=(3.0, 9.0), pelvic_reversal_deg=6.0, lumbar_rise_deg=8.0,
    lumbar_flexion_bottom_deg=15.0, onset_pct=80.0, onset_pct_interval=(70.0, 90.0),
    onset_hip_flexion_deg=100.0, timing="mid", depth_knee_flexion_deg=120.0, eccentric_s=1.0,
    pause_s=0.1, concentric_s=1.0, confidence=0.8, reason="",
)  # fmt: skip
ABSTAINS = replace(
    REP, label="occluded", wink_deg=None, wink_deg_interval=None, onset_pct=None, severity=None
)


def rep(amount: float, half: float = 3.0, onset: float | None = 80.0) -> Repetition:
    ends = (max(amount - half, 0.0), amount + half)
    grade = GRADES[grade_of(amount, CONFIG.wink)]
    return replace(REP, wink_deg=amount, wink_deg_interval=ends, onset_pct=onset, label=grade)


def summarize(*reps: Repetition):
    return summarize_set(reps, CONFIG.sets, CONFIG.wink)


def test_the_median_speaks_for_the_set_whatever_one_repetition_says():
    found = summarize(rep(5.5), rep(6.0, onset=None), rep(19.0, onset=40.0), ABSTAINS)
    assert (found.graded, found.wink_deg, found.grade) == (3, 6.0, "subtle")
    assert found.wink_deg_interval == (3.0, 9.0)
    assert found.onset_pct == 60.0


def test_an_onset_of_few_repetitions_is_not_the_set_s():
    assert summarize(rep(6.0, onset=None), rep(6.0, onset=None), rep(6.0)).onset_pct is None


def test_one_graded_repetition_is_no_set():
    assert summarize() is None
    assert summarize(rep(6.0), ABSTAINS, ABSTAINS) is None
    assert summarize_set([rep(6.0)], SetConfig(min_graded=1), CONFIG.wink).wink_deg == 6.0


@given(st.lists(st.tuples(st.floats(0.0, 40.0), st.floats(0.5, 12.0)), min_size=2, max_size=9))
def test_the_interval_holds_the_median_and_is_no_narrower_than_the_narrowest(values):
    reps = [rep(amount, half) for amount, half in values]
    found = summarize(*reps)
    low, high = found.wink_deg_interval
    assert low <= found.wink_deg <= high
    assert high - found.wink_deg >= min(half for _, half in values) - 1e-9
    assert found.grade == GRADES[grade_of(found.wink_deg, CONFIG.wink)]


def test_the_order_of_repetitions_does_not_matter():
    reps = [rep(3.0), rep(11.0, 8.0), rep(7.0, 1.0), ABSTAINS]
    assert summarize(*reps) == summarize(*reps[::-1])


def test_it_survives_json_and_files_without_it_are_read():
    found = summarize(rep(5.5), rep(6.5))
    assert set_from_json(set_to_json(found)) == found
    assert set_from_json(None) is None and set_to_json(None) is None
    with pytest.raises(ValueError, match="set: grade 'occluded' is none of"):
        set_from_json({**set_to_json(found), "grade": "occluded"})
    with pytest.raises(ValueError, match="set: expected the keys"):
        set_from_json({"graded": 2})


def test_a_misset_cut_off_is_named():
    with pytest.raises(ValueError, match=r"config\.sets\.min_graded"):
        SetConfig(min_graded=0)

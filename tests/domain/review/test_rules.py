"""The model of reviews: what may be said, what holds then, how it is undone and matched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.review.matching import match_reviews, match_spans, overlap
from fo_buttwink.domain.review.record import UNREVIEWED, VERDICTS, MachineRep, Review
from fo_buttwink.domain.review.rules import conflict, effective, make_review, supersede, undo
from fo_buttwink.errors import ReviewError

REP = MachineRep(first=11, last=50, label="moderate", bottom=30, onset_pct=82.0)
BLIND = MachineRep(first=61, last=80, label="occluded", bottom=70)


def review(verdict="confirmed", seen=REP, **values):
    return make_review(seen, verdict, reviewer="ann", **values)


def test_without_review_the_machine_holds():
    held = effective(REP, None)
    assert (held.label, held.onset_pct, held.state) == ("moderate", 82.0, UNREVIEWED)
    assert (held.first, held.bottom, held.last) == (11, 30, 50)
    assert (held.timing, held.severity, held.human) == ("mid", 2, False)


@pytest.mark.parametrize(
    ("verdict", "values", "label", "onset", "severity"),
    [
        ("confirmed", {}, "moderate", 82.0, 2),
        ("corrected", {"label": "marked"}, "marked", 82.0, 3),
        ("corrected", {"label": "none"}, "none", None, 0),
        ("corrected", {"onset_pct": 60.0}, "moderate", 60.0, 3),
        ("corrected", {"label": "occluded"}, "occluded", None, None),
        ("rejected", {}, None, None, None),
        ("not_a_squat", {}, "not_a_squat", None, None),
        ("not_measurable", {}, "not_measurable", None, None),
        ("not_measurable", {"label": "unclear_view"}, "unclear_view", None, None),
    ],
)
def test_effective_label_onset_and_severity(verdict, values, label, onset, severity):
    held = effective(REP, review(verdict, **values))
    assert (held.label, held.onset_pct, held.severity) == (label, onset, severity)
    assert held.state == verdict
    assert held.human == (verdict != "rejected")


def test_machine_reason_stays_when_a_person_agrees_that_nothing_can_be_measured():
    assert effective(BLIND, review("not_measurable", BLIND)).label == "occluded"


def test_corrected_frames_hold_and_the_others_follow_the_machine():
    said = review("corrected", last=48)
    assert (effective(REP, said).first, effective(REP, said).last) == (11, 48)
    moved = replace(REP, first=13, last=55)
    assert (effective(moved, said).first, effective(moved, said).last) == (13, 48)


def test_bottom_outside_corrected_frames_is_not_kept():
    assert effective(REP, review("corrected", last=25)).bottom is None


def test_confirmed_label_outlives_other_cut_offs_and_says_so():
    said = review()
    now = replace(REP, label="subtle", onset_pct=95.0)
    held = effective(now, said)
    assert (held.label, held.onset_pct, held.outdated) == ("moderate", 82.0, True)
    assert not effective(REP, said).outdated


def test_added_repetition_needs_no_machine():
    said = make_review(None, "corrected", reviewer="ann", label="marked", first=5, last=40)
    held = effective(None, said)
    assert (held.first, held.last, held.label, held.state) == (5, 40, "marked", "corrected")


@pytest.mark.parametrize(
    ("verdict", "values", "message"),
    [
        ("maybe", {}, "expected one of confirmed"),
        ("corrected", {}, "at least one of label"),
        ("confirmed", {"label": "none"}, "takes no label"),
        ("rejected", {"first": 3}, "takes no first"),
        ("corrected", {"label": "awful"}, "label 'awful': expected one of none"),
        ("not_measurable", {"label": "marked"}, "label 'marked'"),
        ("corrected", {"onset_pct": 101.0}, "expected 0 to 100"),
        ("corrected", {"onset_pct": float("nan")}, "expected 0 to 100"),
        ("corrected", {"label": "none", "onset_pct": 80.0}, "correct the label too"),
        ("corrected", {"first": 60}, "1 <= first < last"),
        ("corrected", {"first": 0}, "1 <= first < last"),
        ("corrected", {"bottom": 51}, "a frame from 11 to 50"),
        ("corrected", {"last": 91, "total_frames": 90}, "the video has 90 frames"),
        ("corrected", {"first": 1.5}, "expected a frame number"),
    ],
)
def test_contradictions_are_refused(verdict, values, message):
    with pytest.raises(ReviewError, match=message):
        review(verdict, **values)


def test_reviewer_needs_a_name():
    with pytest.raises(ReviewError, match="reviewer '  '"):
        make_review(REP, "confirmed", reviewer="  ")


def test_undo_goes_back_step_by_step():
    first = replace(review(), revision=1)
    second = supersede(first, replace(review("rejected"), revision=2))
    third = supersede(second, review("corrected", label="none"))
    back = undo(third)
    assert back is not None and (back.verdict, back.revision) == ("rejected", 2)
    assert undo(back) == first
    assert undo(first) is None


def test_history_is_bounded():
    said: Review | None = None
    for _ in range(60):
        said = supersede(said, review())
    assert said is not None and len(said.history) == 20


def test_json_round_trip():
    said = supersede(review(note="näh"), review("corrected", label="subtle", bottom=31))
    assert Review.from_json(said.to_json()) == said
    with pytest.raises(ReviewError, match="stored review cannot be read"):
        Review.from_json({"verdict": "confirmed"})


def test_conflicts():
    mine = replace(review(), revision=4)
    nobody = {"reviewer": "bob", "expected": None, "overwrite": False}
    assert conflict(None, **nobody) == ""
    assert "ann said 'confirmed' (moderate)" in conflict(mine, **nobody)
    assert conflict(mine, reviewer="ann", expected=None, overwrite=False) == ""
    assert conflict(mine, reviewer="bob", expected=4, overwrite=False) == ""
    assert "ann" in conflict(mine, reviewer="ann", expected=3, overwrite=False)
    assert "undone" in conflict(None, reviewer="ann", expected=3, overwrite=False)
    assert conflict(mine, reviewer="bob", expected=3, overwrite=True) == ""


def test_overlap_counts_inclusive_frames():
    assert overlap((1, 10), (1, 10)) == 1.0
    assert overlap((1, 10), (11, 20)) == 0.0
    assert overlap((1, 10), (6, 15)) == pytest.approx(5 / 15)


def test_reviews_find_their_repetition_by_overlap():
    said = [review(seen=REP), review(seen=BLIND)]
    moved = [MachineRep(63, 84, "none"), MachineRep(9, 47, "subtle"), MachineRep(100, 140, "none")]
    assert match_reviews(said, moved) == [1, 0]


def test_reviews_of_vanished_repetitions_match_nothing():
    assert match_reviews([review()], [MachineRep(200, 240, "none")]) == [None]
    assert match_reviews([review()], []) == [None]


def test_known_ids_win_over_overlap():
    said = [replace(review(), rep_id="b")]
    twins = [MachineRep(11, 50, "none"), MachineRep(300, 340, "none")]
    assert match_reviews(said, twins, ["a", "b"]) == [1]


def test_corrected_frames_match_too():
    said = [review("corrected", seen=REP, first=40, last=90)]
    assert match_reviews(said, [MachineRep(41, 92, "none")]) == [0]


spans = st.tuples(st.integers(1, 200), st.integers(1, 60)).map(lambda t: (t[0], t[0] + t[1]))


@given(st.lists(spans, max_size=8), st.lists(spans, max_size=8))
def test_matching_is_one_to_one_and_respects_the_threshold(wanted, found):
    pairs = match_spans([[span] for span in wanted], found)
    used = [j for j in pairs if j is not None]
    assert len(used) == len(set(used))
    for span, j in zip(wanted, pairs, strict=True):
        assert j is None or overlap(span, found[j]) >= 0.5


def test_every_verdict_is_tested_above():
    assert set(VERDICTS) == {
        "confirmed", "corrected", "rejected", "not_a_squat", "not_measurable"
    }  # fmt: skip

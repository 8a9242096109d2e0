"""Reviews of a back-up and those of now: the newer word holds, and none is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.review.merge import merge_reviews, said
from fo_buttwink.domain.review.record import MachineRep, Review
from fo_buttwink.domain.review.rules import MAX_HISTORY

START = datetime(2026, 1, 1)


def review(first=10, last=50, day=0, **changes):
    values = {
        "verdict": "confirmed",
        "reviewer": "ann",
        "reviewed_at": START + timedelta(days=day),
        "label": "moderate",
        "seen": MachineRep(first, last, "moderate"),
    }
    return Review(**{**values, **changes})


def test_what_is_missing_is_added():
    stored = [review(100, 150)]
    merged = merge_reviews(stored, [review(10, 50)])
    assert merged.reviews == (stored[0], review(10, 50)) and merged.added == 1


def test_the_same_frames_a_little_later_are_the_same_repetition():
    newer = review(13, 53, day=2, verdict="rejected", label=None)
    merged = merge_reviews([newer], [review(10, 50, day=1)])
    assert merged.reviews == (newer,) and not merged.news
    assert merged.older == (review(10, 50, day=1),)


def test_a_newer_one_of_the_back_up_takes_the_place_and_remembers():
    old = review(day=1, reviewer="bob", rep_id="a" * 24, revision=4)
    new = review(day=2, verdict="rejected", label=None)
    merged = merge_reviews([old], [new])
    (kept,) = merged.reviews
    assert said(kept) == new and kept.rep_id == "a" * 24 and merged.renewed == 1
    assert [said(r) for r in kept.history] == [said(old)]


def test_equal_times_leave_what_is_stored():
    stored, other = review(day=1, note="here"), review(day=1, note="there")
    assert merge_reviews([stored], [other]).reviews == (stored,)


REVIEWS = st.builds(
    review,
    first=st.sampled_from([10, 12, 100]),
    last=st.sampled_from([50, 60, 150]),
    day=st.integers(0, 5),
    note=st.sampled_from(["", "a", "b"]),
    reviewer=st.sampled_from(["ann", "bob"]),
    history=st.lists(
        st.builds(review, day=st.integers(-5, -1), note=st.sampled_from(["", "a"])), max_size=3
    ).map(tuple),
)


@given(st.lists(REVIEWS, max_size=4), st.lists(REVIEWS, max_size=4))
def test_nothing_that_is_stored_is_lost_and_again_changes_nothing(stored, backed_up):
    merged = merge_reviews(stored, backed_up)
    present = {said(r) for r in merged.reviews} | {
        said(p) for r in merged.reviews for p in r.history
    }
    assert {said(r) for r in stored} <= present
    gave_way = {said(r) for r in merged.older}
    assert {said(r) for r in backed_up} <= present | gave_way
    assert merged.added + merged.renewed + merged.present + len(merged.older) == len(backed_up)
    again = merge_reviews(merged.reviews, backed_up)
    assert not again.renewed


def test_a_long_past_is_cut_and_says_so():
    past = tuple(review(day=-n, note=str(n)) for n in range(MAX_HISTORY, 0, -1))
    (kept,) = merge_reviews([review(day=0)], [review(day=1, history=past)]).reviews
    assert len(kept.history) == MAX_HISTORY and kept.history[0].cut
    assert said(kept.history[-1]) == said(review(day=0))
    assert not any(r.cut for r in kept.history[1:])
    assert [r.reviewed_at for r in kept.history] == sorted(r.reviewed_at for r in kept.history)
    assert replace(kept, history=()) == review(day=1)

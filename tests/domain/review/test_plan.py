"""What a wish makes of the reviews of a video, without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fo_buttwink.domain.review.counted import CountedEdit
from fo_buttwink.domain.review.plan import Conflict, Planned, Wish, plan
from fo_buttwink.domain.review.record import MachineRep, VideoReviews
from fo_buttwink.domain.review.rules import make_review
from fo_buttwink.errors import ReviewError

MACHINE = MachineRep(11, 50, "moderate")
BARE = VideoReviews("s", {"a": MACHINE, "b": replace(MACHINE, first=60, last=90)}, {}, (), None)


def confirms(state, rep_id, who="ann"):
    return make_review(state.reps[rep_id], "confirmed", reviewer=who)


def wish(*rep_ids, who="ann", revise=confirms, **more):
    return Wish("k", rep_ids, who, revise and (lambda s, i: revise(s, i, who)), **more)


def reviewed(who, revision=1):
    said = replace(confirms(BARE, "a", who), rep_id="a", revision=revision)
    return replace(BARE, reviews=(said,), revision=revision)


def waiting(author):
    """A video with an edit that was refused under another person's verdict, which is gone."""
    edit = CountedEdit("a", author, "marked", 11, 50, refused=True)
    return replace(BARE, edited={"a": replace(MACHINE, label="marked")}, counted=(edit,))


def test_verdict_on_what_nobody_has_reviewed():
    done = plan(BARE, wish("a", expected={"a": 0}))
    assert isinstance(done, Planned) and done.news
    assert (done.written, done.unchanged) == (("a",), ())
    assert [(r.rep_id, r.verdict) for r in done.after.reviews] == [("a", "confirmed")]


def test_the_same_again_is_no_news():
    done = plan(reviewed("ann"), wish("a", expected={"a": 1}))
    assert isinstance(done, Planned) and not done.news
    assert (done.written, done.unchanged) == ((), ("a",))


@pytest.mark.parametrize("revise", [confirms, None])
def test_another_persons_word_is_a_conflict_and_nothing_of_the_wish_is_planned(revise):
    found = plan(reviewed("bob"), wish("b", "a", revise=revise))
    assert isinstance(found, Conflict)
    assert "bob said 'confirmed'" in found.problems["a"] and "frames 11 to 50" in found.where
    assert isinstance(plan(reviewed("bob"), wish("a", revise=revise, overwrite=True)), Planned)


def test_what_was_seen_must_be_what_is_stored():
    assert isinstance(plan(reviewed("ann", 2), wish("a", revise=None, expected={"a": 2})), Planned)
    old = plan(reviewed("ann", 2), wish("a", revise=None, expected={"a": 1}))
    assert isinstance(old, Conflict)


@pytest.mark.parametrize("revise", [confirms, None])
def test_edit_that_waits_in_anothers_name_is_that_persons_word(revise):
    """The verdict that it was refused under was taken back: no revision tells of the edit yet."""
    found = plan(waiting("bob"), wish("a", revise=revise, expected={"a": 0}))
    assert isinstance(found, Conflict) and "bob said 'corrected' (marked)" in found.problems["a"]
    own = plan(waiting("ann"), wish("a", revise=revise))
    assert isinstance(own, Planned) and own.after.settled == {"a"}
    forced = plan(waiting("bob"), wish("a", overwrite=True))
    assert isinstance(forced, Planned)
    assert [r.reviewer for r in forced.after.reviews[0].history] == ["bob"], "undo brings it back"


def test_repetition_that_is_gone_is_an_error():
    with pytest.raises(ReviewError, match="analyzed again"):
        plan(BARE, wish("c"))

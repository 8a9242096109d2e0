"""Reviews in a real database: kept, found again, undone, and never lost to each other."""

from __future__ import annotations

import threading
from dataclasses import replace
from itertools import chain

import pytest
from reviewed import KEY, REPS, STRICTER, column, ids

from fo_buttwink.errors import ReviewConflictError, ReviewError, ReviewsExistError, RunNotFoundError
from fo_buttwink.reviews.marked import adopt_edits
from fo_buttwink.reviews.service import get_reviews, list_reviews, review_reps, undo_reviews
from fo_buttwink.store.reviews import count_reviews

pytestmark = pytest.mark.database


def test_fresh_analysis_is_unreviewed_and_effective_as_the_machine_says(dataset):
    assert column(dataset, "review_state") == ["unreviewed"] * 4
    assert column(dataset, "effective_label") == column(dataset, "label")
    assert column(dataset, "effective_severity") == [2, None, 2, None]
    assert count_reviews(dataset, KEY) == 0


def test_one_call_reviews_many_and_leaves_the_machine_alone(dataset):
    before = dataset.values(REPS)
    result = review_reps(dataset, KEY, ids(dataset), "corrected", label="marked", reviewer="ann")
    assert len(result.reviewed) == 4
    assert column(dataset, "effective_label") == ["marked"] * 4
    assert column(dataset, "review_state") == ["corrected"] * 4
    assert column(dataset, "reviewer") == ["ann"] * 4
    after = dataset.values(REPS)
    for old, new in zip(chain(*before), chain(*after), strict=True):
        assert (old.label, old.support, old.wink_deg) == (new.label, new.support, new.wink_deg)
    assert count_reviews(dataset, KEY) == 4


def test_loaded_samples_see_the_review(dataset):
    sample = dataset.first()
    review_reps(dataset, KEY, sample.buttwink_reps.detections[0].id, "rejected", reviewer="ann")
    assert sample.buttwink_reps.detections[0].review_state == "rejected"
    assert sample.buttwink_reviews.detections[0].verdict == "rejected"


def test_states_and_labels_filter(dataset):
    from fiftyone import ViewField

    review_reps(dataset, KEY, ids(dataset)[:1], "not_a_squat", reviewer="ann")
    view = dataset.filter_labels("buttwink_reps", ViewField("review_state") == "not_a_squat")
    assert len(view) == 1
    assert dataset.count_values("buttwink_reviews.detections.label") == {"not_a_squat": 1}


def test_review_through_clips_uses_the_same_ids(dataset):
    clips = dataset.to_clips("buttwink_reps")
    review_reps(clips, KEY, clips.values("id")[:2], "confirmed", reviewer="ann")
    assert column(dataset, "review_state") == ["confirmed", "confirmed", "unreviewed", "unreviewed"]
    assert len(get_reviews(clips, KEY)) == 2


def test_reviews_survive_a_new_analysis_with_other_cut_offs(dataset, analyse):
    first, second = ids(dataset)[:2]
    review_reps(dataset, KEY, first, "corrected", label="subtle", last=49, reviewer="ann")
    review_reps(dataset, KEY, second, "confirmed", reviewer="bob", note="barbell in the way")
    analyse(dataset, config=STRICTER, shift=3)
    assert first not in ids(dataset)
    assert column(dataset, "review_state")[:2] == ["corrected", "confirmed"]
    assert column(dataset, "effective_label")[:2] == ["subtle", "occluded"]
    assert column(dataset, "review_note")[:2] == [None, "barbell in the way"]
    review = get_reviews(dataset, KEY)[ids(dataset)[0]]
    assert (review.reviewer, review.last, review.seen.first) == ("ann", 49, 11)


def test_review_of_a_vanished_repetition_waits_for_its_return(dataset, analyse, make_rep):
    review_reps(dataset, KEY, ids(dataset)[0], "rejected", reviewer="ann")
    analyse(dataset, reps=(make_rep(first=60, bottom=70, last=88),))
    assert column(dataset, "review_state") == ["unreviewed"] * 2
    assert [r.rep_id for _, r in list_reviews(dataset, KEY)] == [None]
    analyse(dataset, reps=(), status="no_person")
    assert count_reviews(dataset, KEY) == 1
    analyse(dataset)
    assert column(dataset, "review_state").count("rejected") == 1


def test_new_label_of_the_machine_makes_a_review_outdated(dataset, analyse, make_rep):
    review_reps(dataset, KEY, ids(dataset)[0], "confirmed", reviewer="ann")
    analyse(dataset, reps=(make_rep(label="subtle", severity=1),))
    assert column(dataset, "review_outdated") == [True, False]
    assert column(dataset, "effective_label") == ["moderate", "subtle"]
    assert column(dataset, "label") == ["subtle", "subtle"]


def test_undo_restores_step_by_step(dataset):
    rep = ids(dataset)[0]
    review_reps(dataset, KEY, rep, "confirmed", reviewer="ann")
    review_reps(dataset, KEY, rep, "corrected", label="none", reviewer="ann")
    undo_reviews(dataset, KEY, rep, reviewer="ann")
    assert column(dataset, "review_state")[0] == "confirmed"
    undo_reviews(dataset, KEY, rep, reviewer="ann")
    assert column(dataset, "review_state")[0] == "unreviewed"
    assert column(dataset, "effective_label")[0] == "moderate"
    assert undo_reviews(dataset, KEY, rep, reviewer="ann").unchanged == (rep,)


def test_double_click_is_one_review(dataset):
    rep = ids(dataset)[0]
    review_reps(dataset, KEY, rep, "confirmed", reviewer="ann")
    revision = column(dataset, "review_revision")[0]
    assert review_reps(dataset, KEY, rep, "confirmed", reviewer="ann").unchanged == (rep,)
    assert column(dataset, "review_revision")[0] == revision


def test_other_peoples_reviews_are_protected(dataset):
    rep, other = ids(dataset)[:2]
    review_reps(dataset, KEY, rep, "confirmed", reviewer="ann")
    with pytest.raises(ReviewConflictError, match=r"ann said 'confirmed'.*nothing was stored"):
        review_reps(dataset, KEY, [other, rep], "rejected", reviewer="bob")
    assert column(dataset, "review_state")[:2] == ["confirmed", "unreviewed"]
    with pytest.raises(ReviewConflictError):
        undo_reviews(dataset, KEY, rep, reviewer="bob")
    review_reps(dataset, KEY, rep, "rejected", reviewer="bob", overwrite=True)
    assert column(dataset, "review_state")[0] == "rejected"


def test_two_browsers_of_one_person_conflict_by_revision(dataset):
    rep = ids(dataset)[0]
    review_reps(dataset, KEY, rep, "confirmed", reviewer="ann", expected={rep: 0})
    with pytest.raises(ReviewConflictError) as caught:
        review_reps(dataset, KEY, rep, "rejected", reviewer="ann", expected={rep: 0})
    assert set(caught.value.conflicts) == {rep}
    seen = column(dataset, "review_revision")[0]
    review_reps(dataset, KEY, rep, "rejected", reviewer="ann", expected={rep: seen})


def test_reviewers_at_the_same_moment_lose_nothing(dataset, analyse, make_rep):
    reps = tuple(make_rep(first=i * 4 + 1, bottom=i * 4 + 2, last=i * 4 + 3) for i in range(20))
    analyse(dataset, reps=reps)
    everyone, errors = ids(dataset)[:20], []

    def work(name, mine):
        for rep in mine:
            try:
                review_reps(dataset, KEY, rep, "confirmed", reviewer=name)
            except Exception as error:  # a thread's error would vanish
                errors.append(error)

    threads = [
        threading.Thread(target=work, args=(f"r{k}", everyone[k::4])) for k in range(4)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert column(dataset, "review_state")[:20] == ["confirmed"] * 20
    assert column(dataset, "reviewer")[:20] == [f"r{k % 4}" for k in range(20)]
    revisions = column(dataset, "review_revision")[:20]
    assert len(set(revisions)) == 20


def test_same_rep_at_the_same_moment_goes_to_one(dataset):
    rep, outcomes = ids(dataset)[0], []
    barrier = threading.Barrier(4)

    def work(name):
        barrier.wait()
        try:
            review_reps(dataset, KEY, rep, "confirmed", reviewer=name, expected={rep: 0})
            outcomes.append(name)
        except ReviewConflictError:
            outcomes.append("conflict")

    threads = [threading.Thread(target=work, args=(f"r{k}",)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("conflict") == 3
    assert column(dataset, "reviewer")[0] in outcomes


def test_bad_requests_change_nothing(dataset, analyse):
    with pytest.raises(ReviewError, match="one by one"):
        review_reps(dataset, KEY, ids(dataset), "corrected", first=3, reviewer="ann")
    with pytest.raises(ReviewError, match="24 hexadecimal digits"):
        review_reps(dataset, KEY, "rep 1", "confirmed", reviewer="ann")
    with pytest.raises(RunNotFoundError):
        review_reps(dataset, "other", ids(dataset), "confirmed", reviewer="ann")
    stale = ids(dataset)[0]
    analyse(dataset)
    with pytest.raises(ReviewError, match="analyzed again; reload"):
        review_reps(dataset, KEY, stale, "confirmed", reviewer="ann")
    assert count_reviews(dataset, KEY) == 0


def test_two_runs_have_their_own_reviews(dataset, analyse):
    analyse(dataset, "second")
    review_reps(dataset, KEY, ids(dataset), "confirmed", reviewer="ann")
    assert (count_reviews(dataset, KEY), count_reviews(dataset, "second")) == (4, 0)


def test_deleting_a_run_asks_for_the_reviews(dataset, database):
    from fo_buttwink.store.runs import delete_run

    review_reps(dataset, KEY, ids(dataset)[:3], "confirmed", reviewer="ann")
    with pytest.raises(ReviewsExistError, match="3 reviews"):
        delete_run(dataset, KEY)
    assert "buttwink_reviews" in dataset.get_field_schema()
    delete_run(dataset, KEY, discard_reviews=True)
    assert not [f for f in dataset.get_field_schema(flat=True) if f.startswith("buttwink")]


def test_run_of_an_older_version_gets_the_fields(dataset, database):
    from fo_buttwink.store.runs import get_run, save_run

    info = get_run(dataset, KEY)
    dataset.delete_sample_field("buttwink_reviews")
    save_run(dataset, replace(info, fields=[f for f in info.fields if f != "buttwink_reviews"]))
    dataset._sample_collection.update_many({}, {"$unset": {f"{REPS}.$[].machine_label": 1}})
    review_reps(dataset, KEY, ids(dataset)[:1], "confirmed", reviewer="ann")
    assert "buttwink_reviews" in get_run(dataset, KEY).fields
    assert column(dataset, "review_state")[0] == "confirmed"


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets something happen between the read of a review and its write."""
    from fo_buttwink.reviews import service

    def after_reading(act):
        whole = service.read_videos_of

        def read(*args):
            found = whole(*args)
            monkeypatch.setattr(service, "read_videos_of", whole)
            act()
            return found

        monkeypatch.setattr(service, "read_videos_of", read)

    return after_reading


def test_verdict_between_read_and_write_is_a_conflict_or_kept_beside(dataset, meanwhile):
    rep, other = ids(dataset)[:2]
    meanwhile(lambda: review_reps(dataset, KEY, rep, "rejected", reviewer="bob"))
    with pytest.raises(ReviewConflictError, match="bob said 'rejected'"):
        review_reps(dataset, KEY, rep, "confirmed", reviewer="ann", expected={rep: 0})
    meanwhile(lambda: review_reps(dataset, KEY, other, "rejected", reviewer="bob"))
    review_reps(dataset, KEY, rep, "confirmed", reviewer="ann", overwrite=True)
    assert column(dataset, "review_state")[:2] == ["confirmed", "rejected"]
    assert [r.reviewer for r in get_reviews(dataset, KEY)[rep].history] == ["bob"]


def test_edit_or_analysis_between_read_and_write_is_not_lost(dataset, meanwhile, analyse):
    rep, other = ids(dataset)[:2]
    edit = {"$set": {f"{REPS}.1.label": "marked"}}
    meanwhile(lambda: dataset._sample_collection.update_one({"_id": dataset.first()._id}, edit))
    review_reps(dataset, KEY, rep, "confirmed", reviewer="ann")
    assert adopt_edits(dataset, KEY, reviewer="bob").reviewed == (other,)
    meanwhile(lambda: analyse(dataset))
    with pytest.raises(ReviewError, match="analyzed again"):
        review_reps(dataset, KEY, rep, "rejected", reviewer="ann")
    assert count_reviews(dataset, KEY) == 2


def test_busy_video_is_told_and_not_passed_over(dataset, monkeypatch):
    """Of several videos too: what could not be stored is no success."""
    from fo_buttwink.store import reviews

    monkeypatch.setattr(reviews, "MAX_TRIES", 0)
    with pytest.raises(ReviewConflictError, match="all the time"):
        review_reps(dataset, KEY, ids(dataset), "confirmed", reviewer="ann")
    assert count_reviews(dataset, KEY) == 0

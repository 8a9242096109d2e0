"""Marks of people from files, and edits and bars of the annotation tab, become reviews."""

from __future__ import annotations

import pytest
from reviewed import KEY, STRICTER, column, ids

from fo_buttwink.domain.review.edits import HumanRep
from fo_buttwink.errors import ReviewError
from fo_buttwink.reviews.marked import add_human_reps, adopt_edits
from fo_buttwink.reviews.service import get_reviews, list_reviews, review_reps, undo_reviews
from fo_buttwink.store.reviews import count_reviews

pytestmark = pytest.mark.database


def test_human_marks_confirm_correct_and_add(dataset):
    sample_id = dataset.first().id
    marks = {
        sample_id: [
            HumanRep(11, 50, "moderate"),
            HumanRep(62, 80, "none"),
            HumanRep(2, 8, "subtle", note="warm-up"),
        ]
    }
    result = add_human_reps(dataset, KEY, marks, reviewer="lab", source="csv")
    assert (len(result.reviewed), result.added) == (2, 1)
    assert column(dataset, "review_state")[:2] == ["confirmed", "corrected"]
    said = {r.verdict: r for _, r in list_reviews(dataset, KEY) if r.rep_id}
    assert (said["corrected"].label, said["corrected"].first) == ("none", 62)
    again = add_human_reps(dataset, KEY, marks, reviewer="lab", source="csv")
    assert (again.reviewed, again.added, len(again.unchanged)) == ((), 0, 3)
    assert count_reviews(dataset, KEY) == 3


def test_edit_in_the_annotation_tab_becomes_a_review(dataset):
    sample = dataset.first()
    rep = sample.buttwink_reps.detections[0]
    rep.label, rep.support = "marked", [12, 49]
    sample.save()
    result = adopt_edits(dataset, KEY, reviewer="ann")
    assert result.reviewed == (rep.id,)
    sample.reload()
    rep = sample.buttwink_reps.detections[0]
    assert (rep.label, list(rep.support)) == ("moderate", [11, 50])
    assert (rep.effective_label, rep.review_state) == ("marked", "corrected")
    said = get_reviews(dataset, KEY)[rep.id]
    assert (said.first, said.last, said.source) == (12, 49, "annotate")
    assert adopt_edits(dataset, KEY).reviewed == ()


def draw(dataset, database, *support, label="subtle"):
    """A new bar, as the annotation tab saves it; gives its id."""
    sample = dataset.first()
    sample.buttwink_reps.detections.append(
        database.TemporalDetection(label=label, support=list(support))
    )
    sample.save()
    return sample.buttwink_reps.detections[-1].id


def drawn_bar(dataset):
    return dataset.first().buttwink_reps.detections[-1]


def test_bar_drawn_in_the_annotation_tab_is_a_repetition_that_a_person_added(dataset, database):
    rep = draw(dataset, database, 82, 88)
    result = adopt_edits(dataset, KEY, reviewer="ann")
    assert (result.reviewed, result.added) == ((rep,), 1)
    said = get_reviews(dataset, KEY)[rep]
    assert (said.label, said.span, said.seen, said.source) == ("subtle", (82, 88), None, "annotate")
    bar = drawn_bar(dataset)
    assert (bar.review_state, bar.effective_label, bar.reviewer) == ("corrected", "subtle", "ann")
    assert bar.machine_label is None, "the machine did not say so"
    assert adopt_edits(dataset, KEY).reviewed == (), "once only"


def test_drawn_bar_follows_its_review_and_the_review_follows_the_bar(dataset, database):
    rep = draw(dataset, database, 82, 88)
    adopt_edits(dataset, KEY, reviewer="ann")
    review_reps(dataset, KEY, rep, "corrected", label="marked", last=89, reviewer="ann")
    bar = drawn_bar(dataset)
    assert (bar.label, list(bar.support), bar.effective_label) == ("marked", [82, 89], "marked")
    assert not bar.review_outdated and adopt_edits(dataset, KEY).reviewed == ()
    bar.support = [81, 89]
    sample = dataset.first()
    sample.buttwink_reps.detections[-1].support = [81, 89]
    sample.save()
    assert adopt_edits(dataset, KEY, reviewer="ann").reviewed == (rep,)
    assert get_reviews(dataset, KEY)[rep].span == (81, 89)
    assert review_reps(dataset, KEY, rep, "confirmed", reviewer="ann").unchanged == (rep,)
    review_reps(dataset, KEY, rep, "not_a_squat", reviewer="ann")
    assert drawn_bar(dataset).effective_label == "not_a_squat"
    for _ in range(3):
        undo_reviews(dataset, KEY, rep, reviewer="ann")
    assert get_reviews(dataset, KEY)[rep].label == "subtle"
    with pytest.raises(ReviewError, match="nothing before it"):
        undo_reviews(dataset, KEY, rep, reviewer="ann")
    with pytest.raises(ReviewError, match="no label of the machine to reject"):
        review_reps(dataset, KEY, rep, "rejected", reviewer="ann")


def test_deleting_a_drawn_bar_takes_its_review_away(dataset, database):
    review_reps(dataset, KEY, ids(dataset)[:1], "confirmed", reviewer="ann")
    draw(dataset, database, 82, 88)
    adopt_edits(dataset, KEY)
    assert count_reviews(dataset, KEY) == 2
    sample = dataset.first()
    sample.buttwink_reps.detections.pop()
    sample.save()
    adopt_edits(dataset, KEY)
    assert [r.verdict for r in get_reviews(dataset, KEY).values()] == ["confirmed"]


@pytest.mark.parametrize("adopted", [True, False])
def test_edits_and_drawn_bars_outlive_the_next_analysis(dataset, database, analyse, adopted):
    draw(dataset, database, 82, 88)
    sample = dataset.first()
    sample.buttwink_reps.detections[0].label = "marked"
    sample.save()
    if adopted:
        adopt_edits(dataset, KEY)
    analyse(dataset, config=STRICTER)
    dataset.reload()
    assert column(dataset, "review_state")[:2] == ["corrected", "unreviewed"]
    assert column(dataset, "effective_label")[0] == "marked"
    spans = {r.span: r.label for _, r in list_reviews(dataset, KEY)}
    assert spans[82, 88] == "subtle"


def test_edit_that_makes_no_sense_stops_no_other(dataset, database):
    draw(dataset, database, 82, 88, label="ugly")
    draw(dataset, database, 83, 999)
    sample = dataset.last()
    sample.buttwink_reps.detections[0].label = "none"
    sample.save()
    result = adopt_edits(dataset, KEY)
    assert len(result.reviewed) == 1 and len(result.problems) == 2
    assert "'ugly'" in result.problems[0].message and "90 frames" in result.problems[1].message

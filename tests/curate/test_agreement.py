"""Sources in a real database, compared; and the disagreements as a view."""

from __future__ import annotations

import numpy as np
import pytest

import fo_buttwink
from fo_buttwink.curate.sources import list_sources, read_source
from fo_buttwink.domain.analysis import GRADES
from fo_buttwink.errors import SourceError
from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database


def spread(make_rep, videos=6, reps=4, shift=0, seed=0, off=0.0):
    """Repetitions by file; the wink of each is its own."""
    rng = np.random.default_rng(seed)
    found = {}
    for video in range(videos):
        rows = []
        for rep in range(reps):
            wink = max(0.0, round(float(rng.uniform(0.0, 24.0) + off), 1))
            label = GRADES[int(np.searchsorted((5, 10, 20), wink, side="right"))]
            first = 100 * rep + 1 + shift
            rows.append(
                make_rep(first=first, bottom=first + 30, last=first + 59, turning=first + 20,
                         label=label, wink_deg=wink, onset_pct=80.0 if wink >= 5 else None)
            )  # fmt: skip
        found[f"{video}.mp4"] = rows
    return found


@pytest.fixture
def dataset(make_dataset, analyse, make_rep):
    dataset = make_dataset(*(f"/v/{n}.mp4" for n in range(6)))
    analyse(dataset, spread(make_rep))
    analyse(dataset, spread(make_rep, shift=5, off=3.0), key="second")
    return dataset


def ids(dataset, key="buttwink"):
    return dataset.values(f"{key}_reps.detections.id", unwind=True)


def test_two_runs(dataset):
    found = fo_buttwink.agreement(dataset, "second", "buttwink")
    assert found.agreement.matched == 24 and found.agreement.only_a == 0
    assert found.agreement.amounts["wink_deg"].bias.value == pytest.approx(3.0, abs=0.3)
    ours, theirs = (np.array(dataset.values(f"{k}_reps.detections.label", unwind=True))
                    for k in ("second", "buttwink"))  # fmt: skip
    apart = np.flatnonzero(ours != theirs)
    assert len(apart) > 3
    assert found.agreement.same.value == pytest.approx(1 - len(apart) / 24)
    clips = found.disagreements()
    assert set(clips.values("id")) == {ids(dataset, "second")[i] for i in apart}
    assert clips.media_type == "video" and len(found.disagreements("onset_pct")) == 0
    assert len(found.disagreements("only_b")) == 0


def test_fiftyone_evaluates_two_fields_alike(dataset):
    found = fo_buttwink.agreement(dataset, "second", "buttwink").agreement
    theirs = dataset.evaluate_detections(
        "second_reps", gt_field="buttwink_reps", method="activitynet", iou=0.5, classwise=False
    )
    matrix = theirs.confusion_matrix(classes=list(GRADES))
    assert np.array_equal(np.array(found.table)[:4, :4], matrix.T)  # theirs: rows are the truth


def test_a_run_against_reviews(dataset):
    every = ids(dataset)
    right = every[:6]
    review_reps(dataset, "buttwink", right, "confirmed", reviewer="ann")
    review_reps(dataset, "buttwink", every[6:8], "corrected", label="marked", reviewer="ann")
    review_reps(dataset, "buttwink", every[8], "not_measurable", reviewer="ann")
    review_reps(dataset, "buttwink", every[9], "rejected", reviewer="ann")
    found = fo_buttwink.agreement(dataset, "buttwink", "reviews")
    result = found.agreement
    assert (result.matched, result.only_b) == (10, 0)
    assert result.only_a == 2 and any(
        "need have been judged in reviews of buttwink" in n for n in result.notes
    )
    assert any("saw what run buttwink says" in n for n in result.notes)
    wrong = set(found.disagreements().values("id"))
    assert set(every[8:10]) <= wrong and not wrong & set(right)


def test_two_reviewers_though_the_second_spoke_last(dataset):
    every = ids(dataset)[:4]
    review_reps(dataset, "buttwink", every, "corrected", label="none", reviewer="ann")
    review_reps(
        dataset, "buttwink", every[:3], "corrected", label="subtle", reviewer="bob", overwrite=True
    )
    listed = list_sources(dataset)
    assert {"buttwink", "second", "reviews"} <= set(listed)
    found = fo_buttwink.agreement(dataset, "reviewer:ann", "reviewer:bob").agreement
    assert (found.matched, found.same.value) == (3, 0.0)
    assert len(read_source(dataset, "buttwink/reviewer:ann").account) == 4


def test_imported_labels(dataset, database):
    values = {}
    for sample in dataset:
        values[sample.id] = database.TemporalDetections(
            detections=[
                database.TemporalDetection(label=d.label, support=d.support)
                for d in sample.buttwink_reps.detections[:3]
            ]
        )
    dataset.add_sample_field(
        "theirs",
        database.EmbeddedDocumentField,
        embedded_doc_type=database.TemporalDetections,
    )
    dataset.set_values("theirs", values, key_field="id")
    assert "theirs" in list_sources(dataset)
    found = fo_buttwink.agreement(dataset, "buttwink", "theirs")
    assert (found.agreement.matched, found.agreement.only_a) == (18, 6)
    assert found.agreement.kappa.value == pytest.approx(1.0)
    missing = found.disagreements("only_a")
    assert len(missing) == 6 and {s[0] for s in missing.values("support")} == {301}


def test_only_what_the_view_shows_counts(dataset):
    from fiftyone import ViewField as F

    two = dataset.limit(2)
    assert fo_buttwink.agreement(two, "buttwink", "second").agreement.matched == 8
    marked = dataset.filter_labels("buttwink_reps", F("label") == "marked")
    found = fo_buttwink.agreement(marked, "buttwink", "second").agreement
    assert found.matched == dataset.count_values("buttwink_reps.detections.label")["marked"]
    clips = dataset.limit(2).to_clips("buttwink_reps")
    assert fo_buttwink.agreement(clips, "buttwink", "second").agreement.matched == 8


@pytest.mark.parametrize("name", ["nothing", "reviewer:zoe", "run:nothing", "id", "field:id", ""])
def test_a_source_that_is_none_is_named_with_those_that_are(dataset, name):
    with pytest.raises(SourceError, match=r"existing: .*buttwink") as error:
        fo_buttwink.agreement(dataset, name, "buttwink")
    assert repr(name) in str(error.value)


def test_reviews_of_nobody_are_a_clear_state(dataset):
    found = fo_buttwink.agreement(dataset, "buttwink", "reviews").agreement
    assert found.kappa.reason == "reviews of buttwink has no repetitions"

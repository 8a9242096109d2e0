"""The repetitions of a view are those that FiftyOne's own values() gives."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.database
REPS = "buttwink_reps"
RATED = f"{REPS}.detections"


@pytest.fixture
def dataset(make_dataset, run_job):
    from fo_buttwink.reviews.service import review_reps

    dataset = make_dataset(*(f"/v/{i}.mp4" for i in range(5)), lifter=list("cabde"))
    run_job(dataset[:4])  # the last one has no results
    ids = dataset.values(f"{RATED}.id")
    review_reps(dataset, "buttwink", [ids[1][0]], "confirmed", reviewer="ann")
    return dataset


def severe(dataset):
    from fiftyone import ViewField as F

    return dataset.filter_labels(REPS, F("severity") >= 2)


VIEWS = {
    "all": lambda d: d,
    "view of all": lambda d: d.view(),
    "some": lambda d: d.limit(2),
    "none": lambda d: d.limit(2).match_tags("no such tag"),
    "sorted": lambda d: d.sort_by("lifter", reverse=True),
    "some labels": severe,
    "some labels, sorted and limited": lambda d: severe(d).sort_by("lifter").limit(2),
    "chosen": lambda d: d.select(d.values("id")[3:0:-2], ordered=True),
    "few fields": lambda d: d.select_fields(REPS),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_repetitions_and_attributes_are_those_of_fiftyone(dataset, view):
    from fo_buttwink.store.columnar.view import read_ids, read_view

    samples = view(dataset)
    found = read_view(samples, "buttwink", words=("label", "review_state"), flags=("flagged",))
    names = ("id", "label", "review_state", "flagged")
    ids, *columns = samples.values(["id", *(f"{RATED}.{name}" for name in names)])
    assert found["sample"].tolist() == [
        sample for sample, reps in zip(ids, columns[0], strict=True) for _ in reps or ()
    ]
    for name, values in zip(names, columns, strict=True):
        assert found[name].tolist() == [v for reps in values for v in reps or ()], name
    assert read_ids(samples) == ids


def test_condition_on_the_samples_leaves_their_other_repetitions(dataset):
    from fo_buttwink.store.columnar.view import read_view

    found = read_view(dataset, "buttwink", match={f"{RATED}.review_state": "confirmed"})
    assert found["id"].tolist() == dataset.values(f"{RATED}.id")[1]


def test_clips_are_named_in_their_order(dataset):
    from fo_buttwink.store.columnar.view import read_ids

    clips = dataset.to_clips(REPS).sort_by("support", reverse=True)
    assert read_ids(clips) == clips.values("id") and len(clips) == 8

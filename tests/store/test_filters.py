"""Filters by numbers leave out what was not measured."""

from __future__ import annotations

import pytest

from fo_buttwink.errors import StoreError

pytestmark = pytest.mark.database

REPS = "buttwink_reps"


@pytest.fixture
def dataset(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    run_job(dataset)
    return dataset


def test_unknown_numbers_are_left_out(dataset, database):
    import fo_buttwink

    onsets = [v for values in dataset.values(f"{REPS}.detections.onset_pct") for v in values]
    assert None in onsets and 82.0 in onsets
    plain = dataset.filter_labels(REPS, database.ViewField("onset_pct") < 50)
    assert plain.values(f"{REPS}.detections.onset_pct") == [[None], [None]], "FiftyOne's own"

    def kept(**limits):
        view = dataset.filter_labels(REPS, fo_buttwink.measured("onset_pct", **limits))
        return [v for values in view.values(f"{REPS}.detections.onset_pct") for v in values]

    assert kept(high=50) == []
    assert kept(high=82) == kept(low=82) == kept() == [82.0, 82.0]
    assert kept(low=83) == []
    dataset._sample_collection.update_many({}, {"$unset": {f"{REPS}.detections.0.onset_pct": 1}})
    assert kept(high=90) == [], "nor where the attribute is missing"


def test_unknown_names_are_refused():
    from fo_buttwink import measured

    with pytest.raises(StoreError, match=r"number 'onset': expected one of .*onset_pct"):
        measured("onset")

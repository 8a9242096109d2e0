"""Labels that are not as we write them: grid and numbers of the explorer agree all the same."""

from __future__ import annotations

import pytest
from explorer_panel import App

pytestmark = pytest.mark.database


@pytest.fixture
def untidy(dataset):
    """Repetitions as an older version, or a hand, may have left them."""
    reps = dataset._sample_collection.find_one({})["buttwink_reps"]["detections"]
    for name in ("review_state", "effective_label", "onset_pct", "effective_onset_pct", "timing"):
        reps[0].pop(name)
    reps[1]["wink_deg"] = reps[1]["confidence"] = float("nan")
    reps[2]["effective_severity"] = None
    reps[2]["label"] = reps[2]["effective_label"] = None
    reps[3].pop("bottom")
    dataset._sample_collection.update_one(
        {"_id": dataset._sample_collection.find_one({})["_id"]},
        {"$set": {"buttwink_reps.detections": reps}, "$currentDate": {"last_modified_at": True}},
    )
    dataset.reload()
    return dataset


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"ranges": {"wink_deg": [0, 100]}},
        {"ranges": {"confidence": [0, 1]}},
        {"ranges": {"severity": [0, 3]}},
        {"ranges": {"onset_pct": [0, 100]}},
        {"choices": {"label": ["unknown"]}},
        {"choices": {"label": ["moderate", "occluded"]}},
        {"choices": {"timing": ["unknown"]}},
        {"choices": {"timing": ["unknown", "mid"]}},
        {"choices": {"review_state": ["unreviewed"]}},
        {"choices": {"review_state": ["unreviewed", "confirmed"]}},
        {"choices": {"review_state": ["confirmed"]}},
        {"choices": {"lifter": ["unknown", "bob"]}},
        {"switches": ["not_measurable"]},
        {"switches": ["reviewed", "flagged"]},
        {"lasso": [[0, 0], [100, 0], [100, 50], [0, 50]]},
    ],
)
def test_untidy_repetitions_are_the_same_for_grid_and_numbers(untidy, asked):
    from fo_buttwink.reviews.service import review_reps

    app = App(untidy)
    last = untidy.values("id")[2]
    ids = untidy.select(last).values("buttwink_reps.detections.id", unwind=True)
    review_reps(untidy, "buttwink", ids[:1], "rejected", reviewer="ann")
    review_reps(untidy, "buttwink", ids[1:2], "confirmed", reviewer="ann")
    app("change", mode="videos")
    answer = app.change(**asked)
    assert "obstacle" not in answer
    assert answer["counts"]["reps"]["shown"] == app.view.count("buttwink_reps.detections")

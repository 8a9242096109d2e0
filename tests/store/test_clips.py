"""Clips hold copies of labels and tags; these follow the dataset without a new view."""

from __future__ import annotations

import pytest

from fo_buttwink.store.clips import renew_clips

pytestmark = pytest.mark.database
REPS = "buttwink_reps"


@pytest.fixture
def clips(make_dataset, run_job):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    run_job(dataset)
    return dataset.to_clips(REPS)


def raw(view):
    return {doc["_id"]: doc for doc in view._clips_dataset._sample_collection.find()}


def test_labels_tags_and_frames_follow(clips):
    dataset = clips._root_dataset
    before = raw(clips)
    rep = dataset.first()[REPS].detections[0]
    reps = f"{REPS}.detections"
    dataset._sample_collection.update_one(
        {f"{reps}._id": rep._id},
        {"$set": {f"{reps}.0.label": "none", f"{reps}.0.tags": ["t"], f"{reps}.0.support": [3, 9],
                  "tags": ["s"]}},
    )  # fmt: skip
    assert renew_clips(clips, "buttwink") == len(before)
    after = raw(clips)
    (changed,) = [i for i in before if before[i][REPS] != after[i][REPS]]
    assert changed == rep._id
    clip = after[changed]
    assert (clip[REPS]["label"], clip[REPS]["tags"], clip["support"]) == ("none", ["t"], [3, 9])
    assert clip["tags"] == ["s"] and "support" not in clip[REPS]
    assert set(clip) == set(before[changed])  # nothing that FiftyOne does not write
    clips._clips_dataset.reload()
    assert clips.select(str(changed)).first()[REPS].label == "none"


def test_only_the_given_ones_are_written(clips):
    ids = clips.values("id")
    assert renew_clips(clips, "buttwink", ids[:1]) == 1
    assert renew_clips(clips, "buttwink", ["0" * 24]) == 0


def test_views_that_show_no_clips_of_the_run_are_left_alone(clips):
    dataset = clips._root_dataset
    assert renew_clips(dataset, "buttwink") == renew_clips(None, "buttwink") == 0
    assert renew_clips(dataset.view(), "buttwink") == 0
    assert renew_clips(clips, "other") == 0

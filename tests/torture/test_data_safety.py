"""A run touches its own fields and records; deleting it leaves the database as it was."""

from __future__ import annotations

import pytest
import tally
from attacked import contents

from fo_buttwink import analyze_dataset
from fo_buttwink.batch.execution import Execution
from fo_buttwink.errors import FieldClashError
from fo_buttwink.reviews.service import review_reps
from fo_buttwink.store.fields import RunFields
from fo_buttwink.store.runs import delete_run

pytestmark = [pytest.mark.database, pytest.mark.pose]
ONE = Execution(workers=1)


@pytest.fixture
def owned(make_dataset, database, warm):
    """Somebody's dataset with fields of all kinds, and another one beside it."""
    other = make_dataset(*warm.videos[:2], note=["mine", None])
    dataset = make_dataset(*warm.videos[:3], note=["a", None, "c"], weight=[80.0, 90.0, None])
    for sample in dataset:
        sample["mine"] = database.Classification(label="x", confidence=0.5)
        sample.frames[3] = database.Frame(seen=database.Detections(detections=[]), level=1.5)
        sample.save()
    known = database.VideoMetadata(
        frame_width=480, frame_height=640, frame_rate=30.0, total_frame_count=244, duration=8.1
    )
    dataset.set_values("metadata", [known] * 3)  # what is missing there, a run fills in
    dataset.info["mine"] = {"a": 1}
    dataset.save()
    return dataset, other


def test_a_run_leaves_every_field_of_others_alone(owned):
    dataset, _ = owned
    before = contents(dataset)
    analyze_dataset(dataset, execution=ONE, progress=False)
    ids = [i for reps in dataset.values("buttwink_reps.detections.id") for i in reps or []]
    review_reps(dataset, "buttwink", ids[:1], "rejected", reviewer="ann")
    after = contents(dataset)
    run = RunFields("buttwink")
    for name, documents in before.items():
        ours = name in (dataset._sample_collection_name, dataset._frame_collection_name)
        if not ours and name in ("datasets", "runs", "views", "fs.files", "fs.chunks"):
            continue  # where FiftyOne keeps schemas and runs
        for key, document in documents.items():
            kept = {
                field: value
                for field, value in after[name][key].items()
                if not ours or not field.startswith(run.key)
            }
            assert kept == document, (name, key)
    tally.count("Data safety", "fields of others after a run and a review", "equal to the last bit")


def test_delete_run_leaves_the_database_as_it_was(owned):
    dataset, other = owned
    analyze_dataset(dataset, "kept", execution=ONE, progress=False)
    analyze_dataset(other, execution=ONE, progress=False)
    before = contents(dataset)
    analyze_dataset(dataset, "gone", execution=ONE, progress=False)
    during = contents(dataset)
    assert during != before
    delete_run(dataset, "gone")
    after = contents(dataset)
    frames = dataset._frame_collection_name
    for name in sorted({*before, *after}):
        if name == "datasets":
            continue  # compared below without the order of the schema
        mine, theirs = before.get(name, {}), after.get(name, {})
        assert set(mine) == set(theirs), name
        for key in mine:
            assert theirs[key] == mine[key], (name, key)
    assert frames in after
    assert "gone" not in dataset.list_runs() and "kept" in dataset.list_runs()
    assert not [f for f in dataset.get_field_schema(flat=True) if f.startswith("gone")]
    tally.count("Data safety", "whole database before a run and after its deletion", "equal")


@pytest.mark.parametrize("name", ["buttwink", "buttwink_reps", "frames.buttwink_depth"])
def test_a_field_of_the_same_name_is_refused_before_any_work(owned, database, name):
    dataset, _ = owned
    if name.startswith("frames."):
        dataset.add_frame_field(name.removeprefix("frames."), database.StringField)
    else:
        dataset.add_sample_field(name, database.StringField)
    before = contents(dataset)
    with pytest.raises(FieldClashError, match=name):
        analyze_dataset(dataset, execution=ONE, progress=False)
    assert contents(dataset) == before
    tally.count("Data safety", "somebody's field of the same name", "refused, nothing written")

"""Measures by hand in the database: beside everything else, and safe against each other."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest
from by_hand import measure

from fo_buttwink.errors import FieldClashError, HandMeasureError
from fo_buttwink.store import fields as names

pytestmark = pytest.mark.database


@pytest.fixture
def store(database):
    from fo_buttwink.store import hand

    return hand


@pytest.fixture
def dataset(make_dataset):
    return make_dataset("/v/a.mp4", "/v/b.mp4")


def write(store, dataset, *measures, at=0):
    sample = dataset.values("id")[at]
    return store.write_hand(dataset, {sample: measures})[sample]


def test_what_is_written_is_read(store, dataset):
    (stored,) = write(store, dataset, measure(note="belt creeps"))
    assert stored.pass_number == 1
    assert store.read_hand(dataset) == {dataset.first().id: [stored]}
    label = dataset.reload() or dataset.first()[names.HAND].detections[0]
    assert (label.label, label.support, label.quality) == ("ann", [40, 110], "good")
    assert label.wink_deg == pytest.approx(7.0) and label.onset_pct_high == 90.0
    assert str(label.id) == stored.measure_id


def test_views_and_clips_give_their_own(store, dataset):
    for at in (0, 1):
        write(store, dataset, measure(), at=at)
    assert list(store.read_hand(dataset[1:])) == [dataset.last().id]
    clips = dataset.to_clips(names.HAND)
    assert list(store.read_hand(clips)) == dataset.values("id")
    assert store.read_hand(dataset.limit(0)) == {}


def test_passes_are_numbered_by_person_and_repetition(store, dataset):
    write(store, dataset, measure())
    again = write(
        store, dataset, measure(first=42), measure(who="bob"), measure(first=300, last=400)
    )
    assert [(m.who, m.pass_number) for m in again] == [("ann", 2), ("bob", 1), ("ann", 1)]
    assert len(store.read_hand(dataset)[dataset.first().id]) == 4


def test_the_same_measure_is_stored_once(store, dataset):
    one = measure()
    assert write(store, dataset, one) == write(store, dataset, one, one)
    assert len(store.read_hand(dataset)[dataset.first().id]) == 1


def test_only_ones_own_is_deleted(store, dataset):
    sample = dataset.first().id
    mine, theirs = write(store, dataset, measure(), measure(who="bob"))
    with pytest.raises(HandMeasureError, match="measured by bob, not by ann"):
        store.delete_hand(dataset, sample, theirs.measure_id, who="ann")
    assert store.delete_hand(dataset, sample, mine.measure_id, who="ann")
    assert not store.delete_hand(dataset, sample, mine.measure_id, who="ann")
    assert store.read_hand(dataset) == {sample: [theirs]}


def test_writers_at_the_same_time_lose_nothing(store, dataset):
    store.write_hand(dataset, {dataset.first().id: []})
    errors = []

    def work(who):
        try:
            for _ in range(5):
                write(store, dataset, measure(who=who))
        except Exception as error:
            errors.append(error)

    people = [threading.Thread(target=work, args=(f"p{k}",)) for k in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert errors == []
    found = store.read_hand(dataset)[dataset.first().id]
    assert sorted((m.who, m.pass_number) for m in found) == [
        (f"p{k}", n) for k in range(4) for n in range(1, 6)
    ]


def test_a_field_of_somebody_else_is_left_alone(store, database, dataset):
    sample = dataset.first()
    sample[names.HAND] = database.Classification(label="left")
    sample.save()
    for call in (
        lambda: write(store, dataset, measure()),
        lambda: store.read_hand(dataset),
        lambda: store.delete_hand(dataset, sample.id, "0" * 24, who="ann"),
    ):
        with pytest.raises(FieldClashError, match="rename_sample_field"):
            call()
    assert dataset.first()[names.HAND].label == "left"


def test_a_process_that_opened_the_dataset_before_sees_them_too(store, dataset, monkeypatch):
    """As a notebook does in which the dataset has been open since before the first measure."""
    (stored,) = write(store, dataset, measure())
    schema = {n: f for n, f in dataset.get_field_schema().items() if n != names.HAND}
    monkeypatch.setattr(type(dataset), "get_field_schema", lambda self, **_: dict(schema))
    assert store.read_hand(dataset) == {dataset.first().id: [stored]}
    assert store.delete_hand(dataset, dataset.first().id, stored.measure_id, who="ann")


def test_nothing_is_declared_by_reading(store, dataset):
    assert store.read_hand(dataset) == {}
    assert names.HAND not in dataset.get_field_schema()


def test_bad_input_is_named(store, dataset):
    with pytest.raises(HandMeasureError, match="does not exist"):
        store.write_hand(dataset, {"f" * 24: [measure()]})
    with pytest.raises(HandMeasureError, match="does not exist"):
        store.write_hand(dataset, {"nobody": [measure()]})


def test_frames_that_the_video_does_not_have_are_refused(store, database, dataset):
    sample = dataset.first()
    sample.metadata = database.VideoMetadata(total_frame_count=90)
    sample.save()
    with pytest.raises(HandMeasureError, match="frame 110 was measured, but the video has 90"):
        write(store, dataset, measure())
    assert store.read_hand(dataset) == {}


def test_what_cannot_be_read_is_left_out_and_kept(store, dataset, caplog):
    write(store, dataset, measure(), measure(who="bob"))
    collection = dataset._sample_collection
    collection.update_one({}, {"$set": {f"{names.HAND}.detections.0.measure": "{broken"}})
    assert [m.who for m in store.read_hand(dataset)[dataset.first().id]] == ["bob"]
    assert "a.mp4" in caplog.text and "left out" in caplog.text
    write(store, dataset, measure(who="cy"))
    labels = collection.find_one({})[names.HAND]["detections"]
    assert [d["label"] for d in labels] == ["ann", "bob", "cy"], "nobody's label is lost"


def test_runs_come_and_go_without_it(store, dataset, run_job):
    from fo_buttwink.store.runs import delete_run

    run_job(dataset)
    (stored,) = write(store, dataset, replace(measure(first=1, last=90), key="buttwink"))
    run_job(dataset, existing="replace")
    assert store.read_hand(dataset)[dataset.first().id] == [stored]
    delete_run(dataset, "buttwink", discard_reviews=True)
    dataset.reload()
    assert store.read_hand(dataset)[dataset.first().id] == [stored]


def test_a_copy_of_the_dataset_has_them_too(store, dataset):
    (stored,) = write(store, dataset, measure())
    copy = dataset.clone()
    try:
        assert list(store.read_hand(copy).values()) == [[stored]]
        write(store, copy, measure())
    finally:
        copy.delete()
    assert len(store.read_hand(dataset)[dataset.first().id]) == 1


def test_fiftyones_own_tools_export_them(store, database, dataset, tmp_path):
    write(store, dataset, measure(), measure(who="bob"))
    dataset.export(
        export_dir=str(tmp_path / "out"),
        dataset_type=database.types.FiftyOneTemporalDetectionDataset,
        label_field=names.HAND,
        export_media=False,
    )
    labels = json.loads((tmp_path / "out" / "labels.json").read_text())["labels"]
    first = next(iter(labels.values()))
    assert [(each["label"], each["support"]) for each in first] == [
        ("ann", [40, 110]), ("bob", [40, 110]),
    ]  # fmt: skip
    low = dataset.filter_labels(names.HAND, database.ViewField("wink_deg") < 5)
    assert len(low) == 0, "the sidebar can filter by what was measured"
    assert len(dataset.filter_labels(names.HAND, database.ViewField("wink_deg") > 5)) == 1

"""A repetition that says no frames is left out by every reader, and ends none of them."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.review.record import MachineRep
from fo_buttwink.store.repetition import repetition, repetitions
from fo_buttwink.store.support import has_support, left_out, support_of, tell_left_out

KEY = "buttwink"
REPS = "buttwink_reps.detections"
BAD = {"null": None, "empty": [], "one number": [11], "words": ["a", "b"], "floats": [1.5, 2.5]}


@given(st.one_of(st.none(), st.integers(), st.text(), st.lists(st.one_of(st.none(), st.integers(),
                 st.booleans(), st.floats()), max_size=4)))  # fmt: skip
def test_two_whole_numbers_are_a_support_and_nothing_else(value):
    whole = isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)
    assert has_support({"support": value}) == whole
    assert support_of({"support": value}) == (tuple(value) if whole else None)
    assert not has_support({})


def test_sentence_names_the_video_and_agrees_with_the_number():
    assert left_out("/v/a.mp4", 1).startswith("/v/a.mp4: 1 repetition has no frames")
    assert "2 repetitions have" in left_out("/v/a.mp4", 2)


MACHINE = {"_id": 1, "support": [12, 49], "label": "subtle", "bottom": 30, "onset_pct": 80.0}


@pytest.mark.parametrize("bad", BAD)
def test_only_what_says_frames_is_a_repetition(bad):
    assert repetition({**MACHINE, "support": BAD[bad]}) is None
    rep = repetition(MACHINE)
    assert (rep.rep_id, rep.first, rep.last, rep.drawn) == ("1", 12, 49, False)
    whole = MachineRep(12, 49, "subtle", 30, 80.0)
    assert rep.shown == rep.machine == whole
    found = repetitions({"detections": [MACHINE, {"support": BAD[bad]}]})
    assert [r.rep_id for r in found.usable] == ["1"]
    assert found.without_frames == [{"support": BAD[bad]}]
    assert repetitions(None) == repetitions({"detections": None}) == ([], [])


def test_what_a_person_changed_is_not_what_the_machine_said():
    said = {"machine_label": "none", "machine_first": 10, "machine_last": 50}
    rep = repetition({**MACHINE, **said})
    assert rep.shown == MachineRep(12, 49, "subtle", 30, 80.0)
    assert rep.machine == MachineRep(10, 50, "none", 30, 80.0)
    # Of an older run the machine's frames are not noted apart.
    assert repetition({**MACHINE, "machine_label": "none"}).machine.first == 12


def test_onset_that_is_no_number_is_none():
    assert repetition({**MACHINE, "onset_pct": float("nan")}).machine.onset_pct is None


def test_a_repetition_without_any_measure_was_drawn():
    drawn = repetition({"_id": 2, "support": [1, 5], "label": "marked"})
    assert drawn.drawn and drawn.machine == MachineRep(1, 5, "marked")


@pytest.fixture(autouse=True)
def nothing_told_yet():
    tell_left_out.cache_clear()


@pytest.fixture(params=[*BAD, "missing"])
def broken(request, make_dataset, run_job):
    """Two videos; the first repetition of the first one says no frames."""
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    run_job(dataset)
    held = list(dataset)  # as the App's server may hold them in memory
    path = f"{REPS}.0.support"
    change = {"$set": {path: BAD.get(request.param)}}
    if request.param == "missing":
        change = {"$unset": {path: 1}}
    # FiftyOne's own setters refuse such a label, but a script or another version can leave one.
    dataset._sample_collection.update_one({"filepath": "/v/a.mp4"}, change)
    yield dataset
    held.clear()


def ids(dataset):
    return dataset.values(f"{REPS}.id")


@pytest.mark.database
def test_export_leaves_it_out_and_names_the_video(broken, tmp_path):
    from fo_buttwink.export import Selection, export

    summary = export(broken, "csv", tmp_path / "o", selection=Selection(abstained="keep"))
    with (tmp_path / "o" / "reps.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    gone = ids(broken)[0][0]
    assert {r["rep_id"] for r in rows} == {i for video in ids(broken) for i in video} - {gone}
    note = left_out("/v/a.mp4", 1)
    assert note in summary.notes
    assert note in (tmp_path / "o" / "dataset_card.md").read_text(encoding="utf-8")


@pytest.mark.database
def test_export_of_nothing_else_says_why(broken, tmp_path):
    from fiftyone import ViewField as F

    from fo_buttwink.errors import SelectionError
    from fo_buttwink.export import export

    label = broken.values(f"{REPS}.label")[0][0]
    view = broken[:1].filter_labels("buttwink_reps", F("label") == label)
    with pytest.raises(SelectionError, match=r"/v/a\.mp4: 1 repetition has no frames"):
        export(view, "csv", tmp_path / "o")


def analyses(dataset):
    from fo_buttwink.store.read import read_analyses

    first, _ = read_analyses(dataset, KEY)
    return [rep.first for rep in first[1].reps]


def viewer(dataset):
    from fo_buttwink.store.record import read_record

    return [
        r["support"][0] for r in read_record(dataset, dataset.values("id")[0], KEY).reps.values()
    ]


def reviews(dataset):
    from fo_buttwink.store.fields import RunFields
    from fo_buttwink.store.reviews import read_reviews

    (state,) = read_reviews(dataset, RunFields(KEY), dataset.values("id")[:1])
    return [rep.first for rep in state.reps.values()]


def explorer(dataset):
    """Columns, and the rows of the table that belong to them."""
    from fo_buttwink.app.panels.explorer.table import page
    from fo_buttwink.store.columnar.read import read_columns

    columns = read_columns(dataset, KEY, None, {})
    rows = page(dataset, columns, np.arange(len(columns)))
    assert [row["id"] for row in rows] == columns.rep_ids.tolist()
    return [row["first"] for row in rows if row["video"] == "a.mp4"]


@pytest.mark.database
@pytest.mark.parametrize("reader", [analyses, viewer, reviews, explorer])
def test_every_reader_leaves_it_out_and_names_the_video_alike(broken, reader, caplog):
    left = broken._sample_collection.find_one({"filepath": "/v/a.mp4"})["buttwink_reps"]
    assert reader(broken) == [left["detections"][1]["support"][0]]
    assert [r.message for r in caplog.records if "/v/" in r.message] == [left_out("/v/a.mp4", 1)]
    reader(broken)
    assert caplog.text.count("/v/a.mp4") == 1, "a panel reads again and again"


@pytest.mark.database
def test_a_run_that_is_copied_comes_without_it(broken, make_dataset):
    import fiftyone as fo

    from fo_buttwink.export.formats._run_copy import copy_run

    copy = make_dataset("/c/a.mp4", "/c/b.mp4")
    copy.add_sample_field("video_id", fo.StringField)
    copy.set_values("video_id", broken.values("id"))
    everything = dict(zip(broken.values("id"), map(set, ids(broken)), strict=True))
    copy_run(broken, copy, KEY, everything, curves=False)
    assert ids(copy) == [ids(broken)[0][1:], ids(broken)[1]]
    assert len(list(copy)) == 2, "FiftyOne refuses to load what says no frames"


@pytest.mark.database
def test_columns_views_and_viewer_agree(broken):
    from fo_buttwink.app.panels.viewer.queue import flagged_queue
    from fo_buttwink.store.columnar.kept import load_columns
    from fo_buttwink.store.columnar.view import read_view
    from fo_buttwink.store.record import read_record

    gone = ids(broken)[0][0]
    usable = [i for video in ids(broken) for i in video if i != gone]
    assert load_columns(broken, KEY, None).rep_ids.tolist() == usable
    assert read_view(broken, KEY)["id"].tolist() == usable
    assert gone not in flagged_queue(broken, KEY).rep_ids
    record = read_record(broken, broken.values("id")[0], KEY)
    assert record is not None and list(record.reps) == usable[:1]


@pytest.mark.database
def test_it_cannot_be_reviewed_but_the_others_can(broken):
    from fo_buttwink.errors import ReviewError
    from fo_buttwink.reviews.service import get_reviews, review_reps

    gone, left = ids(broken)[0]
    with pytest.raises(ReviewError, match=r"/v/a\.mp4: a repetition has no frames"):
        review_reps(broken, KEY, [gone], "confirmed", reviewer="ann")
    review_reps(broken, KEY, [left], "not_a_squat", reviewer="ann")
    assert list(get_reviews(broken, KEY)) == [left]


@pytest.mark.database
def test_labels_from_a_file_go_to_the_others(broken, tmp_path):
    from fo_buttwink.reviews.importing import import_csv

    file = tmp_path / "labels.csv"
    file.write_text("video,start,end,label\na.mp4,61,80,subtle\na.mp4,12,49,none\n")
    summary = import_csv(broken, file, key=KEY, unit="frames", reviewer="ann")
    assert summary.reviews is not None and summary.reviews.added == 1
    assert summary.reviews.reviewed == (ids(broken)[0][1],)

"""Looking changes nothing: documents, schema, runs and times are equal before and after."""

from __future__ import annotations

import pytest

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
KEY = "buttwink"
REPS = "buttwink_reps.detections"


def snapshot(dataset):
    """All that is stored about a dataset: its own document, samples, frames, runs and indexes."""
    from fiftyone.core.odm import get_db_conn

    db = get_db_conn()
    document = db["datasets"].find_one({"name": dataset.name})
    document.pop("last_loaded_at", None)
    return {
        "dataset": document,
        "samples": list(db[document["sample_collection_name"]].find(sort=[("_id", 1)])),
        "frames": list(db[document["frame_collection_name"]].find(sort=[("_id", 1)])),
        "runs": list(db["runs"].find({"dataset_id": document["_id"]})),
        "saved_views": list(db["views"].find({"dataset_id": document["_id"]})),
        "indexes": sorted(db[document["sample_collection_name"]].index_information()),
        "schema": sorted(dataset.get_field_schema(flat=True)),
    }


def edited(dataset):
    sample = dataset.first()
    sample.buttwink_reps.detections[0].support = [13, 48]
    sample.buttwink_reps.detections[1].label = "ugly"
    sample.save()


def drawn(dataset):
    import fiftyone as fo

    sample = dataset.first()
    sample.buttwink_reps.detections.append(fo.TemporalDetection(label="subtle", support=[82, 88]))
    sample.save()


def nonsense(dataset):
    sample = dataset.first()
    sample.buttwink_reps.detections[0].label = "ugly"
    sample.save()


def without_fields_of_reviews(dataset):
    """As a run of an older version left it: no field for reviews was declared."""
    from dataclasses import replace

    from fo_buttwink.store.runs import get_run, save_run

    info = get_run(dataset, KEY)
    dataset.delete_sample_field("buttwink_reviews")
    left = [name for name in info.fields if name != "buttwink_reviews"]
    save_run(dataset, replace(info, fields=left))


def reviewed(dataset):
    from fo_buttwink.reviews.service import review_reps

    review_reps(dataset, KEY, dataset.values(f"{REPS}.id")[0][0], "confirmed", reviewer="ann")


STATES = {"never reviewed": lambda d: None, "reviewed": reviewed, "edited": edited, "drawn": drawn,
          "nonsense": nonsense, "older run": without_fields_of_reviews}  # fmt: skip
VIEWS = {"dataset": lambda d: d, "view": lambda d: d.limit(1),
         "clips": lambda d: d.to_clips("buttwink_reps")}  # fmt: skip


@pytest.fixture(params=STATES)
def dataset(request, make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", lifter=["ann", "bob"])
    job = DatasetAnalysis(
        dataset, AnalysisRequest(KEY), analyser=lambda path, config: (make_analysis(path), None)
    )
    for _ in job.run():
        pass
    STATES[request.param](dataset)
    return dataset


@pytest.fixture
def send(database):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    def event(name, samples, method, **params):
        view = None if isinstance(samples, database.Dataset) else samples._serialize()
        panel = foo.get_operator(operator_uri(name))
        ctx = ExecutionContext(
            {
                "dataset_name": (samples if view is None else samples._root_dataset).name,
                "view": view,
                "current_sample": samples.first().id,
                "params": {"panel_id": "p", "panel_state": {}, "__method__": method, **params},
            },
            executor=Executor(),
            operator_uri=panel.uri,
        )
        answer = panel.execute(ctx)
        assert not answer.get("error"), answer
        return answer

    return event


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_viewer_and_explorer_change_nothing(dataset, send, view):
    samples = view(dataset)
    sample, rep = dataset.first().id, dataset.values(f"{REPS}.id")[0][0]
    before = snapshot(dataset)
    answer = send("squat_rep_viewer", samples, "load", reviewer="ann")
    assert answer["state"] == "ready"
    about = {"key": KEY, "sample": sample, "rep": rep}
    send("squat_rep_viewer", samples, "refresh", **about)
    send("squat_explorer", samples, "refresh")
    assert snapshot(dataset) == before


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_listing_and_counting_reviews_change_nothing(dataset, view):
    from fo_buttwink.export import read_table
    from fo_buttwink.reviews.marked import find_edits
    from fo_buttwink.reviews.service import get_reviews, list_reviews
    from fo_buttwink.store.columnar.kept import load_columns
    from fo_buttwink.store.read import read_analyses
    from fo_buttwink.store.record import read_record
    from fo_buttwink.store.reviews import count_reviews

    samples = view(dataset)
    before = snapshot(dataset)
    list_reviews(samples, KEY)
    get_reviews(samples, KEY)
    count_reviews(samples, KEY)
    read_table(samples, KEY)
    list(read_analyses(dataset, KEY))
    load_columns(dataset, KEY, "lifter")
    record = read_record(dataset, dataset.first().id, KEY)
    find_edits(record.reviews, KEY)
    assert snapshot(dataset) == before


def test_counting_edits_writes_once_and_only_if_there_are_any(dataset, request):
    from fo_buttwink.reviews.marked import adopt_edits

    before = snapshot(dataset)
    taken = adopt_edits(dataset, KEY, reviewer="ann")
    once = snapshot(dataset)
    state = request.node.callspec.params["dataset"]
    assert bool(taken.reviewed) == (state in ("edited", "drawn"))
    assert (once == before) == (state not in ("edited", "drawn"))
    adopt_edits(dataset, KEY, reviewer="ann")
    assert snapshot(dataset) == once

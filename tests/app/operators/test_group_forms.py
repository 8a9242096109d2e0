"""The forms in grouped datasets and dynamic groups: which slices, which samples."""

from __future__ import annotations

import asyncio
import json

import pytest
from groups import add_pairs

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
ANALYZE, EXPORT = map(operator_uri, ("analyze_squats", "export_labels"))


@pytest.fixture(autouse=True)
def pipeline(database, monkeypatch, make_analysis):
    """Answers instead of the real pipeline."""
    from fo_buttwink.batch import run as work

    def analyse(path, config, progress=None):
        return make_analysis(path), None

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)


def request(view, **params):
    dataset = view._root_dataset
    stages = [] if view is dataset else json.loads(json.dumps(view._serialize(), default=str))
    return {"dataset_name": dataset.name, "view": stages, "params": params}


def form(uri, view, **params):
    """The questions of an operator's form, as the App gets them."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    context = ExecutionContext(request(view, **params), executor=Executor(), operator_uri=uri)
    return foo.get_operator(uri).resolve_type(context, "inputs").to_json()["type"]["properties"]


def execute(uri, view, **params):
    from fiftyone.operators.executor import execute_or_delegate_operator

    result = asyncio.run(execute_or_delegate_operator(uri, request(view, **params)))
    assert result.error is None, result.error
    return result.result


def test_analysis_asks_for_slices_and_takes_all_by_default(make_dataset):
    dataset = add_pairs(make_dataset())
    questions = form(ANALYZE, dataset)
    assert questions["slices"]["default"] == ["back", "side"]
    assert [c["value"] for c in questions["slices"]["view"]["choices"]] == ["back", "side"]
    assert "6 videos will be analyzed" in json.dumps(questions["plan"])
    assert "3 videos will be analyzed" in json.dumps(
        form(ANALYZE, dataset, slices=["side"])["plan"]
    )
    assert execute(ANALYZE, dataset, slices=["side"])["analysed"] == 3
    assert dataset.select_group_slices("back").values("buttwink.status") == [None] * 3
    assert execute(ANALYZE, dataset)["analysed"] == 3


@pytest.mark.parametrize("others", ["mp4", "jpg"])
def test_nothing_is_asked_where_there_is_no_choice(make_dataset, others):
    dataset = add_pairs(make_dataset(), others=others)
    one = dataset if others == "jpg" else dataset.select_group_slices("side")
    assert "slices" not in form(ANALYZE, one)
    assert execute(ANALYZE, one)["analysed"] == 3
    assert "slices" not in form(EXPORT, one, key="buttwink")


def test_analysis_of_dynamic_groups_takes_all_their_samples(make_dataset):
    dataset = make_dataset(*(f"/v/{i}.mp4" for i in range(4)), lifter=list("abab"))
    view = dataset.group_by("lifter")
    assert "4 videos will be analyzed" in json.dumps(form(ANALYZE, view)["plan"])
    assert execute(ANALYZE, view)["analysed"] == 4
    assert "slices" not in form(ANALYZE, view)


def test_export_counts_and_writes_the_chosen_slices(make_dataset, tmp_path):
    dataset = add_pairs(make_dataset())
    execute(ANALYZE, dataset)
    for view, all_videos in ((dataset, 6), (dataset.group_by("lifter"), 6), (dataset.limit(1), 2)):
        given = {"key": "buttwink", "format": "csv"}
        assert f" of {all_videos} videos" in json.dumps(form(EXPORT, view, **given)["plan"])
        chosen = form(EXPORT, view, slices=["back"], **given)
        assert f" of {all_videos // 2} videos" in json.dumps(chosen["plan"])
        out = str(tmp_path / f"{len(view)}{view.media_type}{all_videos}{view._is_dynamic_groups}")
        found = execute(EXPORT, view, slices=["back"], out=out, **given)
        assert found["videos"] == all_videos // 2
        assert found["reps"] == all_videos // 2


def test_export_of_dynamic_groups(make_dataset, tmp_path):
    dataset = make_dataset(*(f"/v/{i}.mp4" for i in range(4)), lifter=list("abab"))
    execute(ANALYZE, dataset)
    found = execute(
        EXPORT, dataset.group_by("lifter"), key="buttwink", format="csv", out=str(tmp_path / "o")
    )
    assert (found["videos"], found["reps"]) == (4, 4)


def test_slice_that_is_gone_is_named_in_the_form(make_dataset):
    dataset = add_pairs(make_dataset())
    text = json.dumps(form(ANALYZE, dataset, slices=["front"]))
    assert "expected one of the video slices back, side" in text and '"invalid": true' in text


def test_info_and_deletion_reach_every_slice(make_dataset):
    dataset = add_pairs(make_dataset())
    execute(ANALYZE, dataset)
    info, delete = map(operator_uri, ("squat_run_info", "delete_squat_run"))
    assert execute(info, dataset.group_by("lifter"), key="buttwink")["num_reps"] == 12
    assert "6 videos, 12 repetitions" in json.dumps(form(delete, dataset, key="buttwink"))
    execute(delete, dataset, key="buttwink", confirm=True)
    dataset.reload()
    assert not dataset.list_runs() and "buttwink" not in dataset.get_field_schema()
    assert dataset._frame_collection.count_documents({}) == 0


def test_labels_are_imported_into_any_slice(make_dataset, tmp_path):
    from fo_buttwink.reviews.service import list_reviews

    dataset = add_pairs(make_dataset())
    execute(ANALYZE, dataset)
    file = tmp_path / "coach.csv"
    file.write_text("video,start,end,label\n/v/back/1.mp4,11,50,marked\n", encoding="utf-8")
    uri = operator_uri("import_labels")
    execute(uri, dataset.group_by("lifter"), key="buttwink", path=str(file), unit="frames")
    ((sample_id, review),) = list_reviews(dataset)
    assert dataset.select_group_slices("back").skip(1).first().id == sample_id
    assert review.label == "marked"

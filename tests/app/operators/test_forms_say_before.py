"""What forms say before *Execute*: what is missing, and where something will be written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
ANALYZE, EXPORT = map(operator_uri, ("analyze_squats", "export_labels"))


@pytest.fixture
def form(database):
    """Resolves the form of an operator as the App would."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    def resolve(uri, dataset, **params):
        context = ExecutionContext(
            {"dataset_name": dataset.name, "params": params},
            executor=Executor(),
            operator_uri=uri,
        )
        answer = foo.get_operator(uri).resolve_type(context, "inputs")
        return answer.to_json()["type"]["properties"]

    return resolve


@pytest.fixture
def no_model(monkeypatch, tmp_path):
    """A machine without any pose model."""
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("FO_BUTTWINK_MODEL_PATH", raising=False)
    monkeypatch.delenv("FO_BUTTWINK_OFFLINE", raising=False)


def test_model_that_is_not_here_will_be_fetched(make_dataset, form, no_model):
    properties = form(ANALYZE, make_dataset("/v/a.mp4"), model="heavy")
    text = properties["fetch"]["view"]["label"]
    assert "pose model 'heavy' is not on this machine" in text and "downloaded" in text
    assert "problem" not in properties


def test_model_that_cannot_be_fetched_keeps_the_form_from_running(
    make_dataset, form, no_model, monkeypatch
):
    monkeypatch.setenv("FO_BUTTWINK_OFFLINE", "1")
    problem = form(ANALYZE, make_dataset("/v/a.mp4"))["problem"]
    assert problem["invalid"] and "offline mode" in problem["error_message"]
    monkeypatch.delenv("FO_BUTTWINK_OFFLINE")
    monkeypatch.setenv("FO_BUTTWINK_MODEL_PATH", "/no/such.task")
    problem = form(ANALYZE, make_dataset("/v/a.mp4"))["problem"]
    assert problem["invalid"] and "/no/such.task" in problem["error_message"]


def test_model_is_not_asked_for_where_nothing_is_to_be_analyzed(dataset, form, no_model):
    assert "fetch" not in form(ANALYZE, dataset)
    assert "fetch" in form(ANALYZE, dataset, existing="replace")


@pytest.fixture
def dataset(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    for _ in DatasetAnalysis(dataset, analyser=lambda p, c: (make_analysis(p), None)).run():
        pass
    return dataset


@pytest.fixture
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def run(uri, dataset, **params):
    import asyncio

    from fiftyone.operators.executor import execute_or_delegate_operator

    request = {"dataset_name": dataset.name, "params": {"key": "buttwink", **params}}
    return asyncio.run(execute_or_delegate_operator(uri, request))


def test_relative_folder_is_one_of_the_users_home(dataset, form, home, monkeypatch, tmp_path):
    elsewhere = tmp_path / "package"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    for given in ("squats/mine", "~/squats/mine", str(home / "squats/mine")):
        said = form(EXPORT, dataset, out=given)["where"]["view"]["label"]
        assert str(home / "squats" / "mine") in said
    result = run(EXPORT, dataset, format="csv", out="squats/mine").result
    assert result["out"] == str(home / "squats" / "mine")
    assert (home / "squats" / "mine" / "reps.csv").is_file()
    assert list(elsewhere.iterdir()) == []


def test_default_folder_is_new_and_in_the_users_home(dataset, form, home):
    folder = Path(form(EXPORT, dataset)["out"]["default"])
    assert home in folder.parents and folder.name == dataset.slug
    folder.mkdir(parents=True)
    assert Path(form(EXPORT, dataset)["out"]["default"]) != folder


def test_delegated_from_python_keeps_the_folder_of_the_caller(dataset, home, monkeypatch, tmp_path):
    import fiftyone.operators as foo
    from fiftyone.operators.delegated import DelegatedOperationService

    monkeypatch.chdir(tmp_path)
    queued = foo.get_operator(EXPORT)(dataset, "csv", "mine", delegate=True)
    service = DelegatedOperationService()
    try:
        params = service.get(queued.result["id"]).context.request_params["params"]
        assert params["out"] == str(tmp_path / "mine")
    finally:
        service.delete_operation(queued.result["id"])


def test_folder_that_cannot_be_written_is_refused_in_the_form(dataset, form, monkeypatch, tmp_path):
    file = tmp_path / "file"
    file.write_text("no folder")
    out = form(EXPORT, dataset, out=str(file / "a" / "b"))["out"]
    assert out["invalid"] and f"{file}: is a file" in out["error_message"]
    locked = tmp_path / "locked"
    locked.mkdir()
    access = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: Path(path) != locked and access(path, mode)
    )
    out = form(EXPORT, dataset, out=str(locked / "a" / "b"))["out"]
    assert out["invalid"] and f"{locked}: may not be written" in out["error_message"]
    assert "invalid" in json.dumps(out)
    assert not form(EXPORT, dataset, out=str(tmp_path / "fine"))["out"]["invalid"]


def test_advice_is_the_apps_and_not_pythons(dataset, form):
    text = form(ANALYZE, dataset, preset="research")["key"]["error_message"]
    assert "was made with other settings" in text
    assert "'Replace' under 'Videos with results under this key'" in text
    assert "existing=" not in text


def test_keypoints_of_others_are_offered_where_there_are_some(make_dataset, form, no_model):
    import fiftyone as fo

    dataset = make_dataset("/v/a.mp4")
    assert "keypoints_field" not in form(ANALYZE, dataset)
    sample = dataset.first()
    points = [(0.5, 0.5)] * 17
    sample.frames[1]["other_pose"] = fo.Keypoints(keypoints=[fo.Keypoint(points=points)])
    sample.save()
    asked = form(ANALYZE, dataset)
    assert asked["keypoints_field"]["type"]["values"] == ["frames.other_pose"]
    assert "layout" not in asked
    chosen = form(ANALYZE, dataset, keypoints_field="frames.other_pose")
    assert chosen["layout"]["type"]["values"] == [
        "coco17", "halpe26", "mediapipe33", "spinetrack37",
    ]  # fmt: skip
    assert "it is not known what the 17 keypoints are" in chosen["problem"]["error_message"]
    ready = form(ANALYZE, dataset, keypoints_field="frames.other_pose", layout="coco17")
    assert "problem" not in ready and "fetch" not in ready and "plan" in ready

"""The operator that exports: its form, immediate and delegated, refused, and from Python."""

from __future__ import annotations

import asyncio
import json

import pytest

from fo_buttwink.export import Selection

pytestmark = pytest.mark.database

URI = "@fo-buttwink/fo_buttwink/export_labels"


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    paths = [f"/v/{i}.mp4" for i in range(6)]
    people = [{"name": f"L{i % 3}"} for i in range(6)]
    dataset = make_dataset(*paths, coach=["ann"] * 6, age=[30] * 6)
    dataset.set_values("athlete", _documents(people))
    dataset.add_dynamic_sample_fields()
    clean = make_rep(first=55, bottom=68, last=80, label="none", severity=0, onset_pct=None,
                     onset_pct_interval=None, timing=None)  # fmt: skip

    def pipeline(path, config):
        return make_analysis(path, reps=(make_rep(), clean)), None

    for _ in DatasetAnalysis(dataset, analyser=pipeline).run():
        pass
    return dataset


def _documents(values):
    import fiftyone as fo

    return [fo.DynamicEmbeddedDocument(**v) for v in values]


def execute(dataset, **params):
    from fiftyone.operators.executor import ExecutionError, execute_or_delegate_operator

    request = {"dataset_name": dataset.name, "params": {"key": "buttwink", **params}}
    try:
        return asyncio.run(execute_or_delegate_operator(URI, request))
    except ExecutionError as error:
        return error


def form(dataset, **params):
    """The form as the App gets it: its questions by name."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    context = ExecutionContext(
        {"dataset_name": dataset.name, "params": {"key": "buttwink", **params}},
        executor=Executor(),
        operator_uri=URI,
    )
    answer = foo.get_operator(URI).resolve_type(context, "inputs")
    return answer.to_json()["type"]["properties"]


def test_app_exports_and_shows_the_folder(dataset, tmp_path):
    result = execute(dataset, format="csv", out=str(tmp_path / "o"), classes="wink")
    assert result.result["out"] == str(tmp_path / "o")
    assert result.result["classes"] == {"wink": 6, "no_wink": 6}
    assert (tmp_path / "o" / "reps.csv").is_file()


def test_answers_reach_the_export(dataset, tmp_path):
    result = execute(
        dataset, format="coco", out=str(tmp_path / "o"), classes="own", class_moderate="bad",
        class_none="", split=True, shares={"share_train": 50, "share_val": 0, "share_test": 50},
        seed=3, split_by="lifter", lifter_field="athlete.name", option_images=False,
    )  # fmt: skip
    # The made-up videos have no landmarks; what was asked for can be seen all the same.
    assert "no frame has landmarks" in f"{result}{getattr(result, '__dict__', '')}"
    result = execute(
        dataset, format="jsonl", out=str(tmp_path / "o"), classes="own", class_moderate="bad",
        class_none="", split=True, shares={"share_train": 50, "share_val": 0, "share_test": 50},
        seed=3, split_by="lifter", lifter_field="athlete.name", option_curves=True,
    ).result  # fmt: skip
    assert result["classes"] == {"bad": 6} and set(result["splits"]) == {"train", "test"}
    assert any("Split by lifter, stratified by class, seed 3" in n for n in result["notes"])
    row = json.loads((tmp_path / "o" / "train.jsonl").read_text().splitlines()[0])
    assert row["lifter"] in {"L0", "L1", "L2"} and len(row["curves"]["depth"]) == 40


def test_form_asks_only_what_matters(dataset):
    first = form(dataset)
    assert not {"class_none", "shares", "lifter_field", "min_confidence"} & set(first)
    whole = form(dataset, classes="own", split=True, more=True, format="clips", abstained="keep")
    assert {"class_none", "class_occluded", "shares", "lifter_field", "seed"} <= set(whole)
    assert {"option_margin_s", "option_crf"} <= set(whole)
    assert "Longer at both ends" in json.dumps(whole["option_margin_s"])
    choices = [c["value"] for c in whole["lifter_field"]["view"]["choices"]]
    assert choices == ["age", "athlete.name", "coach"]


def test_form_counts_before_anything_is_written(dataset):
    assert "moderate        6" in json.dumps(form(dataset)["plan"])


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"which": "confirmed"}, "nothing to export: of 12 repetitions none is left"),
        ({"classes": "own", "class_none": "a/b"}, "expected a name that a folder can have"),
        ({"split": True, "split_by": "lifter"}, "have no lifter"),
        ({"split": True, "lifter_field": "coach"}, "at least 3 lifters, found 1"),
        ({"out": "/proc"}, "exists; choose another folder"),
    ],
)
def test_form_says_why_not(dataset, params, message):
    text = json.dumps(form(dataset, **params))
    assert message in text and '"invalid": true' in text


def test_form_without_analysis(make_dataset):
    assert "run 'Analyze squats' first" in json.dumps(form(make_dataset("/v/a.mp4")))


def test_refusals_name_the_folder(dataset, tmp_path):
    (tmp_path / "o").mkdir()
    said = execute(dataset, format="csv", out=str(tmp_path / "o"))
    assert "exists; choose another folder" in f"{said}{getattr(said, '__dict__', '')}"
    assert list((tmp_path / "o").iterdir()) == []


def test_python_call(dataset, tmp_path):
    import fiftyone.operators as foo

    summary = foo.get_operator(URI)(dataset, "jsonl", str(tmp_path / "o"))
    assert summary.reps == 12 and (tmp_path / "o" / "reps.jsonl").is_file()


def test_delegated_export_does_the_same(dataset, tmp_path):
    import fiftyone.operators as foo
    from fiftyone.operators.delegated import DelegatedOperationService

    service = DelegatedOperationService()
    selection = Selection(which="all", classes={"moderate": "bad", "none": None})
    queued = foo.get_operator(URI)(
        dataset, "jsonl", str(tmp_path / "o"), delegate=True, selection=selection,
        splits={"train": 1, "test": 1}, lifter_field="athlete.name", curves=True,
    )  # fmt: skip
    assert not (tmp_path / "o").exists()
    try:
        done = service.execute_operation(service.get(queued.result["id"]))
        assert done.error is None
        operation = service.get(queued.result["id"])
        assert operation.run_state == "completed"
        assert operation.label == "export_labels/jsonl"
        assert operation.status.progress == 1.0
        assert done.result["out"] == str(tmp_path / "o")
        assert done.result["classes"] == {"bad": 6}
    finally:
        service.delete_operation(queued.result["id"])
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == [
        "dataset_card.md", "test.jsonl", "train.jsonl"
    ]  # fmt: skip


def test_app_sees_progress_and_then_the_result(dataset, tmp_path, monkeypatch):
    from fiftyone.operators.executor import ExecutionError, execute_or_delegate_operator

    from fo_buttwink.app.operators import streaming

    monkeypatch.setattr(streaming, "PAUSE_S", 0.0)
    params = {"key": "buttwink", "format": "jsonl", "out": str(tmp_path / "o")}

    def messages():
        request = {"operator_uri": URI, "dataset_name": dataset.name, "params": params}
        answer = asyncio.run(execute_or_delegate_operator(URI, request)).result
        return [json.loads(m.to_json_line())["body"] for m in answer]

    said = messages()
    assert [m["operator_uri"] for m in said] == ["set_progress"] * (len(said) - 1) + ["show_output"]
    shares = [m["params"]["progress"] for m in said[:-1]]
    assert len(shares) > 3 and shares == sorted(shares) and shares[-1] == 1.0
    shown = said[-1]["params"]
    assert shown["results"]["out"] == str(tmp_path / "o")
    assert {"out", "reps", "videos", "about"} <= set(shown["outputs"]["type"]["properties"])
    with pytest.raises(ExecutionError, match="exists; choose another folder"):
        messages()

"""The operator that imports: by path and by upload, into reviews and into a field."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from fo_buttwink.errors import ReviewError
from fo_buttwink.reviews.importing import import_label_studio
from fo_buttwink.reviews.service import list_reviews

pytestmark = pytest.mark.database

URI = "@fo-buttwink/fo_buttwink/import_labels"
CSV = "video,start,end,label\n/v/a.mp4,11,50,schlecht\nb.mp4,11,50,moderate\n"


@pytest.fixture
def dataset(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    job = DatasetAnalysis(dataset, analyser=lambda path, config: (make_analysis(path), None))
    for _ in job.run():
        pass
    return dataset


@pytest.fixture
def form(database):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    def resolve(dataset, **params):
        context = ExecutionContext(
            {"dataset_name": dataset.name, "params": params}, executor=Executor(), operator_uri=URI
        )
        answer = foo.get_operator(URI).resolve_type(context, "inputs")
        return answer.to_json()["type"]["properties"]

    return resolve


def execute(dataset, **params):
    from fiftyone.operators.executor import ExecutionError, execute_or_delegate_operator

    request = {"dataset_name": dataset.name, "params": {"key": "buttwink", **params}}
    try:
        return asyncio.run(execute_or_delegate_operator(URI, request))
    except ExecutionError as error:
        return error


def uploaded(text, name):
    content = base64.b64encode(text.encode()).decode()
    return {"name": name, "content": content, "size": len(text), "type": "text/csv"}


def said(result):
    return f"{result}{getattr(result, '__dict__', '')}"


def test_upload_becomes_reviews(dataset):
    result = execute(
        dataset, unit="frames", upload=uploaded(CSV, "coach.csv"), map_0="marked", reviewer="ann"
    ).result
    assert (result["reps"], result["videos"], result["reviewed"]) == (2, 2, 2)
    found = [(r.verdict, r.label, r.reviewer, r.source) for _, r in list_reviews(dataset)]
    assert found == [("corrected", "marked", "ann", "csv"), ("confirmed", "moderate", "ann", "csv")]


def test_path_becomes_a_field(dataset, tmp_path):
    file = tmp_path / "mit Leerzeichen é.csv"
    file.write_text(CSV, encoding="utf-8")
    result = execute(dataset, unit="frames", path=str(file), into="field", field="truth").result
    assert result["field"] == "truth"
    labels = [d.label for s in dataset for d in s.truth.detections]
    assert labels == ["schlecht", "moderate"] and list_reviews(dataset) == []


def test_form_asks_what_unknown_labels_mean(dataset, form):
    asked = form(dataset, key="buttwink", upload=uploaded(CSV, "coach.csv"))
    assert asked["map_0"]["view"]["label"] == "'schlecht' means" and "map_1" not in asked
    assert "Labels in the file: schlecht, moderate" in json.dumps(asked["found"])
    free = form(dataset, upload=uploaded(CSV, "coach.csv"), into="field")
    assert "map_0" not in free and "field" in free


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({}, "choose a file, or give its path"),
        ({"path": "/no/such.csv"}, "/no/such.csv: cannot be read"),
        ({"upload": uploaded("a,b\n1,2\n", "x.csv")}, "x.csv: expected the columns video, start"),
        ({"source": "label_studio", "upload": uploaded("{", "x.json")}, "not readable as JSON"),
        (
            {"source": "label_studio", "upload": uploaded('[{"annotations": 3}]', "x.json")},
            "x.json, task 1:",
        ),
    ],
)
def test_form_says_what_is_wrong_with_the_file(dataset, form, params, message):
    text = json.dumps(form(dataset, key="buttwink", **params))
    assert message in text and '"invalid": true' in text


def test_refusals_name_the_line_and_change_nothing(dataset):
    result = execute(dataset, unit="frames", upload=uploaded(CSV, "coach.csv"))
    assert "map_0. Reason: Required" in said(result)
    words = {"bad": "marked"}
    result = execute(dataset, unit="frames", upload=uploaded(CSV, "coach.csv"), label_map=words)
    assert "coach.csv, row 2, column label: label 'schlecht'" in said(result)
    short = uploaded("video,start,end,label\na.mp4,1\n", "coach.csv")
    missing = "coach.csv, row 2, column end: expected a time in seconds, found an empty cell"
    assert missing in said(execute(dataset, upload=short))
    assert list_reviews(dataset) == []


def test_without_analysis_only_a_field_is_possible(make_dataset, form):
    dataset = make_dataset("/v/a.mp4")
    assert "run 'Analyze squats' first" in json.dumps(form(dataset))
    assert "upload" in form(dataset, into="field")


def test_label_studio_result_becomes_reviews(dataset, tmp_path):
    from fo_buttwink.export import export

    export(dataset, "label_studio", tmp_path / "o")
    tasks = json.loads((tmp_path / "o" / "tasks.json").read_text())
    for task in tasks:
        result = task.pop("predictions")[0]["result"]
        task["annotations"] = [{"updated_at": "2026-01-01", "result": result}]
    tasks[0]["annotations"][0]["result"][0]["value"]["timelinelabels"] = ["subtle"]
    tasks[1]["annotations"][0]["result"] = []
    upload = uploaded(json.dumps(tasks), "project-1.json")
    result = execute(dataset, source="label_studio", upload=upload, reviewer="out",
                     removed="not_a_squat").result  # fmt: skip
    assert (result["reviewed"], result["rejected"]) == (1, 1)
    found = {r.verdict: r.label for _, r in list_reviews(dataset)}
    assert found == {"corrected": "subtle", "not_a_squat": "not_a_squat"}


def test_unknown_answer_for_removed_repetitions_is_refused_first(dataset, tmp_path):
    with pytest.raises(ReviewError, match="removed='gone': expected one of rejected"):
        import_label_studio(dataset, tmp_path / "none.json", removed="gone")

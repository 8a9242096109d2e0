"""The operators that back up reviews and put them back, as the App calls them."""

from __future__ import annotations

import asyncio
import json

import pytest

from fo_buttwink.reviews.service import list_reviews, review_reps

pytestmark = pytest.mark.database

URI = "@fo-buttwink/fo_buttwink/"
KEY = "buttwink"


@pytest.fixture
def dataset(make_dataset, make_analysis):
    from fo_buttwink.runs.analyze import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    job = DatasetAnalysis(dataset, analyser=lambda path, config: (make_analysis(path), None))
    for _ in job.run():
        pass
    return dataset


def execute(name, dataset, **params):
    from fiftyone.operators.executor import execute_or_delegate_operator

    request = {"dataset_name": dataset.name, "params": params}
    return asyncio.run(execute_or_delegate_operator(URI + name, request))


def form(name, dataset, **params):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    context = ExecutionContext(
        {"dataset_name": dataset.name, "params": params},
        executor=Executor(),
        operator_uri=URI + name,
    )
    answer = foo.get_operator(URI + name).resolve_type(context, "inputs")
    return answer.to_json()["type"]["properties"]


def test_there_and_back(dataset, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    first = dataset.values(f"{KEY}_reps.detections.id")[0][0]
    review_reps(dataset, KEY, first, "rejected", reviewer="ann")
    proposed = form("export_reviews", dataset)["path"]["default"]
    assert proposed.startswith(str(tmp_path))
    done = execute("export_reviews", dataset, path=proposed, download=True)
    assert done.result["reviews"] == 1 and not done.result["notes"]
    assert "download" in json.dumps(done.executor.to_json())
    assert form("export_reviews", dataset)["path"]["default"] != proposed
    assert form("export_reviews", dataset, path=proposed)["path"]["invalid"]
    dataset.clear_sample_field(f"{KEY}_reviews")
    assert list_reviews(dataset) == []
    done = execute("restore_reviews", dataset, path=proposed)
    assert (done.result["added"], done.result["problems"]) == (1, "")
    assert [r.verdict for _, r in list_reviews(dataset)] == ["rejected"]


def test_what_is_no_back_up_is_said(dataset, tmp_path):
    (tmp_path / "x.json").write_text("{}")
    done = execute("restore_reviews", dataset, path=str(tmp_path / "x.json"))
    assert "expected a back-up of reviews" in str(done.error)

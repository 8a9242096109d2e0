"""The operator that exports: immediate, refused, and from Python."""

from __future__ import annotations

import asyncio

import pytest

pytestmark = pytest.mark.database

URI = "@fo-buttwink/fo_buttwink/export_labels"


@pytest.fixture
def dataset(make_dataset, make_analysis):
    from fo_buttwink.dataset import DatasetAnalysis

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    job = DatasetAnalysis(dataset, analyser=lambda path, config: (make_analysis(path), None))
    for _ in job.run():
        pass
    return dataset


def execute(dataset, **params):
    from fiftyone.operators.executor import ExecutionError, execute_or_delegate_operator

    request = {"dataset_name": dataset.name, "params": {"key": "buttwink", **params}}
    try:
        return asyncio.run(execute_or_delegate_operator(URI, request))
    except ExecutionError as error:
        return error


def test_app_exports_and_shows_the_folder(dataset, tmp_path):
    result = execute(dataset, format="csv", out=str(tmp_path / "o"), classes="wink")
    assert result.result["out"] == str(tmp_path / "o")
    assert result.result["classes"] == {"wink": 2}
    assert (tmp_path / "o" / "reps.csv").is_file()


def test_refusals_name_the_folder(dataset, tmp_path):
    (tmp_path / "o").mkdir()
    said = execute(dataset, format="csv", out=str(tmp_path / "o"))
    assert "exists; choose another folder" in f"{said}{getattr(said, '__dict__', '')}"
    assert list((tmp_path / "o").iterdir()) == []


def test_python_call(dataset, tmp_path):
    import fiftyone.operators as foo

    summary = foo.get_operator(URI)(dataset, "jsonl", str(tmp_path / "o"))
    assert summary.reps == 2 and (tmp_path / "o" / "reps.jsonl").is_file()

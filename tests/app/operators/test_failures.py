"""Operators that the App runs as generators: whatever fails is shown, and the stream ends."""

from __future__ import annotations

import asyncio
import errno
import json

import pytest

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
ANALYZE, EXPORT = map(operator_uri, ("analyze_squats", "export_labels"))


@pytest.fixture
def analyser(database, monkeypatch, make_analysis, make_observations):
    """Answers instead of the real pipeline."""
    from fo_buttwink.batch import run as work

    def analyse(path, config, progress=None):
        return make_analysis(path), make_observations(path)

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)


@pytest.fixture
def dataset(make_dataset):
    return make_dataset("/v/a.mp4", "/v/b.mp4")


def messages(uri, dataset, **params):
    """What the App's server sends for a request; what is raised here, the server never tells."""
    from fiftyone.operators.executor import execute_or_delegate_operator

    request = {"operator_uri": uri, "dataset_name": dataset.name, "params": params}
    answer = asyncio.run(execute_or_delegate_operator(uri, request))
    assert answer.is_generator, answer.error
    return [json.loads(m.to_json_line())["body"] for m in answer.result]


def shown_error(said):
    """The text of the error view that the dialog ends with, if the App is notified too."""
    calls = [m["operator_uri"] for m in said]
    assert calls[-2:] == ["show_output", "notify"], calls
    assert said[-1]["params"]["variant"] == "error"
    (view,) = said[-2]["params"]["outputs"]["type"]["properties"].values()
    assert view["view"]["name"] == "Error"
    assert view["view"]["description"].splitlines()[0] in said[-1]["params"]["message"]
    return view["view"]["description"]


def test_model_that_cannot_be_had(dataset, monkeypatch, tmp_path):
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path))
    monkeypatch.delenv("FO_BUTTWINK_MODEL_PATH", raising=False)
    from fo_buttwink.pose import models

    def unreachable(name):
        raise models.ModelError("no way out of this machine")

    monkeypatch.setattr(models, "_download_official", unreachable)
    monkeypatch.setattr(models, "_build_from_packages", unreachable)
    text = shown_error(messages(ANALYZE, dataset))
    assert "no file for pose model 'full'" in text and "Download" in text


def test_database_that_goes_away_during_the_analysis(dataset, analyser, monkeypatch):
    from pymongo.errors import ServerSelectionTimeoutError

    from fo_buttwink.runs import analyze as module

    def gone(*args, **kwargs):
        raise ServerSelectionTimeoutError("127.0.0.1:1: connection refused")

    monkeypatch.setattr(module, "write_analyses", gone)
    text = shown_error(messages(ANALYZE, dataset))
    assert "database" in text and "connection refused" in text


def test_what_was_done_before_the_failure_is_counted(dataset, analyser, monkeypatch):
    from fo_buttwink.runs import analyze as module

    write, calls = module.write_analyses, []

    def second_fails(*args, **kwargs):
        calls.append(1)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "No space left on device", "/data/db")
        return write(*args, **kwargs)

    monkeypatch.setattr(module, "write_analyses", second_fails)
    monkeypatch.setattr(module, "in_batches", lambda results: ([r] for r in results))
    said = messages(ANALYZE, dataset)
    text = shown_error(said)
    assert "disk is full" in text and "1 of 2 videos" in text
    assert "reload_dataset" in [m["operator_uri"] for m in said]
    dataset.reload()
    assert [s is not None for s in dataset.values("buttwink.status")] == [True, False]


def test_a_fault_of_ours_is_shown_with_its_name(dataset, analyser, monkeypatch):
    from fo_buttwink.runs import analyze as module

    def broken(*args, **kwargs):
        raise ZeroDivisionError("seven")

    monkeypatch.setattr(module, "write_analyses", broken)
    text = shown_error(messages(ANALYZE, dataset))
    assert "ZeroDivisionError: seven" in text and "log" in text


def test_a_page_that_closes_still_ends_the_run_as_interrupted(dataset, analyser):
    from fiftyone.operators.executor import execute_or_delegate_operator

    from fo_buttwink.store.runs import get_run

    request = {"operator_uri": ANALYZE, "dataset_name": dataset.name, "params": {}}
    stream = asyncio.run(execute_or_delegate_operator(ANALYZE, request)).result
    next(stream), next(stream)
    stream.close()
    dataset.reload()
    assert get_run(dataset, "buttwink").sessions[-1].state == "interrupted"


@pytest.fixture
def analysed(dataset, analyser):
    messages(ANALYZE, dataset)
    dataset.reload()
    return dataset


def test_export_into_a_folder_that_cannot_be_made(analysed):
    said = messages(EXPORT, analysed, key="buttwink", format="csv", out="/proc/nothing/here")
    assert "/proc/nothing/here: cannot be written" in shown_error(said)


def test_export_on_a_full_disk(analysed, tmp_path, monkeypatch):
    from fo_buttwink.export.formats import csv as csv_table

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(csv_table, "write", full)
    out = tmp_path / "o"
    text = shown_error(messages(EXPORT, analysed, key="buttwink", format="csv", out=str(out)))
    assert "the disk is full" in text and not out.exists()


def test_python_gets_the_error_itself(dataset, analyser, monkeypatch):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionError

    from fo_buttwink.runs import analyze as module

    def broken(*args, **kwargs):
        raise ZeroDivisionError("seven")

    monkeypatch.setattr(module, "write_analyses", broken)
    with pytest.raises(ExecutionError, match="seven"):
        foo.execute_operator(ANALYZE, {"dataset": dataset}, params={})


def test_result_takes_the_place_of_the_progress(dataset, analyser):
    """A result of its own would open a second dialog over the one with the progress."""
    from fiftyone.operators.executor import execute_or_delegate_operator

    request = {"operator_uri": ANALYZE, "dataset_name": dataset.name, "params": {}}
    answer = asyncio.run(execute_or_delegate_operator(ANALYZE, request)).result
    said = [json.loads(m.to_json_line()) for m in answer]
    assert {m["cls"] for m in said} == {"InvocationRequest"}
    shown = said[-1]["body"]
    assert shown["operator_uri"] == "show_output" and shown["params"]["results"]["analysed"] == 2

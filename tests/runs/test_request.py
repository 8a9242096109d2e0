"""What is asked of an analysis is the same thing, whoever asks."""

from __future__ import annotations

import inspect
import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.batch.execution import Execution
from fo_buttwink.config import PRESETS, Config, preset
from fo_buttwink.runs.request import AnalysisRequest

OTHER = AnalysisRequest(
    key="second",
    config=preset("research", model="heavy"),
    existing="replace",
    skeleton=True,
    load_field="kg",
    load_unit="rel",
    slow_motion_field="factor",
    slices=("left", "right"),
    keypoints_field="frames.pose",
    layout="halpe26",
    execution=Execution(workers=2, media=("/here", "/there")),
)
"""Nothing in it is a default."""

requests = st.builds(
    AnalysisRequest,
    key=st.sampled_from(["buttwink", "second"]),
    config=st.builds(preset, st.sampled_from(PRESETS), every_frame=st.booleans()),
    existing=st.sampled_from(["skip", "replace"]),
    skeleton=st.booleans(),
    load_field=st.sampled_from([None, "kg"]),
    load_unit=st.sampled_from(["kg", "rel"]),
    slow_motion_field=st.sampled_from([None, "factor"]),
    slices=st.sampled_from([None, ("left",), ("left", "right")]),
    keypoints_field=st.just("frames.pose"),
    layout=st.sampled_from([None, "coco17"]),
    execution=st.builds(
        Execution,
        workers=st.sampled_from([None, 1, 3]),
        cache=st.booleans(),
        media=st.sampled_from([None, ("/here", "s3://there")]),
    ),
)


def test_nothing_in_the_other_one_is_a_default():
    default = AnalysisRequest()
    assert [f.name for f in fields(AnalysisRequest)
            if getattr(OTHER, f.name) == getattr(default, f.name)] == []  # fmt: skip


@given(requests)
def test_what_another_process_is_asked_for_is_the_same(request_):
    sent = json.loads(json.dumps(request_.to_params(), allow_nan=False))
    assert AnalysisRequest.from_params(sent) == request_


def test_an_empty_form_asks_for_the_defaults():
    assert AnalysisRequest.from_params({}) == AnalysisRequest()
    empty = dict.fromkeys(("key", "preset", "model", "load_field", "workers", "slices", "config"))
    assert AnalysisRequest.from_params({**empty, "every_frame": False}) == AnalysisRequest()


def test_a_filled_form():
    asked = AnalysisRequest.from_params(
        {"preset": "research", "model": "lite", "every_frame": True, "workers": 3, "slices": ["a"]}
    )
    assert asked.config == preset("research", model="lite", every_frame=True)
    assert asked.execution == Execution(workers=3) and asked.slices == ("a",)


@pytest.mark.parametrize("existing", ["update", "", None])
def test_existing_that_is_none_is_named(existing):
    with pytest.raises(ValueError, match=r"existing=.*: expected 'skip' or 'replace'"):
        AnalysisRequest(existing=existing)


def asked_of(monkeypatch, call, *args, **more):
    """The request that reaches the pass over the videos."""
    from fo_buttwink.runs import analyze

    class ReachedError(Exception):
        pass

    def stop(view, request):
        raise ReachedError(view, request)

    monkeypatch.setattr(analyze, "DatasetAnalysis", stop)
    with pytest.raises(ReachedError) as stopped:
        call("view", *args, **more)
    view, request = stopped.value.args
    assert view == "view"
    return request


def test_every_keyword_of_the_python_interface_arrives(monkeypatch):
    from fo_buttwink import analyze_dataset

    values = {f.name: getattr(OTHER, f.name) for f in fields(AnalysisRequest)}
    assert asked_of(monkeypatch, analyze_dataset, **values) == OTHER
    assert asked_of(monkeypatch, analyze_dataset) == AnalysisRequest()
    assert asked_of(monkeypatch, analyze_dataset, "k", Config()) == AnalysisRequest("k")
    names = set(inspect.signature(analyze_dataset).parameters) - {"view", "progress"}
    assert names == set(values)


def test_the_operator_from_python_asks_for_the_same(monkeypatch):
    from fo_buttwink.app.operators.analyze import AnalyzeSquats

    names = set(inspect.signature(AnalyzeSquats.__call__).parameters)
    values = {f.name: getattr(OTHER, f.name) for f in fields(AnalysisRequest) if f.name in names}
    asked = asked_of(monkeypatch, AnalyzeSquats(), **values)
    assert {name: getattr(asked, name) for name in values} == values
    assert set(f.name for f in fields(AnalysisRequest)) - set(values) == {"slices"}

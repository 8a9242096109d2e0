"""Datasets with made-up repetitions, and events of the rep viewer as the App sends them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fo_buttwink.install.plugin_folder import operator_uri


@pytest.fixture
def analyse(database, make_analysis, make_rep, unjudged):
    """Analyses videos with two winks and one repetition that cannot be judged."""
    from fo_buttwink.config import Config
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    later = make_rep(first=52, bottom=56, last=60, label="marked", severity=3)

    def run(dataset, key="buttwink", reps=None, config=None):
        def pipeline(path, settings):
            made = (make_rep(), later, unjudged) if reps is None else reps
            return replace(make_analysis(path), reps=made), None

        job = DatasetAnalysis(
            dataset, AnalysisRequest(key, config or Config(), existing="replace"), analyser=pipeline
        )
        for _ in job.run():
            pass

    return run


@pytest.fixture
def dataset(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    analyse(dataset)
    return dataset


@pytest.fixture
def call(database):
    """Triggers an event of the panel as the App does; gives the answer and the requests."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    panel = foo.get_operator(operator_uri("squat_rep_viewer"))

    def event(samples, method, shown=None, **params):
        view = None if isinstance(samples, database.Dataset) else samples._serialize()
        dataset = samples if view is None else samples._root_dataset
        executor = Executor()
        ctx = ExecutionContext(
            {
                "dataset_name": dataset.name,
                "view": view,
                "current_sample": shown or samples.first().id,
                "params": {"panel_id": "p", "panel_state": {}, "__method__": method, **params},
            },
            executor=executor,
            operator_uri=panel.uri,
        )
        answer = panel.execute(ctx)
        json.dumps(answer, allow_nan=False)
        return answer, [(r.operator_uri, r.params) for r in executor._requests]

    return event

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def analyse(make_analysis: Callable[..., Any]) -> Callable[..., Any]:
    """Analyzes a collection with a pipeline whose repetitions are given by file path."""

    def run(view: Any, reps: dict[str, tuple[Any, ...]], key: str = "buttwink", **more: Any) -> Any:
        from fo_buttwink.runs.analyze import DatasetAnalysis
        from fo_buttwink.runs.request import AnalysisRequest

        def pipeline(path: str, settings: Any) -> Any:
            found = next(value for name, value in reps.items() if path.endswith(name))
            return make_analysis(path, reps=tuple(found)), None

        request = AnalysisRequest(key, existing="replace", **more)
        job = DatasetAnalysis(view, request, analyser=pipeline)
        for _ in job.run():
            pass
        return job.summary

    return run

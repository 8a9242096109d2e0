from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fo_buttwink.config import Config


@pytest.fixture
def analyse(
    make_analysis: Callable[..., Any], make_observations: Callable[..., Any]
) -> Callable[..., Any]:
    """Analyses a collection with a pipeline whose repetitions are made up.

    ``reps`` gives the repetitions of every video; ``shift`` moves the usual ones.
    """

    def run(
        view: Any,
        key: str = "buttwink",
        *,
        config: Config | None = None,
        shift: int = 0,
        reps: tuple[Any, ...] | None = None,
        status: str = "ok",
    ) -> Any:
        from fo_buttwink.runs.analyze import DatasetAnalysis
        from fo_buttwink.runs.request import AnalysisRequest

        def pipeline(path: str, settings: Config) -> Any:
            analysis = make_analysis(path, status=status)
            usual = tuple(
                replace(r, first=r.first + shift, bottom=r.bottom + shift, last=r.last + shift)
                for r in analysis.reps
            )
            return replace(analysis, reps=usual if reps is None else reps), None

        job = DatasetAnalysis(
            view, AnalysisRequest(key, config or Config(), existing="replace"), analyser=pipeline
        )
        for _ in job.run():
            pass
        return job.summary

    return run


@pytest.fixture
def dataset(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    analyse(dataset)
    return dataset

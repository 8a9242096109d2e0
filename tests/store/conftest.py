from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fo_buttwink.config import Config


@pytest.fixture
def fake_analyser(
    make_analysis: Callable[..., Any], make_observations: Callable[..., Any]
) -> Callable[[str, Config], Any]:
    """Stands for the pipeline: answers by file name, fails for ``bad`` ones."""
    from fo_buttwink.video.files import VideoError

    def analyse(path: str, config: Config, progress: Any = None) -> Any:
        if "bad" in path:
            raise VideoError(f"{path}: expected a video, found nothing; check the path")
        if "crash" in path:
            raise RuntimeError("unexpected")
        if "front" in path:
            analysis = make_analysis(path, status="unclear_view", message="seen from the front",
                                     frames=None, reps=())  # fmt: skip
        else:
            analysis = make_analysis(path)
        return analysis, make_observations(path)

    return analyse


@pytest.fixture
def run_job(fake_analyser: Any) -> Callable[..., Any]:
    """Analyses a collection with the fake pipeline and gives the summary."""

    def run(view: Any, key: str = "buttwink", config: Config | None = None, **options: Any) -> Any:
        from fo_buttwink.runs.analyze import DatasetAnalysis
        from fo_buttwink.runs.request import AnalysisRequest

        job = DatasetAnalysis(
            view, AnalysisRequest(key, config or Config(), **options), analyser=fake_analyser
        )
        for _ in job.run():
            pass
        return job.summary

    return run


@pytest.fixture
def everything() -> Callable[[Any], Any]:
    """All that a data set says about its schema and possessions, comparable."""

    def snapshot(dataset: Any) -> Any:
        dataset.reload()
        flat = {name: type(f).__name__ for name, f in dataset.get_field_schema(flat=True).items()}
        frames = dataset.get_frame_field_schema(flat=True) or {}
        return {
            "fields": flat,
            "frames": {name: type(f).__name__ for name, f in frames.items()},
            "indexes": sorted(dataset.list_indexes()),
            "runs": dataset.list_runs(),
            "skeletons": sorted(dataset.skeletons),
            "label_schemas": sorted(dataset.label_schemas),
            "active": dataset.active_label_schemas,
            "frame_documents": dataset._frame_collection.count_documents({}),
        }

    return snapshot

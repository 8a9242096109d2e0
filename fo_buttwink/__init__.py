"""Measure pelvic tilt and butt wink in squat videos, and curate them in FiftyOne.

``analyze_video`` needs no database; ``analyze_dataset``, ``delete_run`` and ``list_runs``
work on FiftyOne datasets. Everything is imported on first use, so that the plugin loads
quickly and the command line starts without FiftyOne.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from . import export
    from .batch.execution import Execution
    from .config import Config, preset
    from .domain.analysis import Repetition, VideoAnalysis
    from .pipeline.analyze import analyze_observations, analyze_video
    from .pipeline.observe import observe_video
    from .reviews.service import review_reps
    from .runs.analyze import analyze_dataset
    from .store.filters import measured
    from .store.runs import delete_run, list_runs

__all__ = [
    "Config",
    "Execution",
    "Repetition",
    "VideoAnalysis",
    "__version__",
    "analyze_dataset",
    "analyze_observations",
    "analyze_video",
    "delete_run",
    "export",
    "list_runs",
    "measured",
    "observe_video",
    "preset",
    "review_reps",
]

_HOMES = {
    "Config": "config",
    "preset": "config",
    "Execution": "batch.execution",
    "Repetition": "domain.analysis",
    "VideoAnalysis": "domain.analysis",
    "analyze_observations": "pipeline.analyze",
    "analyze_video": "pipeline.analyze",
    "observe_video": "pipeline.observe",
    "analyze_dataset": "runs.analyze",
    "delete_run": "store.runs",
    "list_runs": "store.runs",
    "measured": "store.filters",
    "review_reps": "reviews.service",
}


def __getattr__(name: str) -> Any:
    if name == "export":  # a package that can be called
        return import_module(".export", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)

from . import export
from ._version import __version__
from .batch.execution import Execution
from .config import Config, preset
from .curate.agreement import agreement
from .domain.analysis import Repetition, VideoAnalysis
from .pipeline.analyze import analyze_observations, analyze_video
from .pipeline.observe import observe_video
from .report.write import write_report
from .reviews.backup import export_reviews, restore_reviews
from .reviews.service import review_reps
from .runs.analyze import analyze_dataset
from .store.filters import measured
from .store.hand import read_hand
from .store.runs import delete_run, list_runs

__all__ = [
    "Config",
    "Execution",
    "Repetition",
    "VideoAnalysis",
    "__version__",
    "agreement",
    "analyze_dataset",
    "analyze_observations",
    "analyze_video",
    "delete_run",
    "export",
    "export_reviews",
    "list_runs",
    "measured",
    "observe_video",
    "preset",
    "read_hand",
    "restore_reviews",
    "review_reps",
    "write_report",
]

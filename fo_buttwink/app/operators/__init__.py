"""What the App can run. Operators collect, call and report; they hold no science.

Nothing here may import mediapipe: FiftyOne imports this package whenever it lists operators.
"""

from __future__ import annotations

from .analyze import AnalyzeSquats
from .backup import ExportReviews, RestoreReviews
from .compare import CompareSources
from .embed import EmbedReps
from .export import ExportLabels
from .health import DatasetHealth
from .import_labels import ImportLabels
from .lifters import NameSets, SquatTrends
from .manage import DeleteSquatRun, SquatRunInfo
from .proxies import DeleteSquatProxies, MakeSquatProxies
from .report import WriteSquatReport
from .review import AdoptSquatEdits, ReviewRep
from .review_flagged import ReviewFlagged, ReviewFlaggedHere
from .review_next import ReviewNext
from .shown import ShowSquatGroups

OPERATORS = (
    AnalyzeSquats,
    DeleteSquatRun,
    SquatRunInfo,
    ReviewFlagged,
    ReviewFlaggedHere,
    ReviewRep,
    AdoptSquatEdits,
    ExportLabels,
    ImportLabels,
    WriteSquatReport,
    ShowSquatGroups,
    CompareSources,
    ReviewNext,
    EmbedReps,
    NameSets,
    SquatTrends,
    DatasetHealth,
    MakeSquatProxies,
    DeleteSquatProxies,
    ExportReviews,
    RestoreReviews,
)

__all__ = [
    "OPERATORS",
    "AdoptSquatEdits",
    "AnalyzeSquats",
    "CompareSources",
    "DatasetHealth",
    "DeleteSquatProxies",
    "DeleteSquatRun",
    "EmbedReps",
    "ExportLabels",
    "ExportReviews",
    "ImportLabels",
    "MakeSquatProxies",
    "NameSets",
    "RestoreReviews",
    "ReviewFlagged",
    "ReviewFlaggedHere",
    "ReviewNext",
    "ReviewRep",
    "ShowSquatGroups",
    "SquatRunInfo",
    "SquatTrends",
    "WriteSquatReport",
]

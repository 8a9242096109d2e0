"""What the App can run. Operators collect, call and report; they hold no science.

Nothing here may import mediapipe: FiftyOne imports this package whenever it lists operators.
"""

from __future__ import annotations

from .analyze import AnalyzeSquats
from .export import ExportLabels
from .import_labels import ImportLabels
from .manage import DeleteSquatRun, SquatRunInfo
from .report import WriteSquatReport
from .review import AdoptSquatEdits, ReviewRep
from .review_flagged import ReviewFlagged, ReviewFlaggedHere
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
)

__all__ = [
    "OPERATORS",
    "AdoptSquatEdits",
    "AnalyzeSquats",
    "DeleteSquatRun",
    "ExportLabels",
    "ImportLabels",
    "ReviewFlagged",
    "ReviewFlaggedHere",
    "ReviewRep",
    "ShowSquatGroups",
    "SquatRunInfo",
    "WriteSquatReport",
]

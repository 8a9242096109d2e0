"""Compare the product with people: angles measured by hand, grades by eye, skin markers.

:mod:`.read` reads and checks the files, :mod:`.hand` and :mod:`.clips` score analyses against
them, :mod:`.markers` measures squats that were filmed with skin markers, :mod:`.table` writes
the Markdown, and :mod:`.run` puts all of it together.
"""

from .read import Eye, HandRep, TruthFileError, read_eye, read_hand
from .run import find_truth, run, score
from .table import table

__all__ = [
    "Eye",
    "HandRep",
    "TruthFileError",
    "find_truth",
    "read_eye",
    "read_hand",
    "run",
    "score",
    "table",
]

"""Training labels for other people's trainers; one module per format.

``fo_buttwink.export(view, format, out, ...)`` is :func:`export`: the package can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from .core import ExportSummary, export, export_table, prepare
from .errors import ExportError
from .formats import FORMATS
from .select import Selection
from .split import assign_splits
from .table import read_table, table_of

__all__ = [
    "FORMATS",
    "ExportError",
    "ExportSummary",
    "Selection",
    "assign_splits",
    "export",
    "export_table",
    "prepare",
    "read_table",
    "table_of",
]


class _CallableModule(ModuleType):
    """Lets the package be called like its main function, whose name it has."""

    def __call__(self, *args: Any, **kwargs: Any) -> ExportSummary:
        return export(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableModule

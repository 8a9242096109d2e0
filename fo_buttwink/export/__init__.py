"""Training labels for other people's trainers; one module per format.

``fo_buttwink.export(view, format, out, ...)`` is :func:`export`: the package can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from ..errors import ExportError
from .formats.registry import FORMATS
from .run import ExportSummary, export, export_table, prepare
from .select import Selection
from .split import assign_splits
from .table.from_analyses import table_of
from .table.read import read_table

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
